"""One more person on a roster, typed in."""

from __future__ import annotations

import streamlit as st

from core.model import WorkshopId
from core.services import rosters
from core.services.desk import Desk
from pages.parts import guard, notices


def draw(workshop: WorkshopId) -> None:
    """Draw the form for one person."""
    key = f"person.{workshop}"
    first, last, email, button = st.columns([2, 2, 3, 1], vertical_alignment="bottom")
    first.text_input("First name", key=f"{key}.first", max_chars=120)
    last.text_input("Last name", key=f"{key}.last", max_chars=120)
    email.text_input("E-mail", key=f"{key}.email", max_chars=254)
    button.button("Add person", key=f"{key}.add", on_click=guard.act, args=(add, workshop))


def add(desk: Desk, workshop: WorkshopId) -> None:
    """Callback: put the typed person on the roster."""
    key = f"person.{workshop}"
    first, last, email = (str(st.session_state.get(f"{key}.{part}", "")) for part in ("first", "last", "email"))
    rosters.add_person(desk, workshop, first, last, email)
    notices.say(f"{first} {last} is on the roster.".strip())
    for part in ("first", "last", "email"):
        st.session_state[f"{key}.{part}"] = ""
