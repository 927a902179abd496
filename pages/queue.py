"""Disputes: rows that instructors call wrong, with their evidence; let through with a reason, or decline."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from core.model import Role
from core.services import disputes
from core.services.desk import Desk
from core.services.disputes import Dispute
from pages.parts import guard, layout, links, notices, same_person_cards
from pages.parts.plain import plain

STATES = ["Open", "Overridden", "Linked", "Declined"]


def answer(desk: Desk, dispute: int, verb: str) -> None:
    """Callback: let a row through or decline it, with the sentence that was typed."""
    sentence = str(st.session_state.get(f"dispute.{dispute}.sentence", ""))
    if verb == "override":
        disputes.override(desk, dispute, sentence)
        notices.say("Let through. The instructor is told and can tick the row now.")
    else:
        disputes.decline(desk, dispute, sentence)
        notices.say("Declined. The instructor is told your sentence.")


def evidence(text: str) -> None:
    """Draw what the records said when the dispute was opened."""
    found: dict[str, Any] = json.loads(text)
    for reason in found.get("reasons", []):
        st.text(f"– {reason}")
    for heading in ("completions", "certificates", "addresses"):
        rows = found.get(heading, [])
        st.text(
            f"{heading.capitalize()}: " + ("; ".join(" · ".join(map(str, row)) for row in rows) or "none on record")
        )


def card(dispute: Dispute) -> None:
    with st.container(border=True):
        st.subheader(plain(f"{dispute.participant or dispute.address} · {dispute.course}"), anchor=False)
        st.text(f"{dispute.address} · {dispute.instructor} writes: {dispute.note}")
        evidence(dispute.evidence)
        links.same_tab(dispute.workshop, f"/workshop?id={dispute.workshop_id}")
        if dispute.state != "open":
            st.text(f"{dispute.state.capitalize()} by {dispute.answered_by}: {dispute.answer}")
            return
        st.text_input(
            "Your sentence: it is kept, and the instructor reads it",
            key=f"dispute.{dispute.dispute_id}.sentence",
            max_chars=1000,
        )
        with st.container(horizontal=True):
            for verb, words in (("override", "Let through"), ("decline", "Decline")):
                st.button(
                    words,
                    type="primary" if verb == "override" else "secondary",
                    key=f"dispute.{dispute.dispute_id}.{verb}",
                    on_click=guard.act,
                    args=(answer, dispute.dispute_id, verb),
                )


def main() -> None:
    desk = guard.desk(Role.STAFF)
    layout.title(
        "Disputes", "Rows that instructors call wrong, or say who is meant by. Confirm, let through, or decline."
    )
    state = st.pills("State", STATES, default="Open", key="queue.state", label_visibility="collapsed") or "Open"
    waiting = disputes.queue(desk, state.lower())
    words = same_person_cards.draw(desk, state)
    if not waiting and not words:
        layout.nothing_yet(
            "Nothing waits for an answer. When an instructor calls a row wrong, or says who is meant, it is here."
            if state == "Open"
            else f"Nothing was {state.lower()} yet."
        )
    for dispute in waiting[:50]:
        card(dispute)


main()
