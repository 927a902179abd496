"""GET /healthz: is the app up, and how far behind is it. Unknown addresses answer 200 too, so look at the body."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core import house
from core.services import health


async def healthz(_: Request) -> Response:
    """Answer with the store's version, the size of its write-ahead log in bytes, and the age of the mail queue."""
    home = house.current()
    state = await run_in_threadpool(health.state, home.db, home.clock())
    return JSONResponse(
        {
            "status": "ok",
            "store_version": state.store_version,
            "wal_bytes": state.wal_bytes,
            "mails_waiting": state.mails_waiting,
            "oldest_mail_seconds": state.oldest_mail_seconds,
        }
    )


ROUTES = [Route("/healthz", healthz, methods=["GET"])]
