"""Filters under a name: the ones kept, the way to keep what is on the screen, and to forget one."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

import streamlit as st

from core.services import saved_filters
from core.services.desk import Desk
from pages.parts import guard, learner_view, notices


def draw(desk: Desk) -> None:
    """Draw the menu of saved filters."""
    kept = {one.name: one.query for one in saved_filters.kept(desk)}
    with st.popover("Saved filters"):
        if kept:
            st.selectbox(
                "Show",
                list(kept),
                index=None,
                placeholder="Choose a filter",
                key="saved.shown",
                on_change=_show,
                args=(kept,),
            )
            st.button("Forget it", key="saved.forget", on_click=guard.act, args=(_forget,))
        else:
            st.text("No filter is kept yet. Set one, name it here, and it is one click away.")
        st.text_input("Keep what is shown under", key="saved.name", max_chars=saved_filters.LONGEST_NAME)
        st.button("Save filter", key="saved.save", on_click=guard.act, args=(_save,))


def _show(kept: dict[str, str]) -> None:
    """Callback: show the filter that was chosen."""
    said = parse_qs(kept.get(st.session_state.get("saved.shown") or "", ""))
    learner_view.show(learner_view.of_address(lambda name: said.get(name, [])))


def _save(desk: Desk) -> None:
    """Callback: keep what is shown under the name in the field."""
    name = str(st.session_state.get("saved.name") or "")
    query = {key: value for key, value in learner_view.current().query().items() if key != "page"}
    new = saved_filters.save(desk, name, urlencode(query, doseq=True))
    st.session_state["saved.name"] = ""
    notices.say(f"The filter {name.strip()} is {'kept' if new else 'replaced'}.")


def _forget(desk: Desk) -> None:
    """Callback: forget the filter that was chosen."""
    name = st.session_state.get("saved.shown")
    if name and saved_filters.forget(desk, name):
        st.session_state["saved.shown"] = None
        notices.say(f"The filter {name} is forgotten.")
