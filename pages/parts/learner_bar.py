"""The bar under the lists: how many are ticked, and what can be done with them."""

from __future__ import annotations

import streamlit as st

from core.model import AllLearners, LearnerFilter
from pages.parts import action_dialog, learner_selection
from pages.parts.action_kinds import KINDS
from pages.parts.learner_selection import Picked

SCOPE = "learners"
FIRST = {"not_started": "due_date", "in_progress": "due_date", "overdue": "due_date", "archived": "restore"}
MORE = ("recertify", "due_date", "recertification_date", "next_course", "align", "extend", "assign", "archive")


def select_all(wanted: LearnerFilter, total: int, picked: Picked) -> None:
    """Draw the way to tick everything that matches."""
    if total and not isinstance(picked, AllLearners):
        st.button(
            f"Select all {total:,} that match",
            key="learners.all",
            on_click=learner_selection.select_all,
            args=(wanted,),
        )


def draw(on_list: str, number: int) -> None:
    """Draw the bar; its last button is what this list is mostly for."""
    first = FIRST.get(on_list, "recertify")
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(width="content"):
            st.text(f"{number:,} selected")
        with st.container(horizontal=True, width="content"):
            st.button("Clear", key="learners.clear", on_click=learner_selection.clear)
            st.menu_button(
                "More",
                MORE if on_list != "archived" else (*MORE, "restore"),
                format_func=lambda key: f"{KINDS[key].title}…",
                key="learners.more",
                on_click=_chosen,
            )
            st.button(
                f"{KINDS[first].title}…",
                type="primary",
                key=f"learners.first.{first}",
                on_click=action_dialog.open_dialog,
                args=(SCOPE, first),
            )


def _chosen() -> None:
    """Callback: open what the menu names."""
    if key := st.session_state.get("learners.more"):
        action_dialog.open_dialog(SCOPE, key)
