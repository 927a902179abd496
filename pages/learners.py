"""Recertification: whose training falls due, as lists of today; ticked over pages, acted on in one step."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from core.errors import NotFound
from core.model import Role
from core.services import calendar, courses, learners, units
from core.services.desk import Desk
from pages.parts import (
    action_dialog,
    action_history,
    guard,
    layout,
    learner_bar,
    learner_filters,
    learner_saved,
    learner_selection,
    learner_table,
    learner_view,
    links,
)
from pages.parts.learner_view import View

FILES = {
    "CSV": ("learners.csv", "text/csv"),
    "Excel": ("learners.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "Calendar": ("due-dates.ics", "text/calendar"),
}


def header(desk: Desk) -> None:
    """Draw the title with the page's menus at its right."""
    view = learner_view.current()
    with layout.title_row("Recertification"):
        learner_saved.draw(desk)
        learner_filters.layout_menu()
        with st.popover("Export"):
            st.text("What is filtered, in the order shown.")
            for name, (file, kind) in FILES.items():
                made = partial(exported, desk, view, name)  # on a press, in a thread that knows no session
                st.download_button(name, made, file, kind, key=f"learners.{name}", on_click="ignore")
    st.caption("Whose training falls due, from today's point of view. Tick people, then say what shall happen to them.")


def exported(desk: Desk, view: View, name: str) -> bytes:
    """Return the file of a view."""
    if name == "Calendar":
        return calendar.of_filter(desk, view.wanted)
    return learners.export_file(desk, view.wanted, view.sorting, kind="xlsx" if name == "Excel" else "csv")


def empty(view: View, total: int) -> None:
    """Draw why there is nobody."""
    if total or view.filtered:
        layout.nothing_matches("these filters", learner_filters.clear, "learners.nobody")
        return
    layout.nothing_yet(
        "Nobody has completed or been assigned anything yet. Bring in people with their completions or certificates, "
        "and everybody stands here with the day on which they are due again."
    )
    links.same_tab("Import", "/imports")


def lists(desk: Desk, view: View) -> None:
    """Draw the numbers, the table and what can be done."""
    counts = learners.counts(desk, replace(view.wanted, archived=None))
    learner_filters.numbers(counts)
    total = counts.get(view.on_list, sum(counts.values()) - counts["archived"])
    view = learner_table.within(view, total)
    learner_view.leave(view)
    picked = learner_selection.under(view.wanted)
    rows = learner_table.page(desk, view) if total else []
    if rows:
        learner_table.draw(rows, view, picked)
        learner_bar.select_all(view.wanted, total, picked)
        learner_table.turn(view, total)
    else:
        empty(view, sum(counts.values()))
    if number := learner_selection.number(picked, total):
        learner_bar.draw(view.on_list, number)
        action_dialog.draw(desk, learner_bar.SCOPE, picked, learner_selection.clear)


def main() -> None:
    desk = guard.desk(Role.STAFF)
    learner_selection.folded()
    learner_view.arrive()
    learner_table.take_sort()
    header(desk)
    view = learner_filters.draw([one.course for one in courses.listing(desk)], units.in_use(desk))
    try:
        lists(desk, view)
    except NotFound as refusal:  # a course that is gone from here
        st.text(refusal.say)
        st.button("Clear filters", on_click=learner_filters.clear, key="learners.gone")
    action_history.draw(desk)


main()
