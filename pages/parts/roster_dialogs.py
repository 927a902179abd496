"""Dialogs of one roster row: correct it, take it off, dispute it, let it through, say who it is."""

from __future__ import annotations

import streamlit as st

from core.model import ParticipantId, Role, WorkshopId
from core.services import disputes, rosters
from core.services.desk import Desk
from pages.parts import guard, notices, same_person
from pages.parts.people_table import taken_action
from pages.parts.roster_dialog import DIALOG, close, row_of


def take(table_key: str) -> None:
    """Open the dialog that a row's button of the table asks for."""
    asked = taken_action(table_key) if table_key else None
    if asked:
        st.session_state[DIALOG] = (asked.action, asked.id)


def draw(desk: Desk, workshop: WorkshopId) -> None:
    """Draw the open dialog, if there is one."""
    opened = st.session_state.get(DIALOG)
    if opened:
        {"edit": edit, "drop": drop, "dispute": dispute, "same": same_person.draw}[opened[0]](desk, workshop, opened[1])


@st.dialog("Correct a participant", on_dismiss=close)
def edit(desk: Desk, workshop: WorkshopId, standing_id: int) -> None:
    if not st.session_state.get(DIALOG):
        st.rerun()
    row = row_of(desk, workshop, standing_id).standing
    key = f"edit.{standing_id}"
    st.text_input("First name", row.first_name, key=f"{key}.first", max_chars=120)
    st.text_input("Last name", row.last_name, key=f"{key}.last", max_chars=120)
    st.text_input("E-mail", row.address, key=f"{key}.email", max_chars=254)
    st.button("Save", type="primary", on_click=guard.act, args=(save, workshop, row.participant_id, key))


def save(desk: Desk, workshop: WorkshopId, participant: ParticipantId, key: str) -> None:
    """Callback: store the corrected row."""
    first, last, email = (st.session_state.get(f"{key}.{part}", "") for part in ("first", "last", "email"))
    rosters.edit(desk, workshop, participant, first, last, email)
    notices.say(f"{first} {last} is corrected and was classified again.".strip())
    close()


@st.dialog("Take off the roster", on_dismiss=close)
def drop(desk: Desk, workshop: WorkshopId, standing_id: int) -> None:
    if not st.session_state.get(DIALOG):
        st.rerun()
    row = row_of(desk, workshop, standing_id).standing
    st.text(f"{row.first_name} {row.last_name} <{row.address}> leaves this roster, in every course of the workshop.")
    st.button("Take off 1 person", type="primary", on_click=guard.act, args=(take_off, workshop, row.participant_id))


def take_off(desk: Desk, workshop: WorkshopId, participant: ParticipantId) -> None:
    """Callback: take a person off."""
    rosters.drop(desk, workshop, participant)
    notices.say("1 person is off the roster.")
    close()


@st.dialog("This is wrong", on_dismiss=close)
def dispute(desk: Desk, workshop: WorkshopId, standing_id: int) -> None:
    if not st.session_state.get(DIALOG):
        st.rerun()
    row = row_of(desk, workshop, standing_id)
    st.text(f"{row.standing.first_name} {row.standing.last_name}, {row.course.title}: Inactive.")
    for reason in row.verdict.reasons:
        st.text(f"– {reason.say}")
    staff = desk.actor.role in (Role.STAFF, Role.OPERATOR)
    label = "Why this person may be certified all the same" if staff else "What is wrong, in a sentence or two"
    st.text_area(label, key=f"dispute.{standing_id}", max_chars=1000)
    if staff:
        st.text("The reason is kept with the certificate and in the activity log.")
        st.button("Let through", type="primary", on_click=guard.act, args=(let_through, workshop, standing_id))
    else:
        st.text("Staff see it with what the records say, and you are told their answer by mail.")
        st.button("Send to staff", type="primary", on_click=guard.act, args=(send, workshop, standing_id))


def send(desk: Desk, workshop: WorkshopId, standing_id: int) -> None:
    """Callback: put the row into the staff's queue."""
    disputes.dispute(desk, workshop, standing_id, st.session_state.get(f"dispute.{standing_id}", ""))
    notices.say("Sent to staff. You are told their answer by mail.")
    close()


def let_through(desk: Desk, workshop: WorkshopId, standing_id: int) -> None:
    """Callback: override the row."""
    disputes.override_row(desk, workshop, standing_id, st.session_state.get(f"dispute.{standing_id}", ""))
    notices.say("Let through: the row can be ticked now.")
    close()
