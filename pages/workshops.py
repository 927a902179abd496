"""Workshops: the list, and the dialog that creates one."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.errors import WorkshopExists
from core.model import Role
from core.services import workshops
from core.services.desk import Desk
from core.services.workshops import NewWorkshop
from pages.parts import guard, layout, links, paging
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


def open_dialog() -> None:
    st.session_state["workshops.dialog"] = "create"
    st.session_state.pop("workshops.twin", None)


def close_dialog() -> None:
    st.session_state["workshops.dialog"] = None


def create(desk: Desk, *, anyway: bool = False) -> None:
    """Callback: create the workshop that the dialog describes, and remember where to go."""
    state = st.session_state
    new = NewWorkshop(
        held_on=state.get("new.held_on") or desk.today,
        courses=tuple(course.course_id for course in state.get("new.courses", [])),
        place=state.get("new.place", ""),
        instructor=state.get("new.instructor"),
    )
    try:
        state["workshops.created"] = workshops.create(desk, new, anyway=anyway)
    except WorkshopExists as twin:
        state["workshops.twin"] = (twin.workshop, twin.say)
        return
    close_dialog()


def clear_filters() -> None:
    st.session_state["workshops.state"] = "All"
    st.session_state["workshops.search"] = ""


@st.dialog("Create workshop", on_dismiss=close_dialog)
def create_dialog(desk: Desk) -> None:
    if st.session_state.get("workshops.dialog") != "create":
        st.rerun()
    offer = workshops.offer(desk)
    if not offer.courses:
        st.text("No course is set up yet. Staff add the first one under Courses & fees.")
        return
    names = dict(offer.instructors)
    if desk.actor.role is Role.INSTRUCTOR:
        st.text(f"Instructor: {desk.actor.name}")
    else:
        st.selectbox("Instructor", list(names), format_func=lambda one: names[one], key="new.instructor")
    st.date_input("Date", desk.today, date(2000, 1, 1), desk.today, key="new.held_on", format="YYYY-MM-DD")
    st.multiselect(
        "Courses",
        offer.courses,
        format_func=lambda course: f"{course.title} · {course.code}",
        key="new.courses",
        placeholder="One or more",
    )
    st.text_input("Place", key="new.place", max_chars=200, placeholder="Town and venue, optional")
    twin = st.session_state.get("workshops.twin")
    if twin:
        st.warning(twin[1])
        links.same_tab("Open that workshop", f"/workshop?id={twin[0]}")
        st.button("Create a second one", on_click=guard.act, args=(create,), kwargs={"anyway": True})
    else:
        st.button("Create workshop", type="primary", on_click=guard.act, args=(create,), key="new.create")


def main() -> None:
    desk = guard.desk(Role.STAFF, Role.INSTRUCTOR)
    if created := st.session_state.pop("workshops.created", None):
        st.switch_page("workshop.py", query_params={"id": str(created)})
    with layout.title_row("Workshops"):
        st.button("Create workshop", type="primary", on_click=open_dialog, key="workshops.new")
    if st.session_state.get("workshops.dialog") == "create":
        create_dialog(desk)
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
