"""Which dialog of a roster row is open, and the row that it is about."""

from __future__ import annotations

import streamlit as st

from core.model import Chosen, WorkshopId
from core.services import rosters
from core.services.desk import Desk

DIALOG = "roster.dialog"


def close() -> None:
    """Callback: close whatever dialog is open."""
    st.session_state[DIALOG] = None


def row_of(desk: Desk, workshop: WorkshopId, standing_id: int) -> rosters.RosterRow:
    """Return the row of the open dialog; when it is gone, close the dialog and draw the page anew."""
    found = rosters.single(desk, workshop, Chosen(frozenset([standing_id])))
    if found is None:
        close()
        st.rerun()
    return found
