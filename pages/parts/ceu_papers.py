"""Instructions about CEU credits: uploaded by staff, offered to read where an audience needs them."""

from __future__ import annotations

import streamlit as st

from core.services import ceu_instructions
from core.services.desk import Desk
from pages.parts import guard, layout, links, notices
from pages.parts.people_table import Action, Column, people_table, taken_action

TABLE, REMOVED = "ceu.papers", "ceu.papers.removing"
WORDS = {
    "provider": "Providers: shown where a course is entered",
    "holder": "Holders: shown on the page that a credit's mail opens",
    "reviewer": "Reviewers: shown beside the review queue",
}
SHORT = {"provider": "Providers", "holder": "Holders", "reviewer": "Reviewers"}
COLUMNS = (
    Column("name", "File", "link"),
    Column("audience", "For"),
    Column("by", "Uploaded by"),
    Column("when", "When"),
)


def href(instruction: int) -> str:
    """Return where the PDF lies."""
    return f"/files/instruction/{instruction}.pdf"


def offer(desk: Desk, audience: str) -> None:
    """Draw the papers of an audience as links, nothing when there are none."""
    for one in ceu_instructions.listing(desk, audience):
        links.same_tab(f"Read first: {one.name}", href(one.instruction_id))


def draw(desk: Desk) -> None:
    """Draw every paper, and the way to add one."""
    if asked := taken_action(TABLE):
        st.session_state[REMOVED] = asked.id
    key = f"ceu.paper.{st.session_state.get('ceu.paper.generation', 0)}"
    left, right = st.columns(2, gap="large")
    left.radio("Who shall read it", list(WORDS), format_func=WORDS.__getitem__, key="ceu.paper.audience")
    right.file_uploader("PDF, up to 10 MB", ["pdf"], key=key, on_change=guard.act, args=(keep, key), max_upload_size=10)
    found = ceu_instructions.listing(desk)
    if not found:
        layout.nothing_yet("No instructions yet. Choose who shall read them, then the PDF.")
        return
    rows = [
        {
            "id": one.instruction_id,
            "name": {"text": one.name, "href": href(one.instruction_id)},
            "audience": SHORT[one.audience],
            "by": one.made_by,
            "when": f"{desk.local(one.made_at):%-d %b %Y}",
        }
        for one in found
    ]
    people_table(rows, COLUMNS, key=TABLE, ticked=(), actions=(Action("remove", "Take away…"),), caption="Instructions")
    for one in found:
        if one.instruction_id == st.session_state.get(REMOVED):
            removing(one.instruction_id, one.name)


def keep(desk: Desk, key: str) -> None:
    """Callback: keep the uploaded PDF."""
    file = st.session_state.get(key)
    if file is not None:
        st.session_state["ceu.paper.generation"] = st.session_state.get("ceu.paper.generation", 0) + 1
        audience = st.session_state.get("ceu.paper.audience") or "holder"
        ceu_instructions.add(desk, audience, file.name, file.getvalue())
        notices.say(f"{file.name} is shown to {SHORT[audience].lower()} from now on.")


def close() -> None:
    """Callback: close the dialog."""
    st.session_state[REMOVED] = None


@st.dialog("Take instructions away", on_dismiss=close)
def removing(instruction: int, name: str) -> None:
    if not st.session_state.get(REMOVED):
        st.rerun()
    st.text(f"{name} is no longer shown to anybody.")
    st.button(
        "Take 1 file away", type="primary", key="ceu.paper.remove", on_click=guard.act, args=(remove, instruction)
    )


def remove(desk: Desk, instruction: int) -> None:
    """Callback: take it out of use."""
    ceu_instructions.remove(desk, instruction)
    notices.say("1 file is taken away.")
    close()
