"""The filters of the learners page, its order and columns, and the numbers beside the lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from core.model import Course
from core.services.units import InUse
from pages.parts import learner_units, learner_view
from pages.parts.learner_view import EARLIEST, LATEST, LISTS, OPTIONAL, ORDERS, View


def first_page() -> None:
    """Callback of every filter: another list begins at its first page."""
    st.session_state["learners.page"] = 1


def clear() -> None:
    """Callback: no filter any more."""
    view = learner_view.current()
    learner_view.show(View(order=view.order, descending=view.descending, columns=view.columns))


def sort(column: str) -> None:
    """Sort by a column; by the same again the other way round. Before the widgets are drawn."""
    state = st.session_state
    same = state.get("learners.order") == column
    state["learners.order"] = column
    state["learners.descending"] = same and not state.get("learners.descending")
    first_page()


def draw(courses: Sequence[Course], units: InUse) -> View:
    """Draw the filters; return what they ask for."""
    st.pills(
        "List",
        list(LISTS),
        key="learners.list",
        format_func=LISTS.__getitem__,
        on_change=first_page,
        required=True,
        label_visibility="collapsed",
    )
    left, middle, right = st.columns([3, 3, 3], vertical_alignment="bottom")
    titles = {course.code: f"{course.title} · {course.code}" for course in courses}
    chosen = st.session_state.get("learners.courses") or []
    st.session_state["learners.courses"] = [code for code in chosen if code in titles]  # an address names any
    left.text_input(
        "Search",
        key="learners.search",
        placeholder="Name or address",
        on_change=first_page,
        max_chars=200,
        label_visibility="collapsed",
    )
    middle.multiselect(
        "Courses",
        list(titles),
        key="learners.courses",
        format_func=lambda code: titles.get(code, code),
        placeholder="Any course",
        on_change=first_page,
        label_visibility="collapsed",
    )
    right.date_input(
        "Due or to recertify between",
        min_value=EARLIEST,
        max_value=LATEST,
        key="learners.days",
        format="YYYY-MM-DD",
        on_change=first_page,
        help="Due or to recertify between these days, both included",
        label_visibility="collapsed",
    )
    learner_units.draw(units, first_page)
    return learner_view.current()


def layout_menu() -> None:
    """Draw the menu of order and columns."""
    with st.popover("View"):
        st.selectbox(
            "Sort by", list(ORDERS), format_func=ORDERS.__getitem__, key="learners.order", on_change=first_page
        )
        st.toggle("The other way round", key="learners.descending", on_change=first_page)
        st.pills(
            "More columns",
            list(OPTIONAL),
            selection_mode="multi",
            format_func=OPTIONAL.__getitem__,
            key="learners.columns",
        )


def numbers(counts: Mapping[str, int]) -> None:
    """Draw how many stand on each list under the other filters."""
    if some := [f"{count:,} {LISTS[name].lower()}" for name, count in counts.items() if count]:
        st.caption(" · ".join(some))


def said(view: View) -> str:
    """Return in words which filters a view has."""
    several = {
        "course": view.courses,
        "department": view.departments,
        "location": view.locations,
        "manager": view.managers,
    }
    parts = [f"the list {LISTS[view.on_list]}"] if view.on_list != "all" else []
    parts += [f"“{view.search}”"] if view.search else []
    parts += [f"{name} {' or '.join(values)}" for name, values in several.items() if values]
    parts += [f"days from {view.since:%d %b %Y}"] if view.since else []
    parts += [f"days until {view.until:%d %b %Y}"] if view.until else []
    return " · ".join(parts)
