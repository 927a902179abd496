"""What is filtered, to take away: as a table, or as the days of a calendar, such as a manager's."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.services import calendar, learners
from core.services.calendar import TooManyDays
from core.services.desk import Desk
from pages.parts.learner_view import View

FILES = {
    "CSV": ("learners.csv", "text/csv"),
    "Excel": ("learners.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "Calendar": ("due-dates.ics", "text/calendar"),
}


def draw(desk: Desk, view: View, total: int) -> None:
    """Draw the menu of files for a view that has so many rows."""
    too_many = total > calendar.MOST
    with st.popover("Export"):
        st.text("What is filtered, in the order shown.")
        for name, (file, kind) in FILES.items():
            made = partial(exported, desk, view, name)  # on a press, in a thread that knows no session
            st.download_button(
                name,
                made,
                file,
                kind,
                key=f"learners.{name}",
                on_click="ignore",
                width="stretch",
                disabled=name == "Calendar" and too_many,
            )
        if too_many:
            st.text(TooManyDays(total).say)
        elif not view.managers:
            st.caption("Filter by a manager, and the calendar is theirs: due dates of their people only.")


def exported(desk: Desk, view: View, name: str) -> bytes:
    """Return the file of a view."""
    if name == "Calendar":
        return calendar.of_filter(desk, view.wanted)
    return learners.export_file(desk, view.wanted, view.sorting, kind="xlsx" if name == "Excel" else "csv")
