"""Lines of one file that are about the same person."""

from __future__ import annotations

from collections.abc import Iterable


def leaders(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return for each number in `pairs`, each saying that two are one, the lowest number that it is one with.

    Numbers that lead themselves are left out.
    """
    above: dict[int, int] = {}

    def top(number: int) -> int:
        while above.get(number, number) != number:
            above[number] = above.get(above[number], above[number])
            number = above[number]
        return number

    for one, other in pairs:
        low, high = sorted((top(one), top(other)))
        above[high] = low
    return {number: top(number) for number in list(above) if top(number) != number}
