"""The guard: who is here, looked up again at every run and in every callback; and the one way to act.

Callbacks and fragments run before any page, and every widget value can be forged, so nothing is remembered here.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from core import house
from core.errors import NotAllowed, Refusal, SignedOut
from core.model import Role
from core.services.desk import Desk
from core.services.sessions import Here
from pages.parts import notices

T = TypeVar("T")
log = logging.getLogger("certdesk.pages")
SIGN_IN_LINK = '<a href="/signin" target="_self">Sign in</a>'


def session_hash() -> str | None:
    """Return the hashed session id that the gate gave this connection."""
    found = st.user.get("sid")
    return str(found) if found else None


def here() -> Here:
    """Return who is here now. Raises SignedOut."""
    return house.current().here(session_hash())


def desk(*roles: Role) -> Desk:
    """Return the desk of whoever is here, if they have one of these roles (none given: any).

    Else draw the sentence that says so, with a link when signed out, and stop the page.
    """
    try:
        found = house.current().desk(session_hash())
        if roles and found.actor.role not in roles:
            raise NotAllowed(found.actor.role, " or ".join(roles))
    except Refusal as refusal:
        show(refusal)
        st.stop()
    return found


def show(refusal: Refusal) -> None:
    """Draw why a page cannot be shown."""
    st.text(refusal.say)
    if isinstance(refusal, SignedOut):
        st.html(SIGN_IN_LINK)


def act(call: Callable[..., T], *args: Any, done: str | Callable[[T], str] | None = None, **named: Any) -> T | None:
    """Run one service call for a callback, with the desk of whoever is here as its first argument.

    Return its result, and say `done` (or what `done` makes of the result); None when it was refused, with the
    refusal's sentence as a notice, or broke, with an id under which the log holds the trace. Draws nothing.
    """
    try:
        result = call(house.current().desk(session_hash()), *args, **named)
        if done:
            notices.say(done if isinstance(done, str) else done(result))
        return result
    except Refusal as refusal:
        notices.say(refusal.say, "refused")
    except Exception as error:
        notices.say(defect(error), "defect")
    return None


def defect(error: Exception) -> str:
    """Log what is wrong in Certdesk itself under a short id; return the sentence for the person."""
    name = secrets.token_hex(4)
    log.error("defect %s", name, exc_info=error)
    return f"Something is wrong in Certdesk itself. What was under way is not stored; report it as {name}."
