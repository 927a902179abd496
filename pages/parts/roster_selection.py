"""Which rows of a roster are ticked: kept over pages and filters, taken from the table's raw state."""

from __future__ import annotations

import streamlit as st

from core.model import AllMatching, Chosen, Selection, WorkshopId
from core.services import rosters
from core.services.desk import Desk
from pages.parts.people_table import take


def _key(workshop: WorkshopId, what: str) -> str:
    return f"ticks.{workshop}.{what}"


def table_key(workshop: WorkshopId) -> str:
    """Return the key of the table drawn last: another filter, page or generation is another table."""
    return str(st.session_state.get(_key(workshop, "table"), ""))


def drawn(workshop: WorkshopId, key: str, selectable: set[int]) -> None:
    """Remember what was drawn, so that the next run takes ticks among these rows only."""
    st.session_state[_key(workshop, "table")] = key
    st.session_state[_key(workshop, "selectable")] = selectable


def generation(workshop: WorkshopId) -> int:
    """Return the number that a cleared selection moves on, so that old ticks do not come back."""
    return int(st.session_state.get(_key(workshop, "generation"), 0))


def folded(desk: Desk, workshop: WorkshopId) -> Selection:
    """Return the selection with the table's latest ticks. Called at the top of the script and in every callback."""
    state = st.session_state
    seen: set[int] = state.get(_key(workshop, "selectable"), set())
    matching: AllMatching | None = state.get(_key(workshop, "all"))
    ids: set[int] = state.get(_key(workshop, "ids"), set())
    before = seen if matching else ids
    after = take(table_key(workshop), seen, set(before)) if table_key(workshop) else set(before)
    if matching and seen - after:
        # one row of *all* was unticked: from here on it is a list of rows
        ids = (rosters.selectable(desk, workshop, matching) - seen) | after
        matching = state[_key(workshop, "all")] = None
    elif not matching:
        ids = after
    state[_key(workshop, "ids")] = ids
    return matching or Chosen(frozenset(ids))


def select_all(desk: Desk, workshop: WorkshopId, wanted: AllMatching) -> None:
    """Callback: tick everything that a filter matches, as a filter, not as ids."""
    clear(workshop)
    st.session_state[_key(workshop, "all")] = AllMatching(wanted.status, wanted.search)


def clear(workshop: WorkshopId) -> None:
    """Callback: untick everything."""
    state = st.session_state
    state[_key(workshop, "ids")] = set()
    state[_key(workshop, "all")] = None
    state[_key(workshop, "generation")] = generation(workshop) + 1
    state.pop(_key(workshop, "table"), None)


def is_empty(chosen: Selection) -> bool:
    """Return whether nothing is ticked."""
    return isinstance(chosen, Chosen) and not chosen.ids
