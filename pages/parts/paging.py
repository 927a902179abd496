"""Page turns of a list: "1–25 of 1,204" and the numbers."""

from __future__ import annotations

import math

import streamlit as st


def current(key: str) -> int:
    """Return the page that a list stands on."""
    return int(st.session_state.get(key) or 1)


def turn(total: int, size: int, key: str) -> None:
    """Draw where a list stands and the way to its other pages."""
    page = current(key)
    first = (page - 1) * size + 1
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.text(f"{first:,}–{min(page * size, total):,} of {total:,}")
        if total > size:
            st.pagination(math.ceil(total / size), key=key)
