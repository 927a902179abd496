"""The filters by organisation unit: department, location and manager, where people of the organisation have any."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.services import units
from core.services.units import InUse
from pages.parts.learner_view import MOST, UNITS


def draw(found: InUse, changed: Callable[[], None]) -> None:
    """Draw a filter for each of the three that is in use, or that the address names."""
    state = st.session_state
    offered = dict(zip(UNITS, (found.departments, found.locations, found.managers), strict=True))
    chosen = {name: [str(value) for value in state.get(f"learners.{name}") or ()] for name in UNITS}
    drawn = [name for name in UNITS if offered[name] or chosen[name]]
    columns = st.columns(len(UNITS)) if drawn else []
    for column, name in zip(columns, drawn, strict=False):
        state[f"learners.{name}"] = chosen[name]  # an address may name any, also one that is no longer in use
        column.multiselect(
            UNITS[name],
            list(dict.fromkeys([*offered[name], *chosen[name]])),
            key=f"learners.{name}",
            placeholder=f"Any {UNITS[name].lower()}",
            on_change=changed,
            label_visibility="collapsed",
            max_selections=MOST,
            accept_new_options=len(offered[name]) >= units.MOST,  # who is not among the most is typed
        )
