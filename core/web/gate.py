"""The gate: nobody gets past it without a session, over http or websocket, and nobody names themselves.

A plain ASGI class, since the usual middleware base never sees a websocket.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

USER_HEADER = b"x-certdesk-user"
SESSION_HEADER = b"x-certdesk-sid"
LARGEST_BODY = 11 * 1024 * 1024  # bytes: a file of 10 MB and what a browser wraps around it

# An entry that ends in a slash opens everything below it, any other one that path and what lies below it.
PUBLIC = ("/static/", "/app/static/", "/look/", "/signin", "/favicon.png", "/_stcore/health", "/healthz")
CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
MACHINERY = ("/_stcore", "/media", "/component")
DEEP = (*MACHINERY, "/static/", "/app/static/")
UPLOADS = "/_stcore/upload_file"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class SessionSeen:
    """A session that is alive: whose it is, and its stored hash."""

    address: str
    session_hash: str


Lookup = Callable[[str], SessionSeen | None]


def cookie_name(https: bool) -> str:
    """Return the name of the session cookie; on https the prefix ties it to this host, secure, for all paths."""
    return "__Host-certdesk" if https else "certdesk"


def header_address(address: str) -> str:
    """Return an address as a header carries it: letters outside ASCII percent-encoded in UTF-8."""
    return quote(address, safe="!#$%&'*+-/=?^_`{|}~.@")


def within(path: str, prefixes: Collection[str]) -> bool:
    """Return whether a path is one of the prefixes or lies below one; `/x/` opens only what lies below."""
    return any(path == prefix or path.startswith(prefix.rstrip("/") + "/") for prefix in prefixes)


def way_back(scope: Scope) -> str:
    """Return path and query of a request as one local path, percent-encoded, `/` for what could lead elsewhere."""
    path = str(scope["path"])
    if not path.startswith("/") or path.startswith("//") or "\\" in path:
        return "/"
    query = scope.get("query_string", b"").decode("latin-1")
    return quote(path) + (f"?{quote(query, safe='=&+%/:,.~')}" if query else "")


class Gate:
    """Let sessions through, send everybody else to the sign-in page, and say inside who it is.

    `lookup` takes the cookie's value and answers afresh each time; it may block. `public` and `served` are
    prefixes as in `within`: what needs no session, and which paths of several segments exist at all (pages have
    one; below them the app's relative assets would not load). `may_upload` counts one upload of a session and
    says whether it is within the limit. `not_found` draws the page for paths that nothing serves.
    """

    def __init__(
        self,
        app: ASGIApp,
        lookup: Lookup,
        *,
        https: bool = False,
        public: Collection[str] = PUBLIC,
        served: Collection[str] = (),
        may_upload: Callable[[str], bool] = lambda session_hash: True,
        not_found: ASGIApp | None = None,
    ) -> None:
        self.app = app
        self.lookup = lookup
        self.cookie = cookie_name(https)
        self.public = public
        self.served = (*DEEP, *public, *served)
        self.may_upload = may_upload
        self.not_found = not_found or PlainTextResponse("There is nothing at this address.", 404)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        session = None if _is_asset(scope["path"]) else await self._session(scope)
        refusal = self._refusal(scope, session)
        if refusal is None:
            await self.app(_named(scope, session), receive, send)
        elif scope["type"] == "websocket":
            await _deny(refusal, scope, receive, send)
        else:
            await refusal(scope, receive, send)

    async def _session(self, scope: Scope) -> SessionSeen | None:
        cookie = HTTPConnection(scope).cookies.get(self.cookie)
        return await run_in_threadpool(self.lookup, cookie) if cookie else None

    def _refusal(self, scope: Scope, session: SessionSeen | None) -> ASGIApp | None:
        path = scope["path"]
        if within(path, CLOSED):
            return PlainTextResponse("Not found", 404)
        if scope["type"] == "http" and (body := self._body_refusal(scope)):
            return body
        if session is None:
            return None if within(path, self.public) else _sign_in(scope)
        if path.startswith(UPLOADS) and not self.may_upload(session.session_hash):
            return PlainTextResponse("Too many files in a minute. Wait a moment, then choose the file again.", 429)
        if "/" in path.strip("/") and not within(path, self.served):
            return self.not_found
        return None

    def _body_refusal(self, scope: Scope) -> Response | None:
        """Refuse what another site sends, and bodies that are too large or do not say how large they are."""
        headers = dict(scope["headers"])
        if scope["method"] not in SAFE_METHODS and headers.get(b"sec-fetch-site") in (b"cross-site", b"same-site"):
            return PlainTextResponse("This form was sent from another site. Open it here and send it again.", 403)
        if b"transfer-encoding" in headers:
            return PlainTextResponse("The length of the content is needed.", 411)
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            return PlainTextResponse("This is larger than 10 MB. Split the file and send the parts.", 413)
        return None


def _is_asset(path: str) -> bool:
    """Return whether a path is a file that all may have; they are many, and none needs a look at the store."""
    return within(path, ("/static/", "/app/static/", "/look/", "/_stcore/health"))


def _sign_in(scope: Scope) -> Response:
    if scope["type"] == "websocket" or within(scope["path"], MACHINERY):
        return PlainTextResponse("Sign in first.", 401)
    back = way_back(scope) if scope["method"] in ("GET", "HEAD") else "/"
    return RedirectResponse(f"/signin?next={quote(back, safe='')}", 303, {"cache-control": "no-store"})


def _named(scope: Scope, session: SessionSeen | None) -> Scope:
    """Return the scope with the identity of its session, and without any that the client wrote."""
    kept = [(name, value) for name, value in scope["headers"] if not _is_ours(name)]
    if session:
        kept.append((USER_HEADER, header_address(session.address).encode("ascii")))
        kept.append((SESSION_HEADER, session.session_hash.encode("ascii")))
    return {**scope, "headers": kept}


def _is_ours(name: bytes) -> bool:
    return name.lower().replace(b"_", b"-").startswith(b"x-certdesk-")


async def _deny(refusal: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a websocket before it is accepted: with an answer where the server can, else by closing it."""
    await receive()
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 4401})
        return
    status = refusal.status_code if isinstance(refusal, Response) else 404
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b"Sign in first."})
