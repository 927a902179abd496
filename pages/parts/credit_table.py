"""Every credit as a table: filters, one page after the other, newest first."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.services import ceu_words
from core.services.credits import managing
from core.services.credits.managing import CreditFilter, CreditRow
from core.services.desk import Desk
from pages.parts import layout
from pages.parts.people_table import Action, Column, people_table

STATES = {
    "All": None,
    "Offered": "offered",
    "Archived": "archived",
    "Accepted": "accepted",
    "Rejected": "rejected",
    "Withdrawn": "withdrawn",
    "Re-addressed": "readdressed",
    "Revoked": "revoked",
}
COLUMNS = (
    Column("who", "To", "link"),
    Column("course", "Course", "lines"),
    Column("hours", "Hours", "number"),
    Column("on", "Attended", "date"),
    Column("state", "State", "badge"),
    Column("mail", "Mail", "badge"),
    Column("posted", "Posted", "code"),
)
ACTIONS = (Action("show", "Open…"),)
TABLE, BEHIND = "credits.table.key", "credits.behind"


def wanted() -> CreditFilter:
    """Return what the filters ask for."""
    state = STATES.get(str(st.session_state.get("credits.state") or "All"))
    return CreditFilter(state, text=str(st.session_state.get("credits.search") or ""))


def clear() -> None:
    """Callback: show everything."""
    st.session_state["credits.state"], st.session_state["credits.search"] = "All", ""


def draw(desk: Desk) -> None:
    """Draw filters, counts, one page, and the way to the next and back."""
    st.pills("State", list(STATES), default="All", key="credits.state", label_visibility="collapsed")
    st.text_input(
        "Search", key="credits.search", placeholder="Address, name, id or title", label_visibility="collapsed"
    )
    which = wanted()
    counts = managing.counts(desk, which)
    total = counts[which.state] if which.state else sum(counts.values())
    if not total:
        _empty(which)
        return
    st.text(" · ".join(f"{number:,} {state_word(state).lower()}" for state, number in counts.items() if number))
    behind = _behind(which)
    rows = managing.page(desk, which, behind[-1] if behind else None)
    key = f"credits.table.{which.state}.{which.text}.{behind[-1] if behind else 0}"
    st.session_state[TABLE] = key
    people_table([_cells(desk, row) for row in rows], COLUMNS, key=key, ticked=(), actions=ACTIONS, caption="Credits")
    _turn(len(behind), len(rows), total, rows[-1].credit_id if rows else 0)


def state_word(state: str) -> str:
    """Return a state as people read it."""
    return next(word for word, value in STATES.items() if value == state)


def _behind(which: CreditFilter) -> list[int]:
    """Return behind which credits the pages up to this one begin; another filter begins again."""
    held = st.session_state.get(BEHIND)
    if not held or held[0] != which:
        held = st.session_state[BEHIND] = (which, [])
    return list(held[1])


def _turn(pages: int, shown: int, total: int, last: int) -> None:
    first = pages * managing.PAGE + 1
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.text(f"{first:,}–{first + shown - 1:,} of {total:,}")
        with st.container(horizontal=True, width="content"):
            if pages:
                st.button("Newer", key="credits.newer", on_click=_newer)
            if first + shown - 1 < total:
                st.button("Older", key="credits.older", on_click=_older, args=(last,))


def _older(last: int) -> None:
    """Callback: go on behind the last row."""
    st.session_state[BEHIND][1].append(last)


def _newer() -> None:
    """Callback: go back by one page."""
    if st.session_state[BEHIND][1]:
        st.session_state[BEHIND][1].pop()


def _cells(desk: Desk, row: CreditRow) -> dict[str, Any]:
    return {
        "id": row.credit_id,
        "label": f"{row.ceulid} to {row.address}",
        "who": {"text": row.name or row.address, "href": "", "more": row.address if row.name else ""},
        "course": [row.title, row.ceulid],
        "hours": ceu_words.hours(row.hours_hundredths).split()[0],
        "on": row.attended_on,
        "state": state_word(row.state),
        "mail": (row.mail or "").capitalize(),
        "posted": [f"{desk.local(row.made_at):%-d %b %Y}", row.made_by],
    }


def _empty(which: CreditFilter) -> None:
    if which.state or which.text:
        said = f"{state_word(which.state) if which.state else ''} {which.text}".strip()
        layout.nothing_matches(said, clear, "credits.clear")
        return
    layout.nothing_yet("Nothing was credited yet. What is posted under CEU entry stands here, with its answers.")
