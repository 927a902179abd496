"""Pictures and PDFs: answers that browsers save or show, with the headers that keep them what they are."""

from __future__ import annotations

import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core import house
from core.store import organisations
from core.store.db import Db


def pdf(content: bytes, name: str) -> Response:
    """Return a PDF that is saved under a plain name and kept by no cache on the way."""
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", name)
    headers = {"content-disposition": f'inline; filename="{plain}"', "cache-control": "private, no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def saved(content: bytes, name: str) -> Response:
    """Return a PDF that somebody uploaded: to be saved, so that nothing of it runs under this address."""
    answer = pdf(content, name)
    answer.headers["content-disposition"] = answer.headers["content-disposition"].replace("inline", "attachment", 1)
    return answer


def calendar(content: bytes, name: str) -> Response:
    """Return a calendar file to be saved or opened by the reader's calendar."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "private, no-store"}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


def url(sha256: str | None) -> str | None:
    """Return where an organisation's picture lies, None when it has none."""
    return f"/picture/{sha256}.png" if sha256 else None


async def picture(request: Request) -> Response:
    """GET /picture/SHA256.png: a logo. Its address is its content, so it may be kept for ever."""
    found = await run_in_threadpool(_asset, house.current().db, str(request.path_params["sha256"]))
    if found is None:
        return PlainTextResponse("There is no such picture.", 404)
    return Response(found, media_type="image/png", headers={"cache-control": "public, max-age=31536000, immutable"})


def _asset(db: Db, sha256: str) -> bytes | None:
    with db.reading() as tx:
        return organisations.logo_bytes(tx, sha256)


ROUTES = [Route("/picture/{sha256}.png", picture, methods=["GET"])]
