"""Page turns of a list: "1–25 of 1,204" and the numbers."""

from __future__ import annotations

import math
from collections.abc import Callable

import streamlit as st


def current(key: str) -> int:
    """Return the page that a list stands on."""
    return int(st.session_state.get(key) or 1)


def turn(total: int, size: int, key: str) -> None:
    """Draw where a list stands and the way to its other pages."""
    page = current(key)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.text(place(page, total, size))
        if total > size:
            st.pagination(math.ceil(total / size), key=key)


def turn_from(page: int, total: int, size: int, key: str, turned: Callable[[], None]) -> None:
    """Draw the same for a list whose page is kept elsewhere, such as in the address; `turned` is called on a turn."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.text(place(page, total, size))
        if total > size:
            st.pagination(math.ceil(total / size), default=page, key=key, on_change=turned)


def place(page: int, total: int, size: int) -> str:
    """Return where a list stands: 26–50 of 1,204."""
    return f"{(page - 1) * size + 1:,}–{min(page * size, total):,} of {total:,}"
