"""CEU courses: what is approved for continuing education, what waits for review, and the papers about it."""

from __future__ import annotations

import streamlit as st

from core.errors import Refusal
from core.model import Role
from core.services import ceu_courses
from core.services.desk import Desk
from pages.parts import ceu_acts, ceu_detail, ceu_form, ceu_papers, ceu_table, guard, layout, links

VIEWS = ("Registry", "Review queue", "Instructions")
ADDING = "ceu.adding"


def start_adding() -> None:
    st.session_state[ADDING] = True


def stop_adding() -> None:
    st.session_state[ADDING] = False


def course_id() -> int | None:
    """Return the course that the address names."""
    asked = st.query_params.get("id", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None


def registry(desk: Desk) -> None:
    """Draw every course, or the form of a new one."""
    if st.session_state.get(ADDING):
        st.subheader("A new CEU course", anchor=False)
        ceu_papers.offer(desk, "provider")
        ceu_form.draw(desk, None, stop_adding)
        st.button("Cancel", on_click=stop_adding, key="ceu.cancel")
        return
    ceu_table.draw(desk, start_adding)


def queue(desk: Desk) -> None:
    """Draw what waits for a reviewer, with the reviewers' papers."""
    ceu_papers.offer(desk, "reviewer")
    waiting = ceu_courses.queue(desk)
    if not waiting:
        layout.nothing_yet("Nothing waits for review. What is submitted stands here, longest waiting first.")
        return
    ceu_table.waiting(desk, waiting)


def one(desk: Desk, course: int) -> None:
    """Draw one course."""
    links.same_tab("All CEU courses", "/ceu-courses")
    try:
        shown = ceu_courses.show(desk, course)
    except Refusal as refusal:
        layout.title("CEU course")
        guard.show(refusal)
        return
    ceu_detail.draw(desk, shown)
    ceu_acts.draw(desk, shown.course)


def main() -> None:
    desk = guard.desk(Role.STAFF)
    course = course_id()
    if course is not None:
        one(desk, course)
        return
    with layout.title_row("CEU courses"):
        if not st.session_state.get(ADDING):
            st.button("Add a CEU course", type="primary", on_click=start_adding, key="ceu.add")
    st.caption("What holders may be credited for, and until when. A course is approved for some days under one id.")
    view = st.segmented_control(
        "View", VIEWS, default="Registry", key="ceu.view", label_visibility="collapsed", required=True
    )
    {"Registry": registry, "Review queue": queue, "Instructions": ceu_papers.draw}[view or "Registry"](desk)


main()
