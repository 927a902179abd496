"""Which rows of a list are ticked: kept over pages and filters, taken from the table's raw state.

Every list ticks by the same three rules: ticks are folded in at the top of the script and in every callback that uses
them, never by a callback of the table; a cleared selection is another table; *all that match* stays a filter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from pages.parts.people_table import take

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Ticks(Generic[S]):
    """One list whose rows are ticked, and the selection that holds nothing of it."""

    scope: str
    nothing: S

    def _key(self, what: str) -> str:
        return f"ticks.{self.scope}.{what}"

    @property
    def table_key(self) -> str:
        """The key of the table drawn last: another filter, page or generation is another table."""
        return str(st.session_state.get(self._key("table"), ""))

    @property
    def generation(self) -> int:
        """The number that a cleared selection moves on, so that old ticks do not come back."""
        return int(st.session_state.get(self._key("generation"), 0))

    def drawn(self, key: str, selectable: set[int]) -> None:
        """Remember what was drawn, so that the next run takes ticks among these rows only."""
        st.session_state[self._key("table")] = key
        st.session_state[self._key("selectable")] = selectable

    def folded(self, shown: Callable[[S, set[int]], set[int]], moved: Callable[[S, set[int], set[int]], S]) -> S:
        """Return the selection with the table's latest ticks. For the top of the script and for every callback.

        `shown` says which of the drawn rows a selection holds; `moved` what becomes of a selection when, of the
        drawn rows (second), exactly these (third) are ticked.
        """
        held: S = st.session_state.get(self._key("selection"), self.nothing)
        seen: set[int] = st.session_state.get(self._key("selectable"), set())
        before = shown(held, seen)
        after = take(self.table_key, seen, before) if self.table_key else before
        if after != before:
            held = moved(held, seen, after)
            st.session_state[self._key("selection")] = held
        return held

    def select(self, selection: S) -> None:
        """Callback: tick exactly this, whatever was ticked."""
        self.clear()
        st.session_state[self._key("selection")] = selection

    def clear(self) -> None:
        """Callback: untick everything."""
        state = st.session_state
        state[self._key("selection")] = self.nothing
        state[self._key("generation")] = self.generation + 1
        state.pop(self._key("table"), None)
