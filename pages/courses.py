"""Courses and fees: what is taught, what each course asks for, how long it holds, and what it costs."""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st

from core.model import Role
from core.services import course_page, courses
from core.services.courses import Listed
from core.services.desk import Desk
from pages.parts import course_fees, course_form, course_sample, guard, layout, links, notices
from pages.parts.people_table import Column, people_table

ADDING = "courses.adding"
COLUMNS = (
    Column("title", "Course", "link"),
    Column("code", "Code"),
    Column("family", "Family"),
    Column("validity", "Valid"),
    Column("requires", "Requires", "lines"),
    Column("price", "New today", "money"),
    Column("state", "State", "badge"),
)


def start_adding() -> None:
    st.session_state[ADDING] = True


def stop_adding() -> None:
    st.session_state[ADDING] = False


def retire(desk: Desk, code: str, retired: bool) -> None:
    """Callback: stop offering a course, or offer it again."""
    courses.set_retired(desk, code, retired)
    notices.say(f"{code} is no longer offered for new workshops." if retired else f"{code} is offered again.")


def listing(desk: Desk) -> None:
    """Draw every course, or the form of a new one."""
    with layout.title_row("Courses & fees"):
        st.button("Add a course", type="primary", on_click=start_adding, key="courses.add")
    found = courses.listing(desk)
    if st.session_state.get(ADDING):
        course_form.draw(None, families(found), "course.new")
        st.button("Cancel", on_click=stop_adding, key="courses.cancel")
        return
    if not found:
        layout.nothing_yet(
            "No course yet. What you teach is listed here, with what it asks for and costs.",
            "Add the first course",
            start_adding,
        )
        return
    unit = course_page.currency(desk)
    rows = [
        {
            "id": one.course.course_id,
            "selectable": False,
            "title": {"text": one.course.title, "href": f"/courses?code={quote(one.course.code)}"},
            "code": one.course.code,
            "family": f"{one.course.family} · {one.course.version}",
            "validity": course_page.validity_words(one.course),
            "requires": [course_page.requires_words(asked) for asked in one.course.requires],
            "price": course_page.price_words(one.fee, unit),
            "state": "Retired" if one.retired else "Active",
        }
        for one in found
    ]
    people_table(rows, COLUMNS, key="courses.table", ticked=(), caption="Courses")


def families(found: list[Listed]) -> list[str]:
    return sorted({one.course.family for one in found})


def one_course(desk: Desk, code: str) -> None:
    """Draw one course: settings, what a date would come to, prices, and whether it is offered."""
    listed = course_page.one(desk, code)
    layout.title("Course")
    links.same_tab("All courses", "/courses")
    if listed is None:
        st.text(f"There is no course {code} here.")
        return
    course = listed.course
    st.text(f"{course.title} · {course.code}")
    course_form.draw(course, families(courses.listing(desk)), f"course.{course.code}.{hash(course)}")
    course_sample.draw(desk, course)
    course_fees.draw(desk, course.code)
    st.button(
        "Offer this course again" if listed.retired else "Stop offering this course",
        on_click=guard.act,
        args=(retire, course.code, not listed.retired),
        key="courses.retire",
    )


def main() -> None:
    desk = guard.desk(Role.STAFF)
    code = st.query_params.get("code")
    if code:
        one_course(desk, code)
    else:
        listing(desk)


main()
