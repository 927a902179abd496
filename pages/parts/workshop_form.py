"""Change or cancel a workshop while nothing is ordered."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.model import WorkshopId
from core.services import workshops
from core.services.desk import Desk
from core.services.workshops import NewWorkshop, WorkshopView
from pages.parts import guard, notices

OPEN = "workshop.form"


def open_dialog() -> None:
    """Callback: open the form."""
    st.session_state[OPEN] = True


def close() -> None:
    """Callback: close the form."""
    st.session_state[OPEN] = False


def draw(desk: Desk, view: WorkshopView) -> None:
    """Draw the form when it is open."""
    if st.session_state.get(OPEN):
        form(desk, view)


@st.dialog("Change workshop", on_dismiss=close)
def form(desk: Desk, view: WorkshopView) -> None:
    if not st.session_state.get(OPEN):
        st.rerun()
    workshop = view.workshop.workshop_id
    key = f"change.{workshop}"
    taught = {course.course_id: course for course in (*workshops.offer(desk).courses, *view.courses)}
    st.date_input("Date", view.workshop.held_on, date(2000, 1, 1), desk.today, key=f"{key}.on", format="YYYY-MM-DD")
    st.multiselect(
        "Courses",
        list(taught),
        [course.course_id for course in view.courses],
        format_func=lambda one: f"{taught[one].title} · {taught[one].code}",
        key=f"{key}.courses",
    )
    st.text_input("Place", view.workshop.place, key=f"{key}.place", max_chars=200)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.button("Save", type="primary", on_click=guard.act, args=(save, workshop), key=f"{key}.save")
        st.button("Cancel this workshop", on_click=guard.act, args=(cancel, workshop), key=f"{key}.cancel")


def save(desk: Desk, workshop: WorkshopId) -> None:
    """Callback: store what the form says; everybody is classified again."""
    key = f"change.{workshop}"
    state = st.session_state
    new = NewWorkshop(state[f"{key}.on"], tuple(state[f"{key}.courses"]), state[f"{key}.place"])
    workshops.change(desk, workshop, new)
    notices.say("The workshop is changed, and everybody on the roster was classified again.")
    close()


def cancel(desk: Desk, workshop: WorkshopId) -> None:
    """Callback: cancel the workshop."""
    workshops.cancel(desk, workshop)
    notices.say("The workshop is cancelled. Its roster stays to be read.")
    close()
