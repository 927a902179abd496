"""What the learners page shows: lists, courses, days, text, order and columns, all in the address, so that a link
shows the same list to a colleague and the browser's back button works."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from core.model import LearnerFilter, LearnerOrder
from core.services.learners import LIST_WORDS, Sorting

LISTS = {"all": "All"} | {str(name): word for name, word in LIST_WORDS.items()}
UNITS = {"department": "Department", "location": "Location", "manager": "Manager"}
OPTIONAL = {"assigned": "Assigned on", "through": "Valid through", "grace": "Grace until", "family": "Family"} | UNITS
ORDERS = {"date": "Date", "name": "Name", "course": "Course", "list": "List"} | OPTIONAL
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
MOST = 50  # values of one filter that an address may name
WRITTEN, LEFT = "learners.written", "learners.left"  # the newest addresses, and the view of the newest
SETTLES = 2.0  # seconds until a browser surely carries the address that was written
Query = dict[str, list[str]]
ARRIVALS = "learners.arrivals"  # counts what was shown from outside the widgets: each is other widgets below
USUAL = ("date", False)


@dataclass(frozen=True, slots=True)
class View:
    """Everything that the address says of the page. `on_list` is a key of LISTS."""

    on_list: str = "all"
    courses: tuple[str, ...] = ()
    search: str = ""
    since: date | None = None
    until: date | None = None
    order: str = "date"
    descending: bool = False
    columns: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()
    page: int = field(default=1, compare=False)

    @property
    def wanted(self) -> LearnerFilter:
        """The filter that the service takes. *All* leaves archived people to their own list."""
        on_list = None if self.on_list == "all" else self.on_list
        archived = False if on_list is None else None
        return LearnerFilter(
            on_list,
            self.courses,
            self.search,
            self.since,
            self.until,
            archived,
            self.departments,
            self.locations,
            self.managers,
        )

    @property
    def sorting(self) -> Sorting:
        """The order that the service takes."""
        return Sorting(LearnerOrder(self.order), self.descending)

    @property
    def filtered(self) -> bool:
        """Whether anything but the order and the columns is chosen."""
        return self.wanted != View().wanted

    def query(self) -> dict[str, Any]:
        """The view as an address carries it; what is as usual is left out."""
        said = {
            "list": self.on_list if self.on_list != "all" else None,
            "course": list(self.courses),
            "q": self.search,
            "from": self.since.isoformat() if self.since else None,
            "to": self.until.isoformat() if self.until else None,
            "department": list(self.departments),
            "location": list(self.locations),
            "manager": list(self.managers),
            "sort": ("-" if self.descending else "") + self.order if (self.order, self.descending) != USUAL else None,
            "columns": list(self.columns),
            "page": str(self.page) if self.page > 1 else None,
        }
        return {name: value for name, value in said.items() if value}


def path(view: View) -> str:
    """Return the address of the page that shows a view, a path of this server."""
    query = urlencode(view.query(), doseq=True)
    return f"/learners?{query}" if query else "/learners"


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def of_address(params: Callable[[str], list[str]]) -> View:
    """Return what an address says; what is no such value counts as not said. `params` gives all values of a name."""

    def said(name: str) -> str:
        return (params(name) or [""])[-1][:200]

    def several(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for value in params(name) if value))[:MOST]

    order, page = said("sort"), said("page")
    return View(
        said("list") if said("list") in LISTS else "all",
        several("course"),
        said("q"),
        _day(said("from")),
        _day(said("to")),
        order.removeprefix("-") if order.removeprefix("-") in ORDERS else "date",
        order.startswith("-"),
        tuple(name for name in OPTIONAL if name in params("columns")),
        several("department"),
        several("location"),
        several("manager"),
        int(page) if page.isascii() and page.isdigit() and 0 < int(page[:9]) < 10_000_000 else 1,
    )


def arrive() -> None:
    """Set the widgets to the address where somebody came by it: a link, a saved filter, the browser's way back.

    A click right after another still carries the address from before: a widget that moved, or an address that was
    replaced a moment ago, is no arrival.
    """
    here = {name: st.query_params.get_all(name) for name in st.query_params}
    state = st.session_state
    written: list[tuple[float, Query]] = state.get(WRITTEN, [])
    if "learners.list" in state and written:
        moved = (current(), current().page) != state.get(LEFT)
        if moved or here == written[-1][1] or _just_replaced(here, written):
            return
    show(of_address(st.query_params.get_all))


def _just_replaced(here: Query, written: list[tuple[float, Query]]) -> bool:
    after = [when for (_, query), (when, _) in pairwise(written) if query == here]
    return bool(after) and time.monotonic() - after[-1] < SETTLES


def show(view: View) -> None:
    """Set the widgets to a view. For callbacks, and before the widgets are drawn."""
    state = st.session_state
    state["learners.list"] = view.on_list
    state["learners.courses"] = list(view.courses)
    for name, values in zip(UNITS, (view.departments, view.locations, view.managers), strict=True):
        state[f"learners.{name}"] = list(values)
    state["learners.search"] = view.search
    state["learners.days"] = (view.since or EARLIEST, view.until or LATEST) if view.since or view.until else ()
    state["learners.order"] = view.order
    state["learners.descending"] = view.descending
    state["learners.columns"] = list(view.columns)
    state["learners.page"] = view.page
    state[ARRIVALS] = state.get(ARRIVALS, 0) + 1


def current() -> View:
    """Return what the widgets say now."""
    state = st.session_state
    days = tuple(state.get("learners.days") or ())
    since, until = (days[0], days[-1]) if days else (None, None)
    return View(
        state.get("learners.list") or "all",
        tuple(state.get("learners.courses") or ()),
        " ".join(str(state.get("learners.search") or "").split()),
        since if since != EARLIEST else None,
        until if until != LATEST else None,
        state.get("learners.order") or "date",
        bool(state.get("learners.descending")),
        tuple(name for name in OPTIONAL if name in (state.get("learners.columns") or ())),
        *(tuple(state.get(f"learners.{name}") or ()) for name in UNITS),
        page=int(state.get("learners.page") or 1),
    )


def leave(view: View) -> None:
    """Write the view into the address."""
    query = {name: value if isinstance(value, list) else [value] for name, value in view.query().items()}
    state = st.session_state
    written: list[tuple[float, Query]] = state.get(WRITTEN, [])
    if {name: st.query_params.get_all(name) for name in st.query_params} != query:
        st.query_params.from_dict(query)
    if not written or written[-1][1] != query:
        state[WRITTEN] = [*written[-4:], (time.monotonic(), query)]
    state["learners.page"] = view.page
    state[LEFT] = (view, view.page)
