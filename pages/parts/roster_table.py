"""The roster's table: filters, one page of rows with their reasons, row actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.model import AllMatching, Chosen, Selection, Status
from core.services import disputes, rosters
from core.services.desk import Desk
from core.services.rosters import RosterRow
from core.services.workshops import WorkshopView
from pages.parts import guard, layout, paging, roster_selection
from pages.parts.people_table import Action, Column, people_table

ACTIONS = (
    Action("same", "This is the same person"),
    Action("dispute", "This is wrong"),
    Action("edit", "Correct"),
    Action("drop", "Take off"),
)
FILTERS = ["All", "Active", "Inactive", "Completed"]
COLUMNS = (
    Column("first", "First"),
    Column("last", "Last"),
    Column("email", "E-mail"),
    Column("course", "Course"),
    Column("status", "Status", "badge"),
    Column("why", "Why", "lines"),
    Column("next", "Next step", "lines"),
)


def wanted(view: WorkshopView) -> tuple[AllMatching, bool]:
    """Draw the filters; return what they ask for and whether what is not fine comes first."""
    key = f"roster.{view.workshop.workshop_id}"
    left, middle, right = st.columns([4, 3, 3], vertical_alignment="bottom")
    shown = left.pills("Status", FILTERS, default="All", key=f"{key}.status", label_visibility="collapsed") or "All"
    search = middle.text_input(
        "Search", key=f"{key}.search", placeholder="Name or address", label_visibility="collapsed"
    )
    worst = right.toggle("What is not fine first", value=True, key=f"{key}.worst")
    counts = view.counts
    st.text(
        f"{counts['people']:,} people · {counts['Active']:,} Active · {counts['Inactive']:,} Inactive · "
        f"{counts['Completed']:,} Completed · {counts['ordered']:,} ordered"
    )
    return AllMatching(None if shown == "All" else shown, search), worst


def draw(desk: Desk, view: WorkshopView, chosen: Selection) -> None:
    """Draw filters, table and pages."""
    workshop = view.workshop.workshop_id
    filters, worst = wanted(view)
    page_key = f"roster.{workshop}.page.{filters.status}.{filters.search}.{worst}"
    page = paging.current(page_key)
    total, rows = rosters.rows(desk, workshop, filters, page=page, worst_first=worst)
    if not rows:
        layout.nothing_matches(f"{filters.status or ''} {filters.search}".strip(), clear_filters, f"{page_key}.clear")
        return
    waiting = disputes.disputed_rows(desk, workshop) if view.changeable or view.workshop.state == "ordered" else set()
    shown = [_cells(row, (row.standing.participant_id, row.standing.course_id) in waiting) for row in rows]
    selectable = {row.standing.standing_id for row in rows if row.verdict.selectable}
    ticked = selectable if isinstance(chosen, AllMatching) else selectable & _ids(chosen)
    key = f"roster.{workshop}.table.{filters.status}.{filters.search}.{worst}.{page}"
    key = f"{key}.{roster_selection.generation(workshop)}"
    people_table(
        shown, COLUMNS, key=key, ticked=ticked, actions=ACTIONS, caption=f"Participants of {view.workshop.name}"
    )
    roster_selection.drawn(workshop, key, selectable)
    _select_all(desk, view, filters, chosen)
    paging.turn(total, rosters.PAGE, page_key)


def clear_filters() -> None:
    for key in list(st.session_state):
        if str(key).startswith("roster.") and str(key).endswith(".search"):
            st.session_state[key] = ""
        if str(key).startswith("roster.") and str(key).endswith(".status"):
            st.session_state[key] = "All"


def _ids(chosen: Selection) -> set[int]:
    return set(chosen.ids) if isinstance(chosen, Chosen) else set()


def _cells(row: RosterRow, waiting: bool) -> Mapping[str, Any]:
    standing, verdict = row.standing, row.verdict
    actions = ["edit", "drop"] if standing.order_id is None else []
    if verdict.status is Status.INACTIVE and not waiting:
        actions.insert(0, "dispute")
    if row.suggested:
        actions.insert(0, "same")
    return {
        "id": standing.standing_id,
        "label": f"{standing.first_name} {standing.last_name}".strip() or standing.address,
        "first": standing.first_name,
        "last": standing.last_name,
        "email": standing.address,
        "course": row.course.title,
        "status": verdict.status.value,
        "why": [reason.say for reason in verdict.reasons] + [warned.say for warned in verdict.warnings],
        "next": "In the staff's queue." if waiting else verdict.next,
        "selectable": verdict.selectable,
        "actions": actions,
    }


def _select_all(desk: Desk, view: WorkshopView, filters: AllMatching, chosen: Selection) -> None:
    count = view.counts["selectable"]
    if count and isinstance(chosen, Chosen) and filters.status in (None, "Active"):
        label = "Select all that match" if filters.search else f"Select all {count:,} that can be certified"
        st.button(
            label,
            key=f"roster.{view.workshop.workshop_id}.all",
            on_click=guard.act,
            args=(roster_selection.select_all, view.workshop.workshop_id, filters),
        )
