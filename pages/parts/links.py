"""Links that stay in the tab. Streamlit's own open a new one, which is right for the payment page only."""

from __future__ import annotations

from html import escape

import streamlit as st

STYLE = "color: inherit; text-decoration: underline; text-underline-offset: 3px; text-decoration-color: #94a3b8"


def same_tab(text: str, href: str) -> None:
    """Draw a link to a path of this server."""
    st.html(f'<a href="{escape(href, quote=True)}" target="_self" style="{STYLE}">{escape(text)}</a>')
