"""Activity: who did what, when, and what it changed; and whether this record holds."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.model import Role
from core.services import activity
from core.services.activity import Act, Change, Wanted
from core.services.desk import Desk
from pages.parts import guard, layout, paging
from pages.parts.people_table import Column, people_table

COLUMNS = (
    Column("at", "When"),
    Column("who", "Who"),
    Column("what", "What"),
    Column("subject", "On"),
    Column("changes", "Before → after", "lines"),
)
FILTERS = ("activity.actor", "activity.action", "activity.subject", "activity.days")


def clear_filters() -> None:
    for key in FILTERS:
        st.session_state.pop(key, None)


def wanted(desk: Desk) -> Wanted:
    """Draw the filters; return what they ask for."""
    choices = activity.choices(desk)
    who, what, subject, days = st.columns(4, vertical_alignment="bottom")
    actor = who.selectbox("Who", choices.actors, index=None, placeholder="Anybody", key=FILTERS[0])
    action = what.selectbox(
        "What", choices.actions, index=None, placeholder="Anything", format_func=in_words, key=FILTERS[1]
    )
    on = subject.text_input("On", placeholder="workshop or workshop:12", key=FILTERS[2])
    period = days.date_input("Days", [], date(2000, 1, 1), desk.today, key=FILTERS[3], format="YYYY-MM-DD")
    span = tuple(period) if isinstance(period, (tuple, list)) else (period,)
    return Wanted(actor, action, on, span[0] if span else None, span[-1] if span else None)


def in_words(action: str) -> str:
    """Return 'workshop created' for 'workshop.created'."""
    return action.replace(".", " ").replace("_", " ")


def chain_line(desk: Desk) -> None:
    """Draw whether the record holds."""
    chain = activity.chain(desk)
    if chain.broken_at is not None:
        st.error(
            f"This record was changed outside Certdesk: row {chain.broken_at:,} is not as it was written. "
            "Keep a copy of the store as it is, and compare it with a backup."
        )
    elif chain.checked < chain.length:
        st.caption(f"The newest {chain.checked:,} of {chain.length:,} rows are as they were written.")
    else:
        st.caption(f"All {chain.length:,} rows are as they were written.")


def row(act: Act) -> dict[str, object]:
    """Return an act as the table draws it."""
    return {
        "id": act.seq,
        "at": f"{act.at:%d %b %Y, %H:%M}",
        "who": f"{act.actor} · {act.role}",
        "what": in_words(act.action),
        "subject": act.subject,
        "changes": [one_change(change) for change in act.changes] or ["—"],
    }


def one_change(change: Change) -> str:
    """Return a change in a line: 'name: old → new'."""
    name = in_words(change.name)
    if change.before is None:
        return f"{name}: {change.after}"
    return f"{name}: {change.before} → {'nothing' if change.after is None else change.after}"


def main() -> None:
    desk = guard.desk(Role.STAFF)
    layout.title("Activity", "Everything that was done here, by whom, and what it changed. Nobody can edit it.")
    asked = wanted(desk)
    key = f"activity.page.{hash(asked)}"
    total, acts = activity.acts(desk, asked, paging.current(key))
    if acts:
        people_table([row(act) for act in acts], COLUMNS, key=f"{key}.table", ticked=(), caption="Activity")
        paging.turn(total, activity.PAGE, key)
    elif asked == Wanted():
        layout.nothing_yet("Nothing was done here yet. Every change will stand here with its date and its author.")
    else:
        layout.nothing_matches("these filters", clear_filters, "activity.clear")
    chain_line(desk)


main()
