"""Pairs in words: what their class means, what unticks them, and who is behind an address."""

from __future__ import annotations

import streamlit as st

from core.services import ceu_words
from core.services.credits import classifying
from core.services.credits.classifying import PairRow
from pages.parts import badges

CLASSES = {
    "a1": "Unknown id",
    "a2": "Another organisation's id",
    "a3": "Not approved",
    "b1": "Invited to connect",
    "b2": "Invited to an account",
    "c": "Told",
}
GROUPS = {
    "Not recognised": (
        classifying.NOT_RECOGNISED,
        "The id is not one that can be credited. Correct it, or leave it out.",
    ),
    "Will be invited": (
        classifying.INVITED,
        "Nobody connected to you has this address. They get the credit with an invitation.",
    ),
    "Will be told": (classifying.TOLD, "Holders of yours. They get a mail and accept or reject."),
}
FLAGS = {
    "DUPLICATE": "Twice in this list",
    "ALREADY_OFFERED": "Posted before",
    "ALREADY_ACCEPTED": "Accepted already",
    "BAD_EMAIL": "Malformed address",
    "NEAR_MATCH": "Nearly somebody's",
}


def credited(row: PairRow) -> str:
    """Return hours and day of a pair in words; an unknown course has no hours."""
    day = f"{row.attended_on.day} {row.attended_on:%b %Y}"
    return day if row.hours_hundredths is None else f"{ceu_words.hours(row.hours_hundredths)}, {day}"


def why(row: PairRow) -> list[str]:
    """Return flags and hint of a pair, a line each."""
    flags = ", ".join(FLAGS[str(flag)] for flag in row.flags)
    return [line for line in (flags, row.hint or "") if line]


def say(row: PairRow) -> None:
    """Draw what one pair comes to."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        badges.badge(CLASSES[str(row.cls)])
        st.text(" · ".join(part for part in (row.name, *why(row)) if part) or row.email)
