"""Which rows of the lists are ticked, over pages and filters. *All that match* stays a filter, whatever its number."""

from __future__ import annotations

from dataclasses import replace

from core.model import AllLearners, Chosen, LearnerFilter
from pages.parts.selection import Ticks

Picked = Chosen | AllLearners
TICKS: Ticks[Picked] = Ticks("learners", Chosen(frozenset()))


def shown(picked: Picked, seen: set[int]) -> set[int]:
    """Return which of the drawn rows are ticked. All of one filter are never on the screen under another."""
    return set(seen & picked.ids if isinstance(picked, Chosen) else seen - picked.but)


def moved(picked: Picked, seen: set[int], ticked: set[int]) -> Picked:
    """Return the selection after the ticks of the drawn rows have changed."""
    if isinstance(picked, Chosen):
        return Chosen((picked.ids - seen) | ticked)
    return replace(picked, but=(picked.but - ticked) | (seen - ticked))


def folded() -> Picked:
    """Return the selection with the table's latest ticks. At the top of the script and in every callback."""
    return TICKS.folded(shown, moved)


def under(wanted: LearnerFilter) -> Picked:
    """Return the selection for a list with this filter. *All that match* ends where another filter begins."""
    picked = folded()
    if isinstance(picked, AllLearners) and picked.filter != wanted:
        clear()
        return TICKS.nothing
    return picked


def select_all(wanted: LearnerFilter) -> None:
    """Callback: tick everything that a filter matches."""
    TICKS.select(AllLearners(wanted))


def clear() -> None:
    """Callback: untick everything."""
    TICKS.clear()


def is_empty(picked: Picked) -> bool:
    """Return whether nothing is ticked."""
    return isinstance(picked, Chosen) and not picked.ids


def number(picked: Picked, total: int) -> int:
    """Return how many rows are ticked, `total` being how many match the filter on the screen."""
    return len(picked.ids) if isinstance(picked, Chosen) else max(0, total - len(picked.but))
