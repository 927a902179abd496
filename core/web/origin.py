"""Where a form came from: a browser says so itself, and another site's page cannot make it lie."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request


def from_here(request: Request) -> bool:
    """Return whether a form was sent by one of our own pages.

    Sec-Fetch-Site decides where a browser sends it (https and this machine), else Origin against Host. A client
    that sends neither is no browser, so nobody's cookie was borrowed.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
