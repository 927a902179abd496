"""The side bar: whose desk this is, and the ways out of it."""

from __future__ import annotations

import streamlit as st

from core import house
from core.errors import Refusal
from core.services import sessions
from core.services.sessions import Here
from pages.parts import badges, guard, links, navigation, notices

# Forms of their own: signing out leaves the app in this tab, which neither a button nor a link of Streamlit can.
SIGN_OUT = """
<form method="post" action="{path}">
  <button style="all: unset; cursor: pointer; text-decoration: underline">{words}</button>
</form>
"""


def draw(here: Here) -> None:
    """Draw organisation, person, role, the other organisations and signing out."""
    with st.sidebar:
        with st.container(gap=None):
            st.text(here.place.org_name)
            st.caption(f"{here.actor.name.translate(badges.ESCAPED)} · {here.actor.role}")
        if len(here.places) > 1:
            _switch(here)
        with st.container(gap="xsmall"):
            for path, title in navigation.OUTSIDE.items():
                links.same_tab(title, f"/{path}")
            st.html(SIGN_OUT.format(path="/signout", words="Sign out"))
            st.html(SIGN_OUT.format(path="/signout/everywhere", words="Sign out everywhere"))


def _switch(here: Here) -> None:
    names = {place.slug: place.org_name for place in here.places}
    st.selectbox(
        "Organisation",
        list(names),
        index=list(names).index(here.place.slug),
        format_func=names.__getitem__,
        key=f"work_in_{here.place.slug}",
        on_change=_move,
        args=(f"work_in_{here.place.slug}",),
    )


def _move(key: str) -> None:
    home = house.current()
    try:
        sessions.move(home.db, guard.session_hash(), st.session_state[key], home.clock())
    except Refusal as refusal:
        notices.say(refusal.say, "refused")
