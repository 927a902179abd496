"""The front door: builds the house and opens it, by `streamlit run app.py` or `python -m core serve`."""

from __future__ import annotations

import gc
import importlib
import logging
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

from core import house, settings
from core.errors import SignedOut
from core.jobs import daily, publish, sweep
from core.jobs.loop import Loop
from core.jobs.mail_loop import MailLoop
from core.rules.tokens import fingerprint
from core.web import routes
from core.web.failures import Failures, not_found_app
from core.web.gate import Gate, SessionSeen
from core.web.headers import SecurityHeaders
from core.web.listening import listening

ROOT = Path(__file__).resolve().parent


def environment(argv: list[str]) -> Mapping[str, str]:
    """Return the environment, with host and port as the command line of whichever server says."""
    if Path(argv[0]).resolve() == Path(__file__).resolve():  # as `streamlit run` leaves it
        return os.environ | {
            "CERTDESK_HOST": str(st.get_option("server.address") or "0.0.0.0"),
            "CERTDESK_PORT": str(st.get_option("server.port")),
        }
    return os.environ | listening(argv)


def look_up(cookie: str) -> SessionSeen | None:
    """Return the session of a cookie for the gate, None when it opens nothing."""
    try:
        actor = house.current().here(fingerprint(cookie)).actor
    except SignedOut:
        return None
    return SessionSeen(actor.address, str(actor.session_hash))


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, object]]:
    """Open the store and start what runs beside the pages; at the end stop that, then let the store go."""
    for heavy in ("pandas", "pyarrow", "duckdb", "pages.parts.navigation"):
        importlib.import_module(heavy)
    home = await run_in_threadpool(house.build, SETTINGS)
    mails = MailLoop(home.db, SETTINGS, home.clock)
    home.wake_mail = mails.wake
    mails.start()
    loops = [
        Loop("the sweep", lambda: sweep.sweep(home.db, home.clock()), sweep.EVERY),
        Loop("the daily jobs", lambda: daily.run(home.db, home.clock()), daily.EVERY),
        Loop("the publication", lambda: publish.publish(home.db, SETTINGS, home.clock()), publish.EVERY),
    ]
    for loop in loops:
        loop.start()
    gc.collect()
    gc.freeze()  # every rerun collects all generations: 62 ms of CPU without this, 11 with it
    print(f"Certdesk is at {SETTINGS.public_url}", file=sys.stderr, flush=True)
    try:
        yield {}
    finally:
        await run_in_threadpool(mails.stop)
        for loop in loops:
            await run_in_threadpool(loop.stop)
        house.leave()
        await run_in_threadpool(home.close)


def script_broke(error: Exception) -> bool:
    """Show a sentence with an id instead of a trace, and log the trace under it."""
    from pages.parts import guard

    st.text(guard.defect(error))
    return True


# Links that people are sent by mail hold their key in the path: it must not stand in a log. Streamlit turns the access
# log on whatever uvicorn was told; a filter stays.
logging.getLogger("uvicorn.access").addFilter(lambda record: False)
SETTINGS = settings.load(environment(sys.argv))
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
            may_upload=lambda session_hash: house.current().may_upload(session_hash),
            not_found=not_found_app,
        ),
    ],
    lifespan=lifespan,
    on_script_error=script_broke,
)
