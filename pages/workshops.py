"""Workshops: the list, and the dialog that creates one."""

from __future__ import annotations

import streamlit as st

from core.model import Role
from core.services import workshops
from pages.parts import guard, layout, paging, workshop_create
from pages.parts.people_table import Column, people_table

STATES = ["All", "Draft", "Uploaded", "Ordered", "Closed", "Cancelled"]
COLUMNS = (
    Column("name", "Workshop", "link"),
    Column("instructor", "Instructor"),
    Column("held_on", "Date", "date"),
    Column("place", "Place"),
    Column("people", "Participants", "number"),
    Column("active", "Active", "number"),
    Column("state", "State", "badge"),
)


def clear_filters() -> None:
    st.session_state["workshops.state"] = "All"
    st.session_state["workshops.search"] = ""


def main() -> None:
    desk = guard.desk(Role.STAFF, Role.INSTRUCTOR)
    if created := st.session_state.pop("workshops.created", None):
        st.switch_page("workshop.py", query_params={"id": str(created)})
    with layout.title_row("Workshops"):
        st.button("Create workshop", type="primary", on_click=workshop_create.open_dialog, key="workshops.new")
    if st.session_state.get("workshops.dialog") == "create":
        workshop_create.create_dialog(desk)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    shown = left.pills("State", STATES, default="All", key="workshops.state", label_visibility="collapsed") or "All"
    search = right.text_input(
        "Search", key="workshops.search", placeholder="Name or place", label_visibility="collapsed"
    )
    page = paging.current("workshops.page")
    total, lines = workshops.list_workshops(
        desk, state=None if shown == "All" else shown.lower(), search=search, page=page
    )
    if not lines:
        if shown == "All" and not search:
            layout.nothing_yet("No workshop yet. Create one, then upload the list of who was there.")
        else:
            layout.nothing_matches(f"{shown} {search}".strip(), clear_filters, "workshops.clear")
        return
    rows = [
        {
            "id": line.workshop_id,
            "name": {"text": line.name, "href": f"/workshop?id={line.workshop_id}"},
            "instructor": line.instructor,
            "held_on": line.held_on,
            "place": line.place,
            "people": line.participants,
            "active": line.active,
            "state": line.state.capitalize(),
            "selectable": False,
        }
        for line in lines
    ]
    people_table(rows, COLUMNS, key=f"workshops.table.{shown}.{page}", ticked=(), caption="Workshops")
    paging.turn(total, workshops.PAGE, "workshops.page")


main()
