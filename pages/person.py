"""One person: where they stand in each course and why, what can be done for them, and everything that happened."""

from __future__ import annotations

import streamlit as st

from core.errors import Refusal
from core.model import Chosen, PersonId, Role
from core.services import person_page
from core.services.desk import Desk
from core.services.learners import LIST_WORDS
from core.services.person_page import PersonPage, Standing
from pages.parts import action_dialog, badges, guard, layout, links
from pages.parts.action_kinds import KINDS
from pages.parts.people_table import Column, people_table
from pages.parts.plain import plain

FOR = "person.for"  # the row of the lists that the open action is for
DATES = (Column("label", "Date"), Column("day", "Day", "date"), Column("because", "Because"))
HISTORY = (Column("day", "Day", "date"), Column("what", "What", "lines"), Column("state", "State", "badge"))


def person_id() -> PersonId:
    """Return the person that the address names, 0 for nobody."""
    asked = st.query_params.get("id", "")
    return PersonId(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else 0)


def header(desk: Desk, found: PersonPage) -> None:
    """Draw who this is, how to reach them, and their dates to take away."""
    links.same_tab("All people", "/learners")
    with layout.title_row(found.name):
        st.download_button(
            "Calendar",
            lambda: person_page.calendar(desk, found.person_id),
            "due-dates.ics",
            "text/calendar",
            on_click="ignore",
            key="person.calendar",
        )
    for one in found.addresses:
        proven = f", verified {one.verified_at:%d %b %Y}" if one.verified_at else ", not verified"
        st.text(f"{one.address} · {one.kind}{proven}")
    if found.archived_at:
        st.text(f"Archived since {found.archived_at:%d %b %Y}: on no list but the archived one, and not reminded.")


def choose(learner: int) -> None:
    """Callback: open the action that the menu of a course names, for this person in it."""
    if key := st.session_state.get(f"person.{learner}.act"):
        st.session_state[FOR] = learner
        action_dialog.open_dialog(key)


def standing(one: Standing) -> None:
    """Draw one course: list, sentence, dates with the rules behind them, and what can be done."""
    row = one.row
    offered = ["restore"] if row.on_list == "archived" else [key for key in KINDS if key != "restore"]
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            with st.container(horizontal=True, width="content", vertical_alignment="center"):
                st.subheader(plain(row.title), anchor=False)
                badges.badge(LIST_WORDS[row.on_list])
            st.menu_button(
                "Act",
                offered,
                format_func=lambda key: f"{KINDS[key].title}…",
                key=f"person.{row.learner_id}.act",
                on_click=choose,
                args=(row.learner_id,),
            )
        st.text(one.say)
        lines = [
            {"id": at, "label": each.label, "day": each.day or "never", "because": each.because}
            for at, each in enumerate(one.dates)
        ]
        if lines:
            people_table(lines, DATES, key=f"person.{row.learner_id}.dates", ticked=(), caption=f"Dates of {row.title}")


def history(found: PersonPage) -> None:
    """Draw everything that happened, newest first."""
    st.subheader("History", anchor=False)
    rows = [
        {"id": at, "day": one.day, "what": [one.what, one.detail], "state": one.state}
        for at, one in enumerate(found.history)
    ]
    if not rows:
        layout.nothing_yet(
            "Nothing has happened here yet. Completions, certificates, assignments and mails stand here."
        )
        return
    people_table(rows, HISTORY, key="person.history", ticked=(), caption="History, newest first")
    if found.more:
        st.caption(f"The newest {len(rows)} are shown.")


def main() -> None:
    desk = guard.desk(Role.STAFF)
    try:
        found = person_page.show(desk, person_id())
    except Refusal as refusal:
        layout.title("Person")
        guard.show(refusal)
        links.same_tab("All people", "/learners")
        return
    header(desk, found)
    for one in found.standings:
        standing(one)
    history(found)
    rows = {one.row.learner_id for one in found.standings}
    if st.session_state.get(FOR) in rows:
        action_dialog.draw(desk, Chosen(frozenset({st.session_state[FOR]})), lambda: None)


main()
