"""Credits that wait for an account: those whose address is somebody's by now, and what they wait for."""

from __future__ import annotations

import streamlit as st

from core.services.credits import managing
from core.services.desk import Desk
from pages.parts import layout
from pages.parts.people_table import Action, Column, people_table

TABLE = "credits.matches"
COLUMNS = (
    Column("who", "Known here", "link"),
    Column("address", "Kept for"),
    Column("ceulid", "CEULid"),
    Column("on", "Attended", "date"),
)
SHOWN = 200


def draw(desk: Desk) -> None:
    """Draw the matches, or that there are none."""
    waiting = managing.counts(desk, managing.CreditFilter())["archived"]
    found = managing.matches(desk)
    st.text(
        f"{waiting:,} kept until an account has confirmed the address. "
        f"{len(found):,} of them for an address of somebody known here, who has not confirmed it yet."
    )
    if not found:
        layout.nothing_yet("None of them matches somebody. Once an address turns up in an account, it stands here.")
        return
    rows = [
        {
            "id": one.credit_id,
            "who": {"text": one.name or one.address, "href": f"/person?id={one.person_id}"},
            "address": one.address,
            "ceulid": one.ceulid,
            "on": one.attended_on,
        }
        for one in found[:SHOWN]
    ]
    people_table(rows, COLUMNS, key=TABLE, ticked=(), actions=(Action("show", "Open…"),), caption="Credits that match")
    if len(found) > SHOWN:
        st.caption(f"The first {SHOWN} of {len(found):,} are shown.")
