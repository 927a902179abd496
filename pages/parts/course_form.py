"""The settings of one course: a form whose names are those of a course file."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.model import Course, Prerequisite
from core.services import course_page
from core.services.desk import Desk
from pages.parts import guard, notices

RULE_WORDS = {
    "same_day": "Same day",
    "day_before": "The day before",
    "end_of_month": "End of the month",
    "fixed_day": "A fixed day of the year",
}
ANCHOR_WORDS = {
    "completion": "The completion",
    "carry_forward": "The old end, when renewed in the window",
    "assignment": "The assignment",
}
NOTHING = "—"


def draw(course: Course | None, families: list[str], key: str) -> None:
    """Draw the form of a course, of a new one when it is None."""
    left, right = st.columns(2, gap="large")
    with left:
        _identity(course, key)
        _prerequisites(course.requires if course else (), families, key)
    with right:
        _validity(course, key)
        _assignments(course, key)
    st.button(
        "Save course" if course else "Add course",
        type="primary",
        on_click=guard.act,
        args=(save, course, key),
        key=f"{key}.save",
    )


def _identity(course: Course | None, key: str) -> None:
    if course is None:
        st.text_input("Code", key=f"{key}.code", max_chars=200, placeholder="BLS-2")
    st.text_input("Title", course.title if course else "", key=f"{key}.title", max_chars=200)
    st.text_input("Family", course.family if course else "", key=f"{key}.family", placeholder="The code", max_chars=200)
    st.number_input("Version", 1, None, course.version if course else 1, key=f"{key}.version")
    st.toggle("Holders confirm their name first", course.claim_step if course else True, key=f"{key}.claim_step")


def _validity(course: Course | None, key: str) -> None:
    terms = course.terms if course else None
    st.number_input("Valid for months, 0 for ever", 0, 1200, (terms.months or 0) if terms else 0, key=f"{key}.months")
    rules, anchors = course_page.RULES, course_page.ANCHORS
    chosen = rules.index(terms.rule) if terms else 0
    rule = st.selectbox("Ends on", rules, chosen, format_func=lambda one: RULE_WORDS[one], key=f"{key}.rule")
    if rule == "fixed_day":
        fixed = "{:02d}-{:02d}".format(*terms.fixed_day) if terms and terms.fixed_day else "12-31"
        st.text_input("Which day, month-day", fixed, key=f"{key}.fixed_day", max_chars=5)
        active = terms.min_active_months if terms else 0
        st.number_input("Valid for at least months", 0, 1200, active, key=f"{key}.min_active_months")
    anchor = anchors.index(terms.anchor) if terms else 0
    st.selectbox("Counted from", anchors, anchor, format_func=lambda one: ANCHOR_WORDS[one], key=f"{key}.anchor")
    st.number_input(
        "Renewal opens days before the end", 0, None, terms.window_days if terms else 0, key=f"{key}.window"
    )
    lapses = st.toggle(
        "Lapses after a time of grace", terms is not None and terms.grace_days is not None, key=f"{key}.lapses"
    )
    if lapses:
        st.number_input("Days of grace", 0, None, (terms.grace_days or 0) if terms else 30, key=f"{key}.grace")


def _assignments(course: Course | None, key: str) -> None:
    unit = st.segmented_control(
        "An assignment is due after",
        ("days", "months"),
        default="months" if course and course.due_months is not None else "days",
        key=f"{key}.due_unit",
        required=True,
    )
    number = (course.due_months if unit == "months" else course.due_days) if course else None
    st.number_input(f"How many {unit}", 0, 36_525, 30 if number is None else number, key=f"{key}.due.{unit}")
    st.toggle("Assign recertification by itself", course.automatic if course else False, key=f"{key}.automatic")


def _prerequisites(requires: tuple[Prerequisite, ...], families: list[str], key: str) -> None:
    """Draw a row for each prerequisite and one more; the family — takes one away."""
    st.text("Requires (0 months: of any age)")
    choices = sorted({NOTHING, *families, *(one.family for one in requires)}, key=lambda one: (one != NOTHING, one))
    for at, one in enumerate([*requires, None]):
        family, version, age = st.columns([2, 1, 1], vertical_alignment="bottom")
        chosen = choices.index(one.family) if one else 0
        family.selectbox("Family", choices, chosen, key=f"{key}.requires.{at}.family")
        version.number_input("From version", 1, None, one.min_version if one else 1, key=f"{key}.requires.{at}.version")
        months = (one.max_age_months or 0) if one else 0
        age.number_input("Max. months", 0, 1200, months, key=f"{key}.requires.{at}.age")


def save(desk: Desk, course: Course | None, key: str) -> None:
    """Callback: write what stands in the form."""
    settings = _settings(course, key)
    outcome = course_page.save(desk, settings)
    said = {"new": "added", "updated": "saved", "unchanged": "as it was"}[outcome]
    st.session_state["courses.adding"] = False
    notices.say(f"{settings['title']} is {said}. Certificates that exist keep their dates.")


def _settings(course: Course | None, key: str) -> dict[str, Any]:
    """Return the form's values under the names of a course file; what is not set is left out."""

    def value(name: str) -> Any:
        return st.session_state.get(f"{key}.{name}")

    code = course.code if course else str(value("code") or "").strip()
    unit = value("due_unit") or "days"
    found = {
        "code": code,
        "title": value("title"),
        "family": str(value("family") or "").strip() or code,
        "version": value("version"),
        "months": value("months") or None,
        "rule": value("rule"),
        "fixed_day": value("fixed_day") if value("rule") == "fixed_day" else None,
        "min_active_months": value("min_active_months") if value("rule") == "fixed_day" else None,
        "anchor": value("anchor"),
        "window_days": value("window"),
        "grace_days": value("grace") if value("lapses") else None,
        f"due_{unit}": value(f"due.{unit}"),
        "automatic": value("automatic"),
        "claim_step": value("claim_step"),
        "requires": _required(len(course.requires) if course else 0, key),
    }
    return {name: setting for name, setting in found.items() if setting is not None}


def _required(held: int, key: str) -> list[dict[str, Any]]:
    found = []
    for at in range(held + 1):
        row = f"{key}.requires.{at}"
        family = st.session_state.get(f"{row}.family", NOTHING)
        if family != NOTHING:
            age = st.session_state.get(f"{row}.age") or None
            wanted = {"family": family, "min_version": st.session_state.get(f"{row}.version") or 1}
            found.append(wanted | ({"max_age_months": age} if age else {}))
    return found
