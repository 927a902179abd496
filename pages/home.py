"""Home: what to do next, for each role."""

from __future__ import annotations

import streamlit as st

from core.model import Role
from core.services import todo
from pages.parts import guard, layout, links, navigation

EMPTY = {
    Role.STAFF: "Nothing waits for you. Disputes, unpaid invoices and mails that did not arrive will stand here.",
    Role.INSTRUCTOR: "Nothing waits for you. Workshops that still need a list or certificates will stand here.",
    Role.ANALYST: "Nothing is published yet. What staff publish for analysis will stand here.",
    Role.HOLDER: "Nothing waits for you. Certificates that are offered to you will stand here.",
}


def main() -> None:
    desk = guard.desk()
    layout.title("Home", f"What waits for you, first things first. Today is {desk.today:%A, %-d %B %Y}.")
    found = todo.tasks(desk)
    if not found:
        layout.nothing_yet(EMPTY[desk.actor.role])
    for task in found:
        with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.text(task.say)
            title = navigation.title_of(task.page, desk.actor.role) if task.page else None
            if title:
                links.same_tab(f"Open {title}", f"/{task.page}")


main()
