"""Which pairs of a list are ticked: kept in the draft itself, so that a reload goes on where it stopped."""

from __future__ import annotations

import streamlit as st

from core.services.credits import entering
from core.services.desk import Desk
from pages.parts.people_table import take

DRAWN, GENERATION, DIALOG = "pairs.drawn", "pairs.corrected", "pairs.dialog"


def fold(desk: Desk, draft: int) -> None:
    """Keep the ticks of the tables drawn last in the draft. At the top of the script and in callbacks that use them."""
    drawn: dict[str, tuple[int, set[int], set[int]]] = st.session_state.get(DRAWN, {})
    for key, (of, able, before) in drawn.items():
        if of != draft:
            continue
        after = take(key, able, before)
        for rows, ticked in ((after - before, True), (before - after, False)):
            if rows:
                entering.tick(desk, draft, rows, ticked=ticked)
        drawn[key] = (of, able, after)


def corrected() -> None:
    """Let the next tables be others, since their rows were classified again; what was open over them is shut."""
    st.session_state[GENERATION] = st.session_state.get(GENERATION, 0) + 1
    st.session_state[DRAWN] = {}
    st.session_state.pop(DIALOG, None)


def tables(draft: int) -> list[str]:
    """Return the keys of this draft's tables that were drawn last."""
    return [key for key, (of, _, _) in st.session_state.get(DRAWN, {}).items() if of == draft]
