"""The session cookie: a random secret of 256 bits, which the store knows only by its fingerprint."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from core.rules.tokens import fingerprint
from core.services.sign_in import SESSION_LASTS
from core.web.gate import cookie_name


def session_hash(cookies: Mapping[str, str], https: bool) -> str | None:
    """Return the fingerprint of the session cookie, None when there is none."""
    value = cookies.get(cookie_name(https))
    return fingerprint(value) if value else None


def give(response: Response, cookie: str, https: bool) -> None:
    """Hand a session to the browser for as long as it lasts."""
    response.set_cookie(
        cookie_name(https),
        cookie,
        max_age=int(SESSION_LASTS.total_seconds()),
        path="/",
        secure=https,
        httponly=True,
        samesite="lax",
    )


def take_back(response: Response, https: bool) -> None:
    """Let the browser forget its session."""
    response.delete_cookie(cookie_name(https), path="/", secure=https, httponly=True, samesite="lax")
