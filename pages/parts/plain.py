"""Stored strings where Streamlit reads Markdown: escaped, so that no name becomes a link, a picture or a formula."""

from __future__ import annotations

_MARKUP = str.maketrans({letter: f"\\{letter}" for letter in "\\`*_{}[]()<>#+-.!|~$:&@"})


def plain(text: str) -> str:
    """Return a text that Streamlit's headings and tables show letter by letter."""
    return text.translate(_MARKUP)
