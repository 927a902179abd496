"""One CEU course: what it is, what can be done with it now, and how it came to be so."""

from __future__ import annotations

import streamlit as st

from core.services import ceu_words
from core.services.ceu_courses import CeuCourse, Detail
from core.services.desk import Desk
from pages.parts import badges, ceu_acts, ceu_form, ceu_papers, layout, links
from pages.parts.people_table import Column, people_table

EDITING = "ceu.editing"
FIRST = {"draft": "submit", "returned": "submit", "submitted": "approve", "approved": "again"}
MORE = {"submitted": ("return", "deny"), "approved": ("retire",), "retired": ("again",)}
FACTS = (Column("name", "Field"), Column("value", "What it says"))
STEPS = (
    Column("state", "State", "badge"),
    Column("note", "Note", "lines"),
    Column("by", "By"),
    Column("when", "When"),
)


def draw(desk: Desk, shown: Detail) -> None:
    """Draw the course with its acts, facts, form and history."""
    course = shown.course
    with layout.title_row(course.title):
        _acts(course)
    with st.container(horizontal=True, vertical_alignment="center"):
        badges.badge(course.state.capitalize())
        st.text(course.ceulid)
    if course.state == "submitted":
        ceu_papers.offer(desk, "reviewer")
    _facts(shown)
    if course.state in ("draft", "returned", "approved"):
        _form(desk, course)
    st.subheader("History", anchor=False)
    rows = [
        {
            "id": at,
            "state": step.state.capitalize(),
            "note": step.note,
            "by": step.made_by,
            "when": f"{desk.local(step.made_at):%-d %b %Y, %H:%M}",
        }
        for at, step in enumerate(shown.steps)
    ]
    people_table(rows, STEPS, key=f"ceu.steps.{course.ceu_course_id}", ticked=(), caption="History, newest first")


def _acts(course: CeuCourse) -> None:
    first = FIRST.get(course.state, "")
    for name in (*MORE.get(course.state, ()), first):
        if not name or (name == "again" and course.successor_id is not None):
            continue
        st.button(
            ceu_acts.LABELS[name],
            type="primary" if name == first else "secondary",
            key=f"ceu.act.{name}",
            on_click=ceu_acts.open_dialog,
            args=(name, course.ceu_course_id),
        )


def _facts(shown: Detail) -> None:
    course = shown.course
    facts = {
        "Hours": ceu_words.hours(course.hours_hundredths),
        "Category": course.category,
        "Approved for": ceu_words.period(course),
        "Credited": ceu_words.cycle(course),
        "Provider": " · ".join(part for part in (course.provider, course.provider_contact) if part),
        "Succeeds": ", ".join(shown.succeeds),
    }
    named = [(name, value) for name, value in facts.items() if value]
    rows = [{"id": at, "name": name, "value": value} for at, (name, value) in enumerate(named)]
    people_table(rows, FACTS, key=f"ceu.facts.{course.ceu_course_id}", ticked=(), caption="What it says")
    if course.successor_id is not None:
        links.same_tab(f"Succeeded by {course.successor}", f"/ceu-courses?id={course.successor_id}")


def _form(desk: Desk, course: CeuCourse) -> None:
    with st.expander("Change what it says", key=f"{EDITING}.{course.ceu_course_id}", on_change="rerun") as part:
        if part.open:
            st.caption("Credits that were posted keep their hours.")
            ceu_form.draw(desk, course, lambda: None)
