"""The wordmark, and what the theme cannot say: the ink on a filled button by night, where the accent is light."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

STATIC = Path(__file__).resolve().parents[1] / "static"
INK = """<style>
[data-testid^="stBase"][kind^="primary"]:not(:disabled), [data-testid^="stBase"][kind^="primary"]:not(:disabled) p,
[data-testid^="stBase"][data-testid*="-primary"]:not(:disabled) { color: light-dark(#ffffff, #0b1220) !important; }
</style>"""


def apply() -> None:
    """Put style and wordmark on the page. The shell calls it once, before the page is drawn."""
    st.html(INK)
    wordmark = "wordmark-dark.svg" if st.context.theme.type == "dark" else "wordmark.svg"
    st.logo(str(STATIC / wordmark), size="large", icon_image=str(STATIC / "icon.svg"))
