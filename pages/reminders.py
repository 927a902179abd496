"""Reminders: who falls due next and which dates were set by hand, and the steps on which people are reminded."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.model import Role
from core.services import look_ahead
from core.services.desk import Desk
from core.services.look_ahead import Ahead
from pages.parts import guard, layout, reminder_ladder, words
from pages.parts.people_table import Column, people_table

COURSES = (
    Column("course", "Course"),
    Column("people", "People", "number"),
    Column("how", "Recertification"),
)
BY_HAND = (
    Column("person", "Person", "link"),
    Column("course", "Course"),
    Column("day", "Date set by hand"),
    Column("next", "What happens"),
)


def day(value: date) -> str:
    return f"{value.day} {value:%b %Y}"


def draw_courses(found: Ahead) -> None:
    """Draw how many fall due in each course."""
    rows = [
        {
            "id": at,
            "label": one.title,
            "course": one.title,
            "people": one.people,
            "how": "Assigned by itself" if one.automatic else "Assigned by you",
        }
        for at, one in enumerate(found.courses)
    ]
    people_table(rows, COURSES, key="reminders.courses", ticked=(), caption="Who falls due, by course")


def draw_by_hand(found: Ahead) -> None:
    """Draw every date set by hand that comes, and what automation will do with it."""
    rows = [
        {
            "id": at,
            "label": f"{one.name}, {one.title}",
            "person": {"text": one.name or "No name", "href": f"/person?id={one.person_id}"},
            "course": one.title,
            "day": day(one.recertify_on),
            "next": look_ahead.what_happens(one),
        }
        for at, one in enumerate(found.by_hand)
    ]
    st.subheader("Dates set by hand", anchor=False)
    people_table(rows, BY_HAND, key="reminders.by_hand", ticked=(), caption="Dates set by hand that come")
    if found.by_hand_total > len(rows):
        st.caption(f"The first {len(rows):,} of {found.by_hand_total:,}.")


def ahead(desk: Desk) -> None:
    """Draw the look-ahead as the weekly mail sees it."""
    found = look_ahead.ahead(desk)
    if not found.courses:
        layout.nothing_yet(f"Nobody falls due until {day(found.until)}. Whoever does stands here, course by course.")
        return
    st.text(f"{words.count(found.people, 'person falls', 'people fall')} due until {day(found.until)}.")
    draw_courses(found)
    if found.by_hand:
        draw_by_hand(found)


def main() -> None:
    desk = guard.desk(Role.STAFF)
    layout.title("Reminders", "Who falls due next, and on which days people are reminded of it by mail.")
    part = st.segmented_control(
        "Part", ("Look-ahead", "Steps"), default="Look-ahead", key="reminders.part", label_visibility="collapsed"
    )
    reminder_ladder.draw(desk) if part == "Steps" else ahead(desk)


main()
