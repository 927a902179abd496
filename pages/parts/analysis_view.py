"""What the page Analyses asks, all in the address, so that a link shows a colleague the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from core.services import analyses
from core.services.analyses import MONTHS, Asked

ABOUT, BACK, COURSES, LEFT = "analyses.about", "analyses.months", "analyses.courses", "analyses.left"
Query = dict[str, list[str]]


def of_address(params: Callable[[str], list[str]]) -> Asked:
    """Return what an address asks; what is no such value counts as not said."""
    about, months = (params("about") or [""])[-1], (params("months") or [""])[-1]
    return Asked(
        about if about in analyses.titles() else Asked().about,
        next((one for one in MONTHS if str(one) == months), MONTHS[0]),
        tuple(dict.fromkeys(code for code in params("course") if code))[:50],
    )


def query(asked: Asked) -> Query:
    """Return a question as an address carries it; what is as usual is left out."""
    said = {
        "about": [asked.about] if asked.about != Asked().about else [],
        "months": [str(asked.months)] if asked.months != MONTHS[0] else [],
        "course": list(asked.courses),
    }
    return {name: values for name, values in said.items() if values}


def _here() -> Query:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def arrive() -> None:
    """Set the widgets to the address where somebody came by it."""
    state = st.session_state
    if ABOUT in state and (_here() == state.get(LEFT) or query(current()) != state.get(LEFT)):
        return
    asked = of_address(st.query_params.get_all)
    state[ABOUT], state[BACK], state[COURSES] = asked.about, asked.months, list(asked.courses)


def current() -> Asked:
    """Return what the widgets ask now."""
    state = st.session_state
    return Asked(
        state.get(ABOUT) or Asked().about, state.get(BACK) or MONTHS[0], tuple(sorted(state.get(COURSES) or ()))
    )


def draw(courses: Sequence[tuple[str, str]]) -> Asked:
    """Draw what can be asked; return what is."""
    arrive()
    names = {code: f"{title} · {code}" for code, title in courses}
    state = st.session_state
    state[COURSES] = [code for code in state.get(COURSES, []) if code in names]
    titles = analyses.titles()
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.selectbox("Question", list(titles), format_func=titles.__getitem__, key=ABOUT)
    right.segmented_control("Months", MONTHS, required=True, format_func=lambda one: f"{one} months", key=BACK)
    st.multiselect(
        "Courses",
        list(names),
        key=COURSES,
        format_func=lambda code: names.get(code, code),
        placeholder="Every course",
        label_visibility="collapsed",
    )
    asked = current()
    if _here() != query(asked):
        st.query_params.from_dict(query(asked))
    state[LEFT] = query(asked)
    return asked


def clear() -> None:
    """Callback: ask of every course, over the usual months."""
    st.session_state[BACK], st.session_state[COURSES] = MONTHS[0], []
