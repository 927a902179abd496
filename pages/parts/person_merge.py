"""Merging somebody into the person of this page: who it is, both beside each other, and the one confirmation."""

from __future__ import annotations

import streamlit as st

from core.errors import PlanStale, Refusal
from core.model import PersonId, PlanHash
from core.services.desk import Desk
from core.services.identity import merging
from core.services.identity.merging import MergePreview, Side
from pages.parts import guard, notices, words
from pages.parts.action_dialog import OPEN, STALE, close
from pages.parts.people_table import Column, people_table
from pages.parts.plain import plain

SCOPE = "merge"
PLURALS = {"line of an order": "lines of an order", "row of a roster": "rows of a roster"}


def button(person: PersonId) -> None:
    """Draw the way into the dialog."""
    st.button("Merge…", key="person.merge", on_click=open_dialog, args=(person,))


def open_dialog(person: PersonId) -> None:
    """Callback: open the dialog."""
    st.session_state[OPEN], st.session_state[STALE] = (SCOPE, person), None


def draw(desk: Desk, person: PersonId) -> None:
    """Draw the dialog, if it is open."""
    if _open_for(person):
        st.dialog("Merge with this person", width="large", on_dismiss=close)(_body)(desk, person)


def _open_for(person: PersonId) -> bool:
    return (st.session_state.get(OPEN) or ("", None)) == (SCOPE, person)


def _body(desk: Desk, person: PersonId) -> None:
    if not _open_for(person):
        st.rerun()
    st.text("Everything of the other person becomes this person's. It can be undone under Recent actions.")
    other = str(st.text_input("The other person: any of their addresses, or their id", key="merge.other") or "")
    if not other.strip():
        return
    try:
        shown = merging.preview(desk, person, merging.find(desk, other))
    except Refusal as refusal:
        st.text(refusal.say)
        return
    if stale := st.session_state.get(STALE):
        st.text(stale)
    _beside(shown)
    st.button(
        f"Merge 2 people into {plain(shown.keep.name)}",
        type="primary",
        key="merge.confirm",
        on_click=guard.act,
        args=(confirm, person, shown.gone.person_id, shown.hash),
    )


def _beside(shown: MergePreview) -> None:
    columns = (Column("what", ""), Column("stays", "Stays", "lines"), Column("joins", "Joins it", "lines"))
    sides = (_lines(shown.keep), _lines(shown.gone))
    rows = [
        {"id": at, "what": what, "stays": sides[0][what], "joins": sides[1][what]} for at, what in enumerate(sides[0])
    ]
    people_table(rows, columns, key=f"merge.{shown.hash[:12]}", ticked=(), caption="Both, beside each other")
    st.caption("The name and the primary address of who stays are kept.")


def _lines(side: Side) -> dict[str, list[str]]:
    return {
        "Name": [side.name],
        "Addresses": [f"{one.address} · {one.kind}" for one in side.addresses],
        "Roles": [role.capitalize() for role in side.roles],
        "Records": [words.count(many, what, PLURALS.get(what)) for what, many in side.records.items()],
    }


def confirm(desk: Desk, person: PersonId, other: PersonId, plan: PlanHash) -> None:
    """Callback: merge exactly as previewed. Where the records moved, the dialog shows what it would do now."""
    try:
        done = merging.confirm(desk, person, other, plan)
    except PlanStale as stale:
        st.session_state[STALE] = stale.say
        return
    many = words.count(done.counts["records"], "record")
    notices.say(f"Merged: {many} and {words.count(done.counts['addresses'], 'address', 'addresses')} changed hands.")
    st.session_state["merge.other"] = ""
    close()
