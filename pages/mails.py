"""Mails: what left, what waits, what failed and why; and the words that mails are written with."""

from __future__ import annotations

import streamlit as st

from core.model import Role
from core.services import mails
from core.services.desk import Desk
from core.services.mails import MailFilter, MailLine, MailPage
from pages.parts import guard, layout, mail_dialog, mail_editor
from pages.parts.people_table import Action, Column, people_table, taken_action

SIZE = 25
STATES = ("all", "held", "queued", "sent", "failed", "bounced", "cancelled")
COLUMNS = (
    Column("to", "To", "lines"),
    Column("title", "Mail", "lines"),
    Column("state", "State", "badge"),
    Column("fate", "What became of it", "lines"),
    Column("at", "When", "lines"),
)
CURSORS, FILTERED = "mails.cursors", "mails.filtered"


def older(after: int) -> None:
    """Callback: turn to older mails."""
    st.session_state[CURSORS] = [*st.session_state.get(CURSORS, []), after]


def newer() -> None:
    """Callback: turn back to newer mails."""
    st.session_state[CURSORS] = st.session_state.get(CURSORS, [])[:-1]


def clear_filters() -> None:
    st.session_state["mails.state"], st.session_state["mails.search"] = "all", ""


def cells(line: MailLine) -> dict[str, object]:
    return {
        "id": line.mail_id,
        "label": f"{line.title} to {line.to_name or line.to_address}",
        "to": [line.to_name, line.to_address],
        "title": [line.title],
        "state": line.state.capitalize(),
        "fate": [line.fate],
        "at": [f"{line.at.day} {line.at:%b %Y}", f"{line.at:%H:%M}"],
    }


def turn(found: MailPage, total: int, turned: int) -> None:
    """Draw where the list stands, and the ways to newer and older mails."""
    first = turned * SIZE + 1
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.text(f"{first:,}–{first + len(found.lines) - 1:,} of {total:,}")
        with st.container(horizontal=True, width="content"):
            st.button("Newer", on_click=newer, disabled=not turned, key="mails.newer")
            after = found.next_after
            st.button("Older", on_click=older, args=(after,), disabled=after is None, key="mails.older")


def list_of_mails(desk: Desk) -> None:
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    state = (
        left.pills(
            "State", STATES, default="all", key="mails.state", format_func=str.capitalize, label_visibility="collapsed"
        )
        or "all"
    )
    search = right.text_input(
        "Search", key="mails.search", placeholder="Name, address or subject", label_visibility="collapsed"
    )
    if st.session_state.get(FILTERED) != (state, search):
        st.session_state[FILTERED], st.session_state[CURSORS] = (state, search), []
    cursors = st.session_state[CURSORS]
    which = MailFilter(None if state == "all" else state, None, search)
    found = mails.list_mails(desk, which, cursors[-1] if cursors else None, SIZE)
    st.caption(" · ".join(f"{count:,} {name}" for name, count in found.counts.items() if count) or "No mail")
    if not found.lines:
        if state == "all" and not search:
            layout.nothing_yet("No mail yet. Each one that Certdesk writes in your name stands here with its fate.")
        else:
            layout.nothing_matches(f"{state} {search}".strip(), clear_filters, "mails.clear")
        return
    key = f"mails.table.{state}.{search}.{len(cursors)}"
    if asked := taken_action(key):
        mail_dialog.open_mail(asked.id)
    people_table(
        [cells(line) for line in found.lines],
        COLUMNS,
        key=key,
        ticked=(),
        actions=[Action("open", "Open")],
        caption="Mails",
    )
    turn(found, found.counts.get(state, sum(found.counts.values())), len(cursors))
    mail_dialog.draw(desk)


def main() -> None:
    desk = guard.desk(Role.STAFF)
    layout.title("Mail", "Every mail in your organisation's name: what left, what waits, what failed and why.")
    part = st.segmented_control(
        "Part", ("Mails", "Texts"), default="Mails", key="mails.part", label_visibility="collapsed"
    )
    mail_editor.draw(desk) if part == "Texts" else list_of_mails(desk)


main()
