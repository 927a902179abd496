"""Where a person works, as this organisation says: shown in a line, changed in a small form."""

from __future__ import annotations

from dataclasses import asdict

import streamlit as st

from core.model import PersonId, Unit
from core.services import units
from core.services.desk import Desk
from pages.parts import guard, notices
from pages.parts.learner_view import UNITS


def draw(desk: Desk, person: PersonId) -> None:
    """Draw department, location and manager, and the form that changes them."""
    unit = units.of_person(desk, person)
    said = [f"{UNITS[name]}: {value}" for name, value in asdict(unit).items() if value]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(" · ".join(said) or "No department, location or manager is on record.", width="content")
        with st.popover("Change unit", key=f"unit.{person}", on_change="rerun"):
            _form(person, unit)


def _form(person: PersonId, unit: Unit) -> None:
    key = f"unit.{person}"
    for name, value in asdict(unit).items():
        st.session_state.setdefault(f"{key}.{name}", value)
        st.text_input(UNITS[name], key=f"{key}.{name}", max_chars=units.LONGEST)
    st.caption("The manager is an e-mail address or a name, the same for everybody who has them.")
    st.button("Save unit", type="primary", key=f"{key}.save", on_click=guard.act, args=(_save, person))


def _save(desk: Desk, person: PersonId) -> None:
    """Callback: keep what the form says."""
    key = f"unit.{person}"
    typed = Unit(*(str(st.session_state.get(f"{key}.{name}") or "") for name in UNITS))
    changed = units.change(desk, person, typed)
    for name, value in asdict(units.of_person(desk, person)).items():
        st.session_state[f"{key}.{name}"] = value  # as it is kept
    st.session_state[key] = False  # closed: the notice moves what stands below it
    notices.say("Where they work is changed." if changed else "Nothing was changed: that is on record already.")
