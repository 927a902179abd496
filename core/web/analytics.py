"""The published file behind the gate, for the organisation's own staff and analysts: whole, or a range of its bytes.

An address with a version always means the same bytes; one with `current` leads to the newest version.
"""

from __future__ import annotations

from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from core import house
from core.errors import Refusal, SignedOut
from core.services import publishing, reading_keys
from core.web.gate import SESSION_HEADER

DATABASE = "analytics.duckdb"
PRIVATE = {"cache-control": "private, no-store"}


async def newest(request: Request) -> Response:
    """GET /files/analytics/current/NAME: lead to the newest version of it."""
    name = str(request.path_params["name"])
    found = await run_in_threadpool(_file, request, None, name)
    if isinstance(found, Response):
        return found
    folder = found if found.suffix == ".duckdb" else found.parent
    version = folder.stem.rpartition("-")[2]
    return RedirectResponse(f"/files/analytics/{version}/{name}", 307, PRIVATE)


async def version(request: Request) -> Response:
    """GET /files/analytics/VERSION/NAME: analytics.duckdb, or TABLE.parquet."""
    name = str(request.path_params["name"])
    found = await run_in_threadpool(_file, request, int(request.path_params["version"]), name)
    if isinstance(found, Response):
        return found
    return FileResponse(found, headers=PRIVATE, media_type="application/octet-stream", filename=found.name)


def _file(request: Request, number: int | None, name: str) -> Path | Response:
    """Return the file that the session may have, else the refusal. The gate put the session's hash into the header."""
    home = house.current()
    stem, _, kind = name.rpartition(".")
    if name != DATABASE and kind != "parquet":
        return PlainTextResponse("There is no such file.", 404)
    try:
        desk = home.desk(request.headers.get(SESSION_HEADER.decode()))
        return publishing.file(desk, number, None if name == DATABASE else stem)
    except SignedOut as refusal:
        return PlainTextResponse(refusal.say, 401)
    except Refusal as refusal:
        return PlainTextResponse(refusal.say, 404)


async def newest_by_key(request: Request) -> Response:
    """GET /data/current/NAME with a reading key: lead to the newest version of it."""
    found = await run_in_threadpool(_by_key, request, None)
    if isinstance(found, Response):
        return found
    return RedirectResponse(f"/data/{found[0]}/{request.path_params['name']}", 307, PRIVATE)


async def version_by_key(request: Request) -> Response:
    """GET /data/VERSION/NAME with a reading key: analytics.duckdb, or TABLE.parquet."""
    found = await run_in_threadpool(_by_key, request, int(request.path_params["version"]))
    if isinstance(found, Response):
        return found
    return FileResponse(found[1], headers=PRIVATE, media_type="application/octet-stream", filename=found[1].name)


def _by_key(request: Request, number: int | None) -> tuple[int, Path] | Response:
    home = house.current()
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    stem, _, kind = str(request.path_params["name"]).rpartition(".")
    table = None if request.path_params["name"] == DATABASE else stem
    try:
        if scheme.lower() != "bearer" or (table is not None and kind != "parquet"):
            raise SignedOut
        return reading_keys.file(home.db, token.strip(), home.clock(), number, table)
    except SignedOut:
        say = "A reading key opens this address. Make one on the page Analyses."
        return PlainTextResponse(say, 401, {"www-authenticate": "Bearer"})
    except Refusal as refusal:
        return PlainTextResponse(refusal.say, 404)


ROUTES = [
    Route("/files/analytics/current/{name}", newest, methods=["GET"]),
    Route("/files/analytics/{version:int}/{name}", version, methods=["GET"]),
    Route("/data/current/{name}", newest_by_key, methods=["GET"]),
    Route("/data/{version:int}/{name}", version_by_key, methods=["GET"]),
]
PUBLIC = ("/data/",)  # no session: a reading key stands for one
