"""Successors that lead back to themselves are found, however the chains run into each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from core.store.imports.ceu_courses import _on_circles


def leads_back(follows: dict[int, int], start: int) -> bool:
    at: int | None = follows.get(start)
    for _ in follows:
        if at is None or at == start:
            break
        at = follows.get(at)
    return at == start


@given(some.dictionaries(some.integers(0, 8), some.integers(0, 8)))
def test_exactly_what_leads_back_to_itself_is_on_a_circle(follows: dict[int, int]) -> None:
    assert _on_circles(follows) == {one for one in follows if leads_back(follows, one)}


def test_a_long_chain_is_walked_once() -> None:
    chain = {at: at + 1 for at in range(100_000)}
    assert _on_circles(chain) == set()
    assert len(_on_circles({**chain, 100_000: 0})) == 100_001
