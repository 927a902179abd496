"""*This is the same person*: the row beside whom it may mean, with the evidence, and the one action."""

from __future__ import annotations

import streamlit as st

from core.model import Role, WorkshopId
from core.services.desk import Desk
from core.services.identity import roster_links
from core.services.rosters import RosterRow
from pages.parts import guard, notices
from pages.parts.people_table import Column, people_table
from pages.parts.roster_dialog import DIALOG, close, row_of

COLUMNS = (Column("where", "Where"), Column("name", "Name"), Column("address", "E-mail"))


@st.dialog("This is the same person", width="large", on_dismiss=close)
def draw(desk: Desk, workshop: WorkshopId, standing_id: int) -> None:
    """Draw who stands on the roster, whom that may mean and why, and what saying so does."""
    if not st.session_state.get(DIALOG):
        st.rerun()
    row = row_of(desk, workshop, standing_id)
    suggested = next((one.more["suggest"] for one in row.verdict.warnings if "suggest" in one.more), None)
    if not isinstance(suggested, dict):
        st.text("Nobody is suggested for this row any more.")
        return
    people_table(
        _beside(row, suggested), COLUMNS, key=f"same.{standing_id}", ticked=(), caption="The row, and who may be meant"
    )
    st.text(f"Evidence: {suggested['because']}. What the course requires is on record for {suggested['name']}.")
    st.text(_what_follows(desk, str(suggested["name"])))
    st.button(
        "This is the same person",
        type="primary",
        key=f"same.{standing_id}.say",
        on_click=guard.act,
        args=(say, workshop, standing_id),
    )


def _beside(row: RosterRow, suggested: dict[str, object]) -> list[dict[str, object]]:
    standing = row.standing
    typed = f"{standing.first_name} {standing.last_name}".strip()
    return [
        {"id": 0, "where": "On this roster", "name": typed, "address": standing.address},
        {"id": 1, "where": "On record", "name": suggested["name"], "address": suggested["email"]},
    ]


def _what_follows(desk: Desk, name: str) -> str:
    if desk.actor.role is Role.STAFF:
        return (
            "The address becomes theirs at once, unless another organisation has records of them too: then they are "
            "asked by mail. It can be undone under Disputes. No mail goes to it before its owner confirms it."
        )
    return (
        f"{name} is asked by mail, and staff see it. Until one of them confirms it, the row is Active in this workshop "
        "only if the name and one more fact agree: domain, external id, or an earlier workshop of yours."
    )


def say(desk: Desk, workshop: WorkshopId, standing_id: int) -> None:
    """Callback: say that the row's address is that of the person whom it suggests."""
    said = roster_links.say(desk, workshop, standing_id)
    if said.state == "linked":
        notices.say("Linked. The row was classified again.")
    elif said.stands:
        notices.say(
            f"Proposed, and counted in this workshop meanwhile: {said.agree} agree. The person was asked by mail."
        )
    else:
        notices.say("Proposed. The row waits until the person, who was asked by mail, or staff confirm it.")
    close()
