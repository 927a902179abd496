"""Badges: a word in its one colour."""

from __future__ import annotations

import streamlit as st

from core.tones import Tone, tone

STREAMLIT_COLOUR = {
    Tone.GREEN: "green",
    Tone.AMBER: "orange",
    Tone.SLATE: "gray",
    Tone.BLUE: "blue",
    Tone.RED: "red",
}
# Brackets are left out: Streamlit escapes them in a badge itself, and twice escaped they would be markup again.
ESCAPED = str.maketrans({letter: f"\\{letter}" for letter in "\\`*_{}()<>#+-.!|~$:&@"})


def colour(word: str) -> str:
    """Return the theme's name of a word's colour: green, orange, gray, blue or red."""
    return STREAMLIT_COLOUR[tone(word)]


def badge(word: str) -> None:
    """Draw a state's word in its colour; it stays a word, whatever stands in it."""
    st.badge(word.translate(ESCAPED), color=colour(word))  # type: ignore[arg-type]
