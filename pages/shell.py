"""The shell: who is here, their pages, the side bar, and the notices above each page."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # the server puts this file's own folder there
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from core import house  # noqa: E402
from core.errors import Refusal, SignedOut  # noqa: E402
from pages.parts import guard, look, navigation, notices, sidebar  # noqa: E402

STATIC = ROOT / "pages" / "static"

# A local file: for any other icon the browser asks a font service outside.
st.set_page_config(page_title="Certdesk", page_icon=str(STATIC / "icon.svg"), layout="wide")
look.apply()


def signed_out(refusal: SignedOut) -> None:
    """Draw what a tab shows whose session ended elsewhere: every address answers, and nothing is behind it."""
    st.navigation(navigation.empty_pages(), position="hidden")
    notices.forget(notices.draw())
    guard.show(refusal)


def signed_in() -> None:
    """Draw the side bar and the page of whoever is here. Raises SignedOut before anything is drawn."""
    here = guard.here()
    page = st.navigation(navigation.pages_for(here.actor.role), expanded=True)
    sidebar.draw(here)
    drawn = notices.draw()
    try:
        page.run()
    except SignedOut:
        raise
    except Refusal as refusal:  # a record that is not theirs, or is gone
        guard.show(refusal)
    notices.forget(drawn)


try:
    with house.current().viewing():
        signed_in()
except SignedOut as refusal:
    signed_out(refusal)
