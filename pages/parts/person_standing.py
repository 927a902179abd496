"""Where a person stands in one course: its list, its dates with the rules behind them, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.model import Chosen
from core.services.desk import Desk
from core.services.learners import LIST_WORDS
from core.services.person_page import Standing
from pages.parts import action_dialog, badges
from pages.parts.action_kinds import KINDS
from pages.parts.people_table import Column, people_table
from pages.parts.plain import plain

DATES = (Column("label", "Date"), Column("day", "Day", "date"), Column("because", "Because"))


def choose(learner: int) -> None:
    """Callback: open the action that the menu of a course names, for this person in it."""
    if key := st.session_state.get(f"person.{learner}.act"):
        action_dialog.open_dialog(f"person.{learner}", key)


def draw(one: Standing) -> None:
    """Draw one course of a person."""
    row = one.row
    offered = ["restore"] if row.on_list == "archived" else [key for key in KINDS if key != "restore"]
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            with st.container(horizontal=True, width="content", vertical_alignment="center"):
                st.subheader(plain(row.title), anchor=False)
                badges.badge(LIST_WORDS[row.on_list])
            st.menu_button(
                "Act",
                offered,
                format_func=lambda key: f"{KINDS[key].title}…",
                key=f"person.{row.learner_id}.act",
                on_click=choose,
                args=(row.learner_id,),
            )
        st.text(one.say)
        lines = [
            {"id": at, "label": each.label, "day": each.day or "never", "because": each.because}
            for at, each in enumerate(one.dates)
        ]
        if lines:
            people_table(lines, DATES, key=f"person.{row.learner_id}.dates", ticked=(), caption=f"Dates of {row.title}")


def draw_dialog(desk: Desk, standings: Sequence[Standing]) -> None:
    """Draw the action that is open for one of these."""
    for one in standings:
        row = one.row.learner_id
        action_dialog.draw(desk, f"person.{row}", Chosen(frozenset({row})), lambda: None)
