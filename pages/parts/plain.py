"""Stored strings where Streamlit reads Markdown: escaped, so that no name becomes a link, a picture or a formula."""

from __future__ import annotations

import re

# Addresses become links after escapes are read: an invisible joiner, which no line breaks at, keeps them letters.
JOINER = "\u2060"
_ADDRESS = re.compile(r"(?<=www)(?=\.)|(?<=:)(?=//)|(?=@)", re.IGNORECASE)
_MARKUP = str.maketrans({letter: f"\\{letter}" for letter in "\\`*_{}[]()<>#+-.!|~$:&@"})


def plain(text: str) -> str:
    """Return a text that Streamlit's headings and tables show letter by letter."""
    return _ADDRESS.sub(JOINER, text).translate(_MARKUP)
