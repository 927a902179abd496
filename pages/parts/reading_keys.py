"""Keys for an analyst's own programs: made, shown once, taken back."""

from __future__ import annotations

import streamlit as st

from core.services import reading_keys
from core.services.desk import Desk
from pages.parts import guard
from pages.parts.people_table import Action, Column, people_table, taken_action

TABLE, NAME, SHOWN, ENDING = "analyses.keys", "analyses.key.name", "analyses.key.shown", "analyses.key.ending"
COLUMNS = (Column("name", "What for"), Column("made", "Made", "date"), Column("until", "Opens until", "date"))


def make(desk: Desk) -> str:
    """Callback: make the key that the form names, and keep it to be shown once."""
    token = reading_keys.make(desk, st.session_state[NAME])
    st.session_state[SHOWN], st.session_state[NAME] = token, ""
    return token


def end(desk: Desk, number: int) -> None:
    """Callback: take a key back."""
    st.session_state[ENDING] = None
    reading_keys.take_back(desk, number)


def seen() -> None:
    """Callback: forget the key that was shown."""
    st.session_state.pop(SHOWN, None)


def close() -> None:
    st.session_state[ENDING] = None


@st.dialog("Take a key back", on_dismiss=close)
def confirm(number: int, name: str) -> None:
    if st.session_state.get(ENDING) is None:
        st.rerun()
    st.text(f"Programs that use the key “{name}” can no longer read, from this moment on.")
    with st.container(horizontal=True):
        st.button(
            "Take the key back",
            type="primary",
            key="analyses.key.end",
            on_click=guard.act,
            args=(end, number),
            kwargs={"done": "The key is taken back."},
        )
        st.button("Keep it", key="analyses.key.keep", on_click=close)


def shown_once() -> None:
    """Draw the key that was just made."""
    if token := st.session_state.get(SHOWN):
        st.text("Copy this key now. It is shown this once, and opens the published file for 90 days.")
        st.code(token, language=None)
        st.button("I have copied it", on_click=seen, key="analyses.key.seen")


def draw(desk: Desk, url: str) -> None:
    """Draw somebody's keys; `url` is where they open the newest file."""
    st.subheader("Keys for your own programs", anchor=False)
    st.caption("A key lets DuckDB, a notebook or a BI tool read this file over the web, and nothing else.")
    if asked := taken_action(TABLE):
        st.session_state[ENDING] = asked.id
    keys = reading_keys.mine(desk)
    if keys:
        rows = [
            {
                "id": one.reading_key_id,
                "name": one.name,
                "made": desk.local(one.made_at).date(),
                "until": desk.local(one.expires_at).date(),
            }
            for one in keys
        ]
        people_table(rows, COLUMNS, key=TABLE, ticked=(), actions=(Action("end", "Take back"),), caption="Your keys")
        st.text(f"They open {url}")
    ending = next((one for one in keys if one.reading_key_id == st.session_state.get(ENDING)), None)
    if ending:
        confirm(ending.reading_key_id, ending.name)
    shown_once()
    with st.form("analyses.key", border=False):
        st.text_input("What is the key for", key=NAME, max_chars=80)
        st.form_submit_button(
            "Make a key", on_click=guard.act, args=(make,), kwargs={"done": "The key is made. Copy it now."}
        )
