"""The registry of CEU courses as a table, and the review queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.services import ceu_courses, ceu_words
from core.services.ceu_courses import CeuCourse, Waiting
from core.services.desk import Desk
from pages.parts import layout, paging
from pages.parts.people_table import Column, people_table

STATES = ("All", "Draft", "Submitted", "Approved", "Returned", "Denied", "Retired")
COLUMNS = (
    Column("course", "Course", "link"),
    Column("provider", "Provider"),
    Column("category", "Category"),
    Column("hours", "Hours", "number"),
    Column("days", "Approved for"),
    Column("state", "State", "badge"),
)
QUEUE_COLUMNS = (
    Column("course", "Course", "link"),
    Column("provider", "Provider", "lines"),
    Column("hours", "Hours", "number"),
    Column("since", "Waiting since"),
)


def clear() -> None:
    """Callback: show everything."""
    st.session_state["ceu.state"] = "All"
    st.session_state["ceu.search"] = ""


def draw(desk: Desk, start_adding: Callable[[], None]) -> None:
    """Draw filters, one page of courses, and the way to the others."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    shown = left.pills("State", STATES, default="All", key="ceu.state", label_visibility="collapsed") or "All"
    search = right.text_input(
        "Search", key="ceu.search", placeholder="Id, title, provider or category", label_visibility="collapsed"
    )
    page_key = f"ceu.page.{shown}.{search}"
    page = paging.current(page_key)
    found = ceu_courses.listing(desk, "" if shown == "All" else shown.lower(), search, page)
    if not found.rows:
        _empty(shown, search, start_adding)
        return
    rows = [_cells(one) for one in found.rows]
    people_table(rows, COLUMNS, key=f"ceu.table.{shown}.{search}.{page}", ticked=(), caption="CEU courses")
    paging.turn(found.total, ceu_courses.PAGE, page_key)


def waiting(desk: Desk, found: list[Waiting]) -> None:
    """Draw what waits for a reviewer."""
    rows = [
        {
            **_cells(one.course),
            "since": f"{desk.local(one.since):%-d %b %Y, %H:%M}" if one.since else "",
            "provider": [one.course.provider, one.course.provider_contact],
        }
        for one in found
    ]
    people_table(rows, QUEUE_COLUMNS, key="ceu.queue", ticked=(), caption="Waiting for review")


def _cells(one: CeuCourse) -> dict[str, Any]:
    return {
        "id": one.ceu_course_id,
        "label": one.ceulid,
        "course": {"text": one.title, "href": f"/ceu-courses?id={one.ceu_course_id}", "more": one.ceulid},
        "provider": one.provider,
        "category": one.category,
        "hours": ceu_words.hours(one.hours_hundredths).split()[0],
        "days": ceu_words.period(one),
        "state": one.state.capitalize(),
    }


def _empty(shown: str, search: str, start_adding: Callable[[], None]) -> None:
    if shown != "All" or search:
        layout.nothing_matches(f"{shown} {search}".strip(), clear, "ceu.clear")
        return
    layout.nothing_yet(
        "No CEU course yet. What you approve for continuing education is listed here, with its id and its days.",
        "Add the first CEU course",
        start_adding,
        key="ceu.first",
    )
