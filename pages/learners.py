"""Recertification: whose training falls due, as lists of today; ticked over pages, acted on in one step."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

import streamlit as st

from core.errors import NotFound
from core.model import Role
from core.services import courses, learners, units
from core.services.desk import Desk
from pages.parts import (
    action_dialog,
    action_history,
    guard,
    layout,
    learner_bar,
    learner_export,
    learner_filters,
    learner_saved,
    learner_selection,
    learner_table,
    learner_view,
    links,
)
from pages.parts.learner_view import View


def header(desk: Desk, view: View) -> None:
    """Draw the title with the page's menus at its right."""
    with layout.title_row("Recertification"):
        learner_saved.draw(desk)
        learner_filters.layout_menu()
        with suppress(NotFound):  # a course that is gone from here
            learner_export.draw(desk, view, number_of(view, numbers_of(desk, view)))
    st.caption("Whose training falls due, from today's point of view. Tick people, then say what shall happen to them.")


def numbers_of(desk: Desk, view: View) -> dict[str, int]:
    """Return how many stand on each list under the other filters; a screen that asks again gets the same answer."""
    return learners.counts(desk, replace(view.wanted, archived=None))


def number_of(view: View, counts: Mapping[str, int]) -> int:
    """Return how many rows a view has."""
    return counts.get(view.on_list, sum(counts.values()) - counts["archived"])


def empty(view: View, total: int) -> None:
    """Draw why there is nobody."""
    if total or view.filtered:
        layout.nothing_matches(learner_filters.said(view) or "these filters", learner_filters.clear, "learners.nobody")
        return
    layout.nothing_yet(
        "Nobody has completed or been assigned anything yet. Bring in people with their completions or certificates, "
        "and everybody stands here with the day on which they are due again."
    )
    links.same_tab("Import", "/imports")


def lists(desk: Desk, view: View) -> None:
    """Draw the numbers, the table and what can be done."""
    counts = numbers_of(desk, view)
    learner_filters.numbers(counts)
    total = number_of(view, counts)
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
    if number or action_dialog.opened(learner_bar.SCOPE):  # who was selected may be gone while the dialog is open
        action_dialog.draw(desk, learner_bar.SCOPE, picked, learner_selection.clear)


def main() -> None:
    desk = guard.desk(Role.STAFF)
    learner_selection.folded()
    learner_view.arrive()
    learner_table.take_sort()
    top = st.container()  # drawn last: what can be taken away follows the filters
    view = learner_filters.draw([one.course for one in courses.listing(desk)], units.in_use(desk))
    with top:
        header(desk, view)
    try:
        lists(desk, view)
    except NotFound as refusal:  # a course that is gone from here
        st.text(refusal.say)
        st.button("Clear filters", on_click=learner_filters.clear, key="learners.gone")
    action_history.draw(desk)


main()
