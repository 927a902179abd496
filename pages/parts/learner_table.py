"""The table of the learners page: one page of people in their families, found by where the page before ended."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import streamlit as st

from core.model import Chosen, LearnerCursor, Unit
from core.services import learners
from core.services.desk import Desk
from core.services.learners import LIST_WORDS, Learner
from pages.parts import learner_filters, learner_selection, learner_view, paging
from pages.parts.learner_selection import TICKS, Picked
from pages.parts.learner_view import OPTIONAL, View
from pages.parts.people_table import Column, people_table, taken_sort

CURSORS = "learners.cursors"
TEXTS = ("family", *learner_view.UNITS)
COLUMNS = (
    Column("name", "Name", "link", sortable=True),
    Column("course", "Course", sortable=True),
    Column("list", "List", "badge", sortable=True),
    Column("date", "Date", "lines", sortable=True),
)


def take_sort() -> None:
    """Sort by the heading that was pressed. Before the filters are drawn."""
    table = TICKS.table_key
    if column := taken_sort(table) if table else None:
        learner_filters.sort(column)


def page(desk: Desk, view: View) -> list[Learner]:
    """Return the rows of the view's page: after the last row of the page before where that was seen, else counted."""
    held = st.session_state.get(CURSORS)
    if not held or held[0] != view:  # the page is no part of what is compared
        held = st.session_state[CURSORS] = (view, {})
    cursors: dict[int, LearnerCursor] = held[1]
    shown = bool(set(view.columns) & set(learner_view.UNITS))
    after = cursors.get(view.page)
    rows = learners.page(desk, view.wanted, view.sorting, after=after, number=view.page, with_units=shown)
    if rows:
        cursors[view.page + 1] = rows[-1].row.cursor
    return rows


def draw(rows: list[Learner], view: View, picked: Picked) -> None:
    """Draw the rows with their ticks."""
    more = tuple(
        Column(name, OPTIONAL[name], "text" if name in TEXTS else "date", sortable=True) for name in view.columns
    )
    ids = {one.row.learner_id for one in rows}
    ticked = learner_selection.shown(picked, ids)
    kind = "ids" if isinstance(picked, Chosen) else "all"
    key = f"learners.table.{hash(view)}.{view.page}.{kind}.{TICKS.generation}"
    people_table(
        [_cells(one) for one in rows],
        (*COLUMNS, *more),
        key=key,
        ticked=ticked,
        caption="People by course",
        sorted_by=(view.order, view.descending),
    )
    TICKS.drawn(key, ids)


def turn(view: View, total: int) -> None:
    """Draw where the list stands and the way to its other pages."""
    key = f"learners.turn.{hash(view)}.{st.session_state.get(learner_view.ARRIVALS, 0)}"
    paging.turn_from(view.page, total, learners.PAGE, key, lambda: _turned(key))


def _turned(key: str) -> None:
    """Callback: go to the page that was pressed."""
    st.session_state["learners.page"] = st.session_state[key]


def within(view: View, total: int) -> View:
    """Return the view on a page that there is: a list may be shorter than its address remembers."""
    last = max(1, math.ceil(total / learners.PAGE))
    return view if view.page <= last else replace(view, page=last)


def _cells(one: Learner) -> dict[str, Any]:
    row, unit = one.row, one.row.unit or Unit()
    day = row.due_on or row.recertify_on
    return {
        "id": row.learner_id,
        "selectable": True,
        "label": f"{row.name or row.address}, {row.title}",
        "name": {
            "text": row.name or row.address,
            "href": f"/person?id={row.person_id}",
            "more": row.address if row.name else "",
        },
        "course": row.title,
        "list": LIST_WORDS[row.on_list],
        "date": [f"{day.day} {day:%b %Y}" if day else "never", one.say],
        "assigned": row.assigned_on,
        "through": row.valid_through or ("never ends" if row.completed else None),
        "grace": row.grace_until,
        "family": row.family,
        "department": unit.department,
        "location": unit.location,
        "manager": unit.manager,
    }
