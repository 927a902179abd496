"""What a list action will do: counts, the old beside the new for the first people, and who is left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from core.services.recertification.acting import Preview, Refused, Shown
from pages.parts import words
from pages.parts.action_kinds import Kind
from pages.parts.people_table import Column, people_table

FIRST = 20
NAMED = 50
COUNTED = {
    "assignments": ("assignment", "assignments"),
    "people": ("person", "people"),
    "mails": ("mail", "mails"),
    "records": ("record", "records"),
    "addresses": ("address", "addresses"),
    "dates": ("date", "dates"),
    "by_hand": ("of them set by hand before", "of them set by hand before"),
    "earlier": ("earlier", "earlier"),
    "later": ("later", "later"),
    "replaced": ("open one replaced", "open ones replaced"),
    "reversed": ("reversed", "reversed"),
    "kept": ("kept", "kept"),
    "impossible": ("impossible", "impossible"),
}
COLUMNS = (Column("who", "Person", "lines"), Column("now", "Now", "lines"), Column("then", "Then", "lines"))


def counts(will: Mapping[str, int]) -> str:
    """Return counts in words: "1,204 assignments · 1,190 mails"."""
    first = next(iter(will), "")
    shown = [(name, number) for name, number in will.items() if number or name == first]
    return " · ".join(words.count(number, *COUNTED.get(name, (name, name))) for name, number in shown)


def day(when: date | None) -> str:
    """Return a day as people write it, or that there is none."""
    return f"{when.day} {when:%b %Y}" if when else "no date"


def draw(shown: Preview, kind: Kind) -> None:
    """Draw a preview."""
    changed = any(shown.plan.will.values())
    st.text(f"Will be done: {counts(shown.plan.will)}." if changed else "Nothing would change for anybody here.")
    rows = [row(at, each, kind) for at, each in enumerate(shown.rows[:FIRST])]
    if rows:
        key = f"action.{kind.key}.{shown.hash[:12]}"
        people_table(rows, COLUMNS, key=key, ticked=(), caption="What changes, old beside new")
        total = next(iter(shown.plan.will.values()), 0)
        if total > len(rows):
            st.caption(f"The first {len(rows)} of {total:,} are shown.")
    if shown.by_hand:
        st.text(f"{words.count(len(shown.by_hand), 'date was', 'dates were')} set by hand and would be replaced:")
        st.text("\n".join(f"{each.name or each.address}: {day(each.old_on)}" for each in shown.by_hand[:FIRST]))
    left_out(shown.plan.refused, opened=not changed)


def row(at: int, each: Shown, kind: Kind) -> dict[str, object]:
    """Return one person as the table draws them."""
    now = f"{kind.now} {day(each.old_on)}" if kind.now else ""
    then = f"{kind.then} {day(each.new_on)}" if kind.now else kind.then
    return {
        "id": at,
        "who": [each.name or each.address, each.address if each.name else ""],
        "now": [each.old_course or each.family, now],
        "then": [each.new_course or each.old_course or each.family, then],
    }


def left_out(refused: Sequence[Refused], *, opened: bool = False) -> None:
    """Draw who is left out: how many for each reason, and the first with their sentences."""
    if not refused:
        return
    reasons = Counter(each.code for each in refused)
    with st.expander(f"{words.count(len(refused), 'person', 'people')} left out", expanded=opened):
        st.text(" · ".join(f"{many:,} {code.lower().replace('_', ' ')}" for code, many in reasons.most_common()))
        for each in refused[:NAMED]:
            st.text(each.say)
        if len(refused) > NAMED:
            st.caption(f"The first {NAMED} of {len(refused):,} are named.")
