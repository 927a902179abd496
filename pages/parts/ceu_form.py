"""The form of a CEU course: what staff enter for a provider."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import streamlit as st

from core.services import ceu_courses
from core.services.ceu_courses import CeuCourse, Entry
from core.services.desk import Desk
from pages.parts import guard, notices

PERIOD = "The approval period"
CYCLES = (PERIOD, *(f"{years} year" if years == 1 else f"{years} years" for years in range(1, 11)))
HELP_CYCLE = "How often one person may be credited for it."


def draw(desk: Desk, course: CeuCourse | None, done: Callable[[], None]) -> None:
    """Draw the form of a course, of a new one when it is None; `done` is called once it is saved."""
    key = f"ceu.form.{course.ceu_course_id if course else 'new'}"
    left, right = st.columns(2, gap="large")
    with left:
        if course is None:
            st.text_input("CEULid, the code of this approval", key=f"{key}.ceulid", max_chars=200)
        st.text_input("Title", course.title if course else "", key=f"{key}.title", max_chars=200)
        st.text_input("Provider", course.provider if course else "", key=f"{key}.provider", max_chars=200)
        contact = course.provider_contact if course else ""
        st.text_input("Contact of the provider", contact, key=f"{key}.contact", max_chars=254)
    with right:
        decided(key, course, ceu_courses.categories(desk))
        period(key, course)
    st.button(
        "Save CEU course" if course else "Add CEU course",
        type="primary",
        on_click=guard.act,
        args=(save, course.ceu_course_id if course else None, key, done),
        key=f"{key}.save",
    )


def decided(key: str, course: CeuCourse | None, categories: list[str]) -> None:
    """Draw hours, category and cycle."""
    hours = course.hours_hundredths / 100 if course else 1.0
    st.number_input("Hours", 0.0, 1000.0, hours, 0.25, format="%.2f", key=f"{key}.hours")
    known = sorted({*categories, *([course.category] if course and course.category else [])})
    st.selectbox(
        "Category",
        known,
        index=known.index(course.category) if course and course.category else None,
        placeholder="None, choose or type one",
        accept_new_options=True,
        key=f"{key}.category",
    )
    years = course.cycle_years if course else None
    at = years if years and years < len(CYCLES) else 0
    st.selectbox("Credited once in", CYCLES, at, key=f"{key}.cycle", help=HELP_CYCLE)


def period(key: str, course: CeuCourse | None) -> None:
    """Draw the first and the last day of the approval."""
    left, right = st.columns(2)
    first, last = (course.approved_from, course.approved_until) if course else (None, None)
    left.date_input("Approved from", first, key=f"{key}.first", format="YYYY-MM-DD")
    right.date_input("Approved until", last, key=f"{key}.last", format="YYYY-MM-DD")


def hours_of(key: str) -> Decimal:
    """Return the hours that a form says."""
    return Decimal(f"{float(st.session_state.get(f'{key}.hours') or 0):.2f}")


def years_of(key: str) -> int | None:
    """Return the cycle that a form says."""
    return CYCLES.index(st.session_state.get(f"{key}.cycle") or PERIOD) or None


def save(desk: Desk, course: int | None, key: str, done: Callable[[], None]) -> None:
    """Callback: store what the form says."""
    state = st.session_state
    entry = Entry(
        str(state.get(f"{key}.ceulid") or ""),
        str(state.get(f"{key}.title") or ""),
        hours_of(key),
        str(state.get(f"{key}.category") or ""),
        str(state.get(f"{key}.provider") or ""),
        str(state.get(f"{key}.contact") or ""),
        state.get(f"{key}.first"),
        state.get(f"{key}.last"),
        years_of(key),
    )
    if course is None:
        ceu_courses.add(desk, entry)
        notices.say(f"{entry.ceulid} is a draft now. Open it to submit it for review.")
    else:
        changed = ceu_courses.save(desk, course, entry)
        notices.say("The CEU course is saved." if changed else "Nothing was different.")
    done()
