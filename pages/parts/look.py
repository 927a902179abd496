"""The wordmark, and what the theme cannot say: the ink on what is filled by night, and the room at the sides."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

STATIC = Path(__file__).resolve().parents[1] / "static"
INK = """<style>
[data-testid^="stBase"][kind^="primary"]:not(:disabled), [data-testid^="stBase"][kind^="primary"]:not(:disabled) p,
[data-testid^="stBase"][data-testid*="-primary"]:not(:disabled),
[data-testid="stMultiSelect"] [data-tag], [data-testid="stMultiSelect"] [data-tag] * {
    color: light-dark(#ffffff, #0b1220) !important;
}
</style>"""
# Rosters have seven columns, two of them sentences: the server's own margins would cut them at 1280 pixels.
ROOM = """<style>
@media (min-width: 640px) {
    [data-testid="stMainBlockContainer"], [data-testid="stBottomBlockContainer"] { padding-inline: 2.5rem; }
}
</style>"""
# Menus that open over the page hang outside of what the theme has given its scheme.
SCHEMES = {
    "dark": "<style>body { color-scheme: dark; }</style>",
    "light": "<style>body { color-scheme: light; }</style>",
}


def apply() -> None:
    """Put style and wordmark on the page. The shell calls it once, before the page is drawn."""
    night = st.context.theme.type == "dark"
    st.html(INK + ROOM + SCHEMES["dark" if night else "light"])
    wordmark = "wordmark-dark.svg" if night else "wordmark.svg"
    st.logo(str(STATIC / wordmark), size="large", icon_image=str(STATIC / "icon.svg"))
