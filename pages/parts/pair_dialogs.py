"""Dialogs of one row of a list: correct it in place, or say that its address is somebody's who is known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import streamlit as st

from core.services import pair_links
from core.services.credits import classifying, entering
from core.services.credits.classifying import PairRow
from core.services.credits.entering import DraftList, Entry
from core.services.desk import Desk
from pages.parts import guard, notices, pair_ticks
from pages.parts.people_table import taken_action
from pages.parts.plain import plain

OPEN = pair_ticks.DIALOG


def take(desk: Desk, waiting: DraftList) -> None:
    """Open the dialog that a row's button asks for."""
    for key in pair_ticks.tables(waiting.draft):
        if asked := taken_action(key):
            st.session_state[OPEN] = (asked.action, asked.id)


def close() -> None:
    """Callback: close whatever is open."""
    st.session_state[OPEN] = None


def draw(desk: Desk, waiting: DraftList) -> None:
    """Draw the open dialog, if there is one."""
    if opened := st.session_state.get(OPEN):
        {"correct": _correct, "same": _same}[opened[0]](desk, waiting.draft, opened[1])


def _row(desk: Desk, draft: int, at: int) -> PairRow:
    """Return the row as it stands now. A dialog is a fragment: closed by state, it runs the page."""
    found = classifying.row(desk, draft, at) if st.session_state.get(OPEN) else None
    if found is None:
        close()
        st.rerun()
    return found


@st.dialog("Correct a pair", on_dismiss=close)
def _correct(desk: Desk, draft: int, at: int) -> None:
    row = _row(desk, draft, at)
    key = f"pairs.{draft}.{at}"
    if row.hint:
        st.text(row.hint)
    st.text_input("CEULid", row.ceulid, key=f"{key}.ceulid", max_chars=200)
    st.text_input("E-mail address", row.email, key=f"{key}.email", max_chars=254)
    st.date_input("Attended on", row.attended_on, date(2000, 1, 1), desk.today, key=f"{key}.on", format="YYYY-MM-DD")
    st.number_input(
        "Hours, 0 for the whole course",
        0.0,
        1000.0,
        (row.entered_hundredths or 0) / 100,
        0.25,
        format="%.2f",
        key=f"{key}.hours",
    )
    st.text_input("Note for the record, optional", row.note, key=f"{key}.note", max_chars=500)
    st.button("Correct 1 pair", type="primary", key=f"{key}.save", on_click=guard.act, args=(correct, draft, at, key))


def correct(desk: Desk, draft: int, at: int, key: str) -> None:
    """Callback: store the corrected row; it is classified again."""
    state = st.session_state
    hours = Decimal(f"{float(state.get(f'{key}.hours') or 0):.2f}")
    entry = Entry(
        str(state.get(f"{key}.ceulid") or ""),
        str(state.get(f"{key}.email") or ""),
        hours or None,
        state.get(f"{key}.on"),
        str(state.get(f"{key}.note") or ""),
    )
    pair_ticks.fold(desk, draft)
    entering.correct(desk, draft, at, entry)
    notices.say("1 pair is corrected and was classified again.")
    pair_ticks.corrected()
    close()


@st.dialog("Is it the same person?", on_dismiss=close)
def _same(desk: Desk, draft: int, at: int) -> None:
    row = _row(desk, draft, at)
    if row.suggestion is None:
        close()
        st.rerun()
    known = row.suggestion
    st.text(f"In the list: {row.email}")
    st.text(f"Known here: {known.name or 'without a name'}, {known.address} ({known.because})")
    st.text("A slip of the pen? Then send it to the known address.")
    st.button(
        f"Use {plain(known.address)}",
        type="primary",
        key=f"pairs.{draft}.{at}.use",
        on_click=guard.act,
        args=(use, draft, row),
    )
    st.text("A second mailbox of theirs? It is noted as theirs at once, and reaches them once they have confirmed it.")
    st.button("Note it as theirs", key=f"pairs.{draft}.{at}.link", on_click=guard.act, args=(link, draft, row))


def use(desk: Desk, draft: int, row: PairRow) -> None:
    """Callback: send the row to the address that is known."""
    if row.suggestion:
        part = row.entered_hundredths
        hours = None if part is None else Decimal(part) / 100
        pair_ticks.fold(desk, draft)
        entering.correct(
            desk, draft, row.row, Entry(row.ceulid, row.suggestion.address, hours, row.attended_on, row.note)
        )
        notices.say("1 pair goes to the known address now.")
    pair_ticks.corrected()
    close()


def link(desk: Desk, draft: int, row: PairRow) -> None:
    """Callback: note the address as the known person's."""
    said = pair_links.say(desk, draft, row.row)
    linked = said.state == "linked"
    notices.say("The address is noted as theirs." if linked else "It waits: they are asked by mail to confirm it.")
    pair_ticks.corrected()
    close()
