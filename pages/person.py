"""One person: where they stand in each course and why, what can be done for them, and everything that happened."""

from __future__ import annotations

import streamlit as st

from core.errors import Refusal
from core.model import PersonId, Role
from core.services import person_page
from core.services.desk import Desk
from core.services.person_page import PersonPage
from pages.parts import guard, layout, links, person_addresses, person_merge, person_standing, person_unit
from pages.parts.people_table import Column, people_table

HISTORY = (Column("day", "Day", "date"), Column("what", "What", "link"), Column("state", "State", "badge"))


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
        person_merge.button(found.person_id)
    person_addresses.draw(desk, found)
    if found.archived_at:
        st.text(f"Archived since {found.archived_at:%d %b %Y}: on no list but the archived one, and not reminded.")


def history(found: PersonPage) -> None:
    """Draw everything that happened, newest first."""
    st.subheader("History", anchor=False)
    rows = [
        {
            "id": at,
            "day": one.day,
            "what": {
                "text": one.what,
                "href": f"/files/certificate/{one.document}.pdf" if one.document else "",
                "more": one.detail,
            },
            "state": one.state,
        }
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
    person_unit.draw(desk, found.person_id)
    for one in found.standings:
        person_standing.draw(one)
    history(found)
    person_standing.draw_dialog(desk, found.standings)
    person_merge.draw(desk, found.person_id)


main()
