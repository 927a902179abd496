"""The simulator of aligning: what some days would mean, beside each other, before one is chosen."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from core.errors import Refusal
from core.services.desk import Desk
from core.services.pricing import money
from core.services.recertification import align
from core.services.recertification.align import Simulation
from core.services.recertification.selection import Wanted

AROUND = (-60, -30, 0, 30, 60)  # days from the one that was chosen


def draw(desk: Desk, wanted: Wanted, chosen: date, longest_gap: int | None) -> None:
    """Draw a column a day: who moves earlier, who later, the longest gap, what being earlier costs."""
    days = [chosen + timedelta(days=away) for away in AROUND]
    try:
        found = align.simulate(desk, wanted, days, longest_gap)
    except Refusal as refusal:
        st.text(refusal.say)
        return
    st.table(_table(found), border="horizontal")


def _table(found: list[Simulation]) -> dict[str, list[str]]:
    return {
        "Day": [f"{one.on:%d %b %Y}" for one in found],
        "Earlier": [f"{one.earlier:,}" for one in found],
        "Later": [f"{one.later:,}" for one in found],
        "Left out": [f"{one.left_out:,}" for one in found],
        "Longest gap": [f"{one.longest_gap:,} days" for one in found],
        "Renewals brought forward": [money(one.cost_minor, one.currency) for one in found],
    }
