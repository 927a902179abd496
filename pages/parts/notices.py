"""Notices: what callbacks have to say. They go to a list that the shell draws before the page.

A single slot lost results in a storm of clicks. Sentences hold names and file names, so none meets Markdown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st

Kind = Literal["done", "refused", "defect", "note"]
_KEY = "notices"
_LOOK: dict[Kind, tuple[str, Literal["green", "orange", "red", "blue"]]] = {
    "done": ("Done", "green"),
    "refused": ("Not done", "orange"),
    "defect": ("Our mistake", "red"),
    "note": ("Note", "blue"),
}


@dataclass(frozen=True, slots=True)
class Notice:
    kind: Kind
    sentence: str


def waiting() -> list[Notice]:
    """Return what was said and not drawn yet."""
    listed: list[Notice] = st.session_state.setdefault(_KEY, [])
    return listed


def say(sentence: str, kind: Kind = "done") -> None:
    """Say a sentence at the top of the next page that is drawn. For callbacks; the same sentence twice shows once."""
    notice = Notice(kind, sentence)
    if notice not in waiting():
        waiting().append(notice)


def draw() -> int:
    """Draw what waits; return how many, for `forget` once the page is drawn."""
    shown = list(waiting())
    for notice in shown:
        word, colour = _LOOK[notice.kind]
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.badge(word, color=colour)
            st.text(notice.sentence)
    return len(shown)


def forget(drawn: int) -> None:
    """Drop what was drawn; a notice that came meanwhile stays for the next run."""
    del waiting()[:drawn]
