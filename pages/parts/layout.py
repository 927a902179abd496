"""The anatomy that every page shares: title with its one action, what the page is for, the empty case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from pages.parts.plain import plain


@contextmanager
def title_row(title: str) -> Iterator[None]:
    """Draw a page's title; what is drawn inside the block, the primary action, stands at its right."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title(plain(title), anchor=False)
        with st.container(horizontal=True, horizontal_alignment="right", width="content"):
            yield


def title(text: str, purpose: str = "") -> None:
    """Draw a title without an action, and one line that says what the page is for."""
    st.title(plain(text), anchor=False)
    if purpose:
        st.caption(purpose)


def nothing_yet(
    sentence: str, first_step: str = "", on_click: Callable[..., None] | None = None, **widget: Any
) -> None:
    """Draw the empty case of a list that never held anything: what it will show, and the first step."""
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.text(sentence)
        if first_step and on_click:
            st.button(first_step, on_click=on_click, **widget)


def nothing_matches(filters: str, clear: Callable[..., None], key: str) -> None:
    """Draw the empty case of a filtered list: which filters, and how to be rid of them."""
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.text(f"Nothing matches {filters}.")
        st.button("Clear filters", on_click=clear, key=key)
