"""Security headers on every answer, errors and refused websockets included."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
STARTS = ("http.response.start", "websocket.http.response.start")
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def sha256_source(text: str) -> str:
    """Return the source expression by which a policy allows exactly this inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def inline_scripts() -> tuple[str, ...]:
    """Return the source expressions of the inline scripts in the app's installed index page.

    Computed from the file, so that an upgrade that changes the script does not break the policy.
    """
    package = find_spec("streamlit")
    if package is None or package.origin is None:
        return ()
    page = (Path(package.origin).parent / "static" / "index.html").read_text(encoding="utf-8")
    return tuple(sha256_source(script) for script in INLINE_SCRIPT.findall(page))


def app_policy() -> str:
    """Return the content policy of the app: no eval, no inline script but the known one.

    `blob:` is how the browser loads the script of an inline component; inline styles are how the app draws.
    """
    scripts = " ".join(inline_scripts())
    return (
        f"default-src 'none'; script-src 'self' {scripts} blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    )


def page_policy(styles: Collection[str] = (), form_to: Collection[str] = ()) -> str:
    """Return the content policy of a plain page: no script at all.

    `styles` are sources of its inline styles. `form_to` are origins that its form may lead to: browsers hold the
    policy against the redirect after a form too, so a payment page needs its processor here.
    """
    style, form = " ".join(("'self'", *styles)), " ".join(("'self'", *form_to))
    return (
        f"default-src 'none'; style-src {style}; font-src 'self'; img-src 'self' data:; "
        f"form-action {form}; frame-ancestors 'none'; base-uri 'none'"
    )


class SecurityHeaders:
    """Put the headers on every answer, errors and refused websockets included. The outermost middleware.

    An answer that brings a header of its own keeps it: plain pages carry a stricter policy.
    """

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self.app = app
        self.https = https
        self.defaults = {
            "content-security-policy": app_policy(),
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
            "referrer-policy": "same-origin",
            "cross-origin-opener-policy": "same-origin",
            "permissions-policy": PERMISSIONS,
        }
        if https:
            self.defaults["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] in STARTS:
                message.setdefault("headers", [])
                self._complete(MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _complete(self, headers: MutableHeaders) -> None:
        for name, value in self.defaults.items():
            headers.setdefault(name, value)
        if self.https:
            _secure_cookies(headers)


def _secure_cookies(headers: MutableHeaders) -> None:
    """Mark every cookie as one for https only; the app's own token cookie is not by itself."""
    for place, (name, value) in enumerate(headers.raw):
        if name == b"set-cookie" and b"; secure" not in value.lower():
            headers.raw[place] = (name, value + b"; Secure")
