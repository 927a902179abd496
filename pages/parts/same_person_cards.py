"""Words of *this is the same person*, for staff: confirm or decline what waits, take back what was linked."""

from __future__ import annotations

import streamlit as st

from core.services.desk import Desk
from core.services.identity import linking, said
from core.services.identity.said import Said
from pages.parts import guard, links, notices
from pages.parts.plain import plain

DONE = {
    "confirm": (linking.confirm, "Linked. The roster was classified again."),
    "decline": (linking.decline, "Declined. The row is nobody's again."),
    "undo": (linking.undo, "Taken back. The address is nobody's again."),
}
STATES = {"Open": "proposed", "Linked": "linked", "Declined": "declined"}


def answer(desk: Desk, word: int, verb: str) -> None:
    """Callback: confirm, decline or undo one word."""
    act, sentence = DONE[verb]
    act(desk, word)
    notices.say(sentence)


def draw(desk: Desk, state: str) -> int:
    """Draw the words in the state that a page's filter names; return how many."""
    found = said.in_state(desk, STATES[state]) if state in STATES else []
    for one in found:
        card(one)
    return len(found)


def card(one: Said) -> None:
    """Draw one word with its evidence and what staff may do about it."""
    with st.container(border=True):
        st.subheader(plain(one.name), anchor=False)
        agree = f"; {one.agree} agree" if one.agree else ""
        st.text(f"{one.made_by} says that this is the same person as {one.address}. Evidence: {one.because}{agree}.")
        links.same_tab("Open the person", f"/person?id={one.person_id}")
        if one.workshop_id:
            links.same_tab(one.workshop, f"/workshop?id={one.workshop_id}")
        if one.state == "proposed":
            counted = "It counts in this workshop meanwhile." if one.stands else "The row waits meanwhile."
            asked = "" if one.staff_may else " Only the person can confirm it."
            st.text(f"The person was asked by mail.{asked} {counted}")
        elif one.answered_by:
            st.text(f"{one.state.capitalize()} by {one.answered_by}.")
        _buttons(one)


def _buttons(one: Said) -> None:
    offered = {"proposed": (["confirm"] if one.staff_may else []) + ["decline"], "linked": ["undo"]}
    words = {"confirm": "Same person", "decline": "Not the same person", "undo": "Undo the link"}
    with st.container(horizontal=True):
        for verb in offered.get(one.state, []):
            st.button(
                words[verb],
                type="primary" if verb == "confirm" else "secondary",
                key=f"said.{one.same_person_id}.{verb}",
                on_click=guard.act,
                args=(answer, one.same_person_id, verb),
            )
