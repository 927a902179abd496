"""What list actions ask for, and the actions made of the answers. Answers are kept while the dialog is open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import streamlit as st

from core.services import courses
from core.services.desk import Desk
from core.services.recertification.acting import Action
from core.services.recertification.align import Align
from core.services.recertification.assign import Assign
from core.services.recertification.due_dates import SetDueDate
from core.services.recertification.extend import LONGEST_DAYS, Extend
from core.services.recertification.next_course import SetNextCourse
from core.services.recertification.recertification_dates import SetRecertifyDate
from core.services.recertification.selection import Wanted
from pages.parts import action_simulator

LATEST = date(2100, 12, 31)
LAST_TAKEN = "The course last taken"


def value(name: str) -> Any:
    """Return an answer, None when it was not given."""
    return st.session_state.get(f"ask.{name}")


def forget() -> None:
    """Callback: begin afresh, with every answer as it usually is."""
    for key in list(st.session_state):
        if str(key).startswith("ask."):
            del st.session_state[key]


def _day(desk: Desk, name: str, label: str, *, days_ahead: int, past: bool = False) -> None:
    first = date(1990, 1, 1) if past else desk.today
    usual = desk.today + timedelta(days=days_ahead)
    st.date_input(label, usual, first, LATEST, key=f"ask.{name}", format="YYYY-MM-DD")


def ask_due_date(desk: Desk, wanted: Wanted) -> None:
    """Draw the fields of `due_date`."""
    _day(desk, "due_on", "Due by", days_ahead=14)
    st.toggle("Remind them by mail", value=True, key="ask.remind")


def due_date() -> Action | None:
    """Return the action, None without a day."""
    return SetDueDate(value("due_on"), bool(value("remind"))) if value("due_on") else None


def ask_recertification_date(desk: Desk, wanted: Wanted) -> None:
    """Draw the fields of `recertification_date`."""
    _day(desk, "recertify_on", "Due again from", days_ahead=30, past=True)


def recertification_date() -> Action | None:
    """Return the action, None without a day."""
    return SetRecertifyDate(value("recertify_on")) if value("recertify_on") else None


def _course(desk: Desk, name: str, label: str, *more: str) -> None:
    taught = {one.course.code: one.course.title for one in courses.listing(desk) if not one.retired}
    st.selectbox(
        label,
        [*more, *taught],
        index=None,
        placeholder="Choose a course",
        format_func=lambda code: f"{taught[code]} · {code}" if code in taught else code,
        key=f"ask.{name}",
    )


def ask_next_course(desk: Desk, wanted: Wanted) -> None:
    """Draw the fields of `next_course`."""
    _course(desk, "next", "Next course", LAST_TAKEN)


def next_course() -> Action | None:
    """Return the action, None without a course."""
    return SetNextCourse(None if value("next") == LAST_TAKEN else value("next")) if value("next") else None


def ask_assign(desk: Desk, wanted: Wanted) -> None:
    """Draw the fields of `assign`."""
    _course(desk, "code", "Course")


def assign() -> Action | None:
    """Return the action, None without a course."""
    return Assign(value("code")) if value("code") else None


def ask_align(desk: Desk, wanted: Wanted) -> None:
    """Draw the fields of `align`, and what some days would mean."""
    left, right = st.columns(2)
    with left:
        _day(desk, "align_on", "Everybody falls due on", days_ahead=60, past=True)
    right.number_input(
        "Leave out whoever would go longer without the course, days",
        1,
        36_525,
        None,
        key="ask.gap",
        placeholder="No limit",
    )
    if value("align_on"):
        action_simulator.draw(desk, wanted, value("align_on"), value("gap"))


def align() -> Action | None:
    """Return the action, None without a day."""
    return Align(value("align_on"), value("gap")) if value("align_on") else None


def ask_extend(desk: Desk, wanted: Wanted) -> None:
    """Draw the fields of `extend`."""
    how = st.segmented_control("Extend", ("By days", "To a day"), default="By days", required=True, key="ask.how")
    if how == "To a day":
        _day(desk, "to", "New last day", days_ahead=90)
    else:
        st.number_input("Days", 1, LONGEST_DAYS, 90, key="ask.days")
    st.text_input("Reason, as it stands on certificates", key="ask.reason", max_chars=300)


def extend() -> Action | None:
    """Return the action, None without a reason."""
    if not str(value("reason") or "").strip():
        return None
    if value("how") == "To a day":
        return Extend(value("reason"), to=value("to")) if value("to") else None
    return Extend(value("reason"), days=value("days")) if value("days") else None
