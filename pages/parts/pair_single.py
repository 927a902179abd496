"""One pair, typed in: an approved id, an address that says whose it is, hours, day and note."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import streamlit as st

from core.services import ceu_courses, ceu_words
from core.services.credits import classifying, entering, reading
from core.services.credits.entering import Entry
from core.services.desk import Desk
from pages.parts import guard, layout, pair_words

KEY = "pair.one"
WHOLE, PART = "The whole course", "A part of it"


def draw(desk: Desk) -> None:
    """Draw the form, what the pair comes to as it stands, and the way on."""
    left, right = st.columns(2, gap="large")
    with right:
        st.date_input("Attended on", desk.today, date(2000, 1, 1), desk.today, key=f"{KEY}.on", format="YYYY-MM-DD")
        hours = st.segmented_control("Hours", (WHOLE, PART), default=WHOLE, key=f"{KEY}.how", required=True)
        if hours == PART:
            st.number_input("How many hours", 0.25, 1000.0, 1.0, 0.25, format="%.2f", key=f"{KEY}.hours")
    with left:
        _course(desk)
        st.text_input("E-mail address", key=f"{KEY}.email", max_chars=254, placeholder="name@example.org")
        st.text_input("Note for the record, optional", key=f"{KEY}.note", max_chars=500)
    entry = said(desk)
    if entry.ceulid and entry.email:
        found = classifying.classify_list(desk, reading.from_entries([entry]))
        for row in found.rows:
            pair_words.say(row)
        for problem in found.problems:
            st.text(f"{problem.say} {problem.cure}")
    st.button(
        "Look at this pair",
        type="primary",
        disabled=not (entry.ceulid and entry.email),
        on_click=guard.act,
        args=(keep,),
        key=f"{KEY}.keep",
    )


def _course(desk: Desk) -> None:
    approved = ceu_courses.approved_on(desk, st.session_state.get(f"{KEY}.on") or desk.today)
    if not approved:
        layout.nothing_yet(
            "No CEU course is approved on that day. Approve one under CEU courses, or choose another day."
        )
    names = {one.ceulid: f"{ceu_words.name(one)} · {ceu_words.hours(one.hours_hundredths)}" for one in approved}
    st.selectbox(
        "CEULid",
        list(names),
        index=None,
        format_func=lambda code: names.get(code, code),
        placeholder="Type an id or a title",
        accept_new_options=True,
        key=f"{KEY}.ceulid",
    )


def said(desk: Desk) -> Entry:
    """Return the pair that the form says."""
    state = st.session_state
    part = state.get(f"{KEY}.how") == PART
    return Entry(
        str(state.get(f"{KEY}.ceulid") or "").strip(),
        str(state.get(f"{KEY}.email") or "").strip(),
        Decimal(f"{float(state.get(f'{KEY}.hours') or 0):.2f}") if part else None,
        state.get(f"{KEY}.on") or desk.today,
        str(state.get(f"{KEY}.note") or ""),
    )


def keep(desk: Desk) -> None:
    """Callback: keep the pair as the draft that the next screen shows."""
    entering.keep_entries(desk, [said(desk)])
    for name in ("email", "note"):
        st.session_state[f"{KEY}.{name}"] = ""
