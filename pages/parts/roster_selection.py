"""Which rows of a roster are ticked."""

from __future__ import annotations

from core.model import AllMatching, Chosen, Selection, WorkshopId
from core.services import rosters
from core.services.desk import Desk
from pages.parts.selection import Ticks

NOTHING = Chosen(frozenset())


def _ticks(workshop: WorkshopId) -> Ticks[Selection]:
    return Ticks(f"roster.{workshop}", NOTHING)


def table_key(workshop: WorkshopId) -> str:
    """Return the key of the table drawn last."""
    return _ticks(workshop).table_key


def drawn(workshop: WorkshopId, key: str, selectable: set[int]) -> None:
    """Remember what was drawn."""
    _ticks(workshop).drawn(key, selectable)


def generation(workshop: WorkshopId) -> int:
    """Return the number that a cleared selection moves on."""
    return _ticks(workshop).generation


def folded(desk: Desk, workshop: WorkshopId) -> Selection:
    """Return the selection with the table's latest ticks."""

    def moved(chosen: Selection, seen: set[int], ticked: set[int]) -> Selection:
        # one row of *all* was unticked: from here on it is a list of rows
        kept = rosters.selectable(desk, workshop, chosen) if isinstance(chosen, AllMatching) else chosen.ids
        return Chosen(frozenset((kept - seen) | ticked))

    return _ticks(workshop).folded(_shown, moved)


def _shown(chosen: Selection, seen: set[int]) -> set[int]:
    return set(seen) if isinstance(chosen, AllMatching) else set(seen & chosen.ids)


def select_all(desk: Desk, workshop: WorkshopId, wanted: AllMatching) -> None:
    """Callback: tick everything that a filter matches, as a filter, not as ids."""
    _ticks(workshop).select(AllMatching(wanted.status, wanted.search))


def clear(workshop: WorkshopId) -> None:
    """Callback: untick everything."""
    _ticks(workshop).clear()


def is_empty(chosen: Selection) -> bool:
    """Return whether nothing is ticked."""
    return isinstance(chosen, Chosen) and not chosen.ids
