"""The steps of reminders: how many days before and after a date people hear of it, and what they would read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.errors import Refusal
from core.services import reminding
from core.services.desk import Desk
from core.services.reminding import Steps
from pages.parts import guard


def _wanted() -> Steps:
    """Return the steps that stand in the fields."""
    s = st.session_state
    return Steps(
        term_before=s["ladder.term_before"],
        term_on_day=s["ladder.term_on_day"],
        term_after=s["ladder.term_after"],
        due_before=s["ladder.due_before"],
        due_on_day=s["ladder.due_on_day"],
        due_after=s["ladder.due_after"],
        counted_to=s["ladder.counted_to"],
        end_of_grace=s["ladder.end_of_grace"],
        look_ahead_days=int(s["ladder.look_ahead"]),
    )


def save(desk: Desk) -> bool:
    """Callback: put what stands in the fields into use."""
    return reminding.save(desk, reminding.read(_wanted()))


def _fields(name: str, before: str, on_day: bool, after: str) -> None:
    st.text_input("Days before", before, key=f"ladder.{name}_before", max_chars=80, placeholder="90, 60, 30, 7")
    st.toggle("On the day", on_day, key=f"ladder.{name}_on_day")
    st.text_input("Days after", after, key=f"ladder.{name}_after", max_chars=80, placeholder="7")


def _form(steps: Steps) -> None:
    term, due = st.columns(2, gap="large")
    with term:
        st.subheader("Training that falls due", anchor=False)
        _fields("term", steps.term_before, steps.term_on_day, steps.term_after)
        st.selectbox(
            "Counted to",
            list(reminding.COUNTED_TO),
            list(reminding.COUNTED_TO).index(steps.counted_to),
            format_func=lambda one: reminding.COUNTED_TO[one],
            key="ladder.counted_to",
        )
        st.toggle("On the last day of grace", steps.end_of_grace, key="ladder.end_of_grace")
    with due:
        st.subheader("Assignments", anchor=False)
        _fields("due", steps.due_before, steps.due_on_day, steps.due_after)
        st.number_input("Look-ahead to staff (days)", 7, 366, steps.look_ahead_days, key="ladder.look_ahead")


def draw(desk: Desk) -> None:
    """Draw the fields, the way to save them, and what a sample person would read."""
    _form(reminding.steps(desk))
    st.button(
        "Save steps",
        type="primary",
        key="ladder.save",
        on_click=guard.act,
        args=(save,),
        kwargs={"done": lambda changed: "The steps hold from tomorrow on." if changed else "Nothing was different."},
    )
    try:
        sample = reminding.sample(desk, reminding.read(_wanted()))
    except Refusal as refusal:
        st.text(refusal.say)
        return
    for sentence in sample.sentences:
        st.text(sentence)
    left, right = st.columns(2, gap="large")
    with left:
        _read("With a window of 90 days and 30 days of grace", sample.term)
    with right:
        _read("With an assignment open", sample.due)


def _read(heading: str, said: Sequence[tuple[date, str]]) -> None:
    st.caption(heading)
    st.text("\n".join(f"{day.day} {day:%b %Y}: {words}" for day, words in said) or "No reminders.")
