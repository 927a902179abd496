"""The dialog that creates a workshop."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.errors import WorkshopExists
from core.model import Role
from core.services import workshops
from core.services.desk import Desk
from core.services.workshops import NewWorkshop
from pages.parts import guard, links


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
        st.text(twin[1])
        links.same_tab("Open that workshop", f"/workshop?id={twin[0]}")
        st.button("Create a second one", on_click=guard.act, args=(create,), kwargs={"anyway": True})
    else:
        st.button("Create workshop", type="primary", on_click=guard.act, args=(create,), key="new.create")
