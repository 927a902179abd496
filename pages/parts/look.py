"""What the theme cannot say: the ink on a filled button by night, where the accent is light."""

from __future__ import annotations

import streamlit as st

INK = """<style>
[data-testid^="stBase"][kind^="primary"], [data-testid^="stBase"][kind^="primary"] p,
[data-testid^="stBase"][data-testid*="-primary"] { color: light-dark(#ffffff, #0b1220) !important; }
</style>"""


def apply() -> None:
    """Put the style on the page; it takes no room. The shell calls it once, before the page is drawn."""
    st.html(INK)
