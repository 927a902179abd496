"""The front door: builds the house and opens it, by `streamlit run app.py` or `python -m core serve`."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from core import house, settings
from core.errors import SignedOut
from core.rules.tokens import fingerprint
from core.web import routes
from core.web.failures import Failures, not_found_app
from core.web.gate import Gate, SessionSeen
from core.web.headers import SecurityHeaders

ROOT = Path(__file__).resolve().parent


def bound_to(argv: list[str], otherwise: str) -> str:
    """Return the host that the server listens on, as its command line says it."""
    for place, word in enumerate(argv):
        name, given, value = word.partition("=")
        if name in ("--host", "--server.address"):
            return value if given else [*argv, ""][place + 1]
    return otherwise


def look_up(cookie: str) -> SessionSeen | None:
    """Return the session of a cookie for the gate, None when it opens nothing."""
    try:
        actor = house.current().here(fingerprint(cookie)).actor
    except SignedOut:
        return None
    return SessionSeen(actor.address, str(actor.session_hash))


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, object]]:
    """Open the store and run the jobs; at the end stop them and let the store go."""
    for heavy in ("pandas", "pyarrow", "duckdb"):
        importlib.import_module(heavy)
    home = house.build(SETTINGS)
    gc.collect()
    gc.freeze()  # every rerun collects all generations: 62 ms of CPU without this, 11 with it
    try:
        yield {}
    finally:
        home.close()
        house.leave()


def script_broke(error: Exception) -> bool:
    """Show a sentence with an id instead of a trace, and log the trace under it."""
    from pages.parts import guard

    st.text(guard.defect(error))
    return True


FOUND = settings.load()
SETTINGS = replace(FOUND, host=bound_to(sys.argv, FOUND.host))
app = st.App(
    ROOT / "pages" / "shell.py",
    routes=routes.ROUTES,
    middleware=[
        Middleware(SecurityHeaders, https=SETTINGS.https),
        Middleware(Failures),
        Middleware(
            Gate,
            lookup=look_up,
            https=SETTINGS.https,
            public=routes.PUBLIC,
            served=routes.SERVED,
            not_found=not_found_app,
        ),
    ],
    lifespan=lifespan,
    on_script_error=script_broke,
)
