"""Lines of one file that are about the same person."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from itertools import groupby
from typing import Any, TypeVar

Thing = TypeVar("Thing", bound=Hashable)


def leaders(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return for each number in `pairs`, each saying that two are one, the lowest number that it is one with.

    Numbers that lead themselves are left out.
    """
    above: dict[int, int] = {}
    for one, other in pairs:
        low, high = sorted((_top(above, one), _top(above, other)))
        above[high] = low
    return {number: _top(above, number) for number in list(above) if _top(above, number) != number}


def tying_two(said: Iterable[tuple[int, str, int | None]]) -> list[int]:
    """Return the lines that would make two persons one.

    `said` is (line, address, whose it is), ordered by line: each line says that its addresses are one person's. A line
    that ties two persons, itself or through the lines before it, is not believed and ties nothing.
    """
    above: dict[str, str] = {}
    owner: dict[str, int] = {}
    refused = []
    for line, parts in groupby(said, key=lambda one: one[0]):
        addresses = []
        for _, address, person in parts:
            if person is not None:
                owner[_top(above, address)] = person
            addresses.append(address)
        tops = {_top(above, address) for address in addresses}
        owners = {owner[top] for top in tops if top in owner}
        if len(owners) > 1:
            refused.append(line)
            continue
        lead = _top(above, addresses[0])
        above.update({top: lead for top in tops if top != lead})
        if owners:
            owner[lead] = owners.pop()
    return refused


def _top(above: dict[Any, Any], one: Thing) -> Thing:
    while above.get(one, one) != one:
        above[one] = above.get(above[one], above[one])
        one = above[one]
    return one
