"""What a person reads when a plain page could not be made: a refusal's sentence, or an id under which we look."""

from __future__ import annotations

import logging
import secrets

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import NotAllowed, NotFound, Refusal, SignedOut, SomebodyWasFaster
from core.web.templating import page

log = logging.getLogger("certdesk.web")

STATUS: dict[type[Refusal], int] = {NotFound: 404, NotAllowed: 403, SignedOut: 401, SomebodyWasFaster: 409}


def not_found(request: Request) -> Response:
    """Return the page for an address that nothing is at."""
    return page(
        request,
        "message.html",
        None,
        status=404,
        title="Nothing is at this address",
        sentence="The link may be cut short or out of date.",
        next_step="Open it from the message again, whole, or start from the home page.",
        next_url="/",
        next_label="Home page",
    )


def refused(request: Request, refusal: Refusal) -> Response:
    """Return the page that shows a refusal's sentence."""
    status = next((code for kind, code in STATUS.items() if isinstance(refusal, kind)), 400)
    return page(
        request,
        "message.html",
        None,
        status=status,
        title="This cannot be done",
        sentence=refusal.say,
        next_step=None,
        next_url=None,
        next_label=None,
    )


def broken(request: Request, error: Exception) -> Response:
    """Log a defect under a short id and return the page that names the id and nothing else of it."""
    error_id = secrets.token_hex(4)
    log.error("error %s at %s %s", error_id, request.method, _place(request), exc_info=error)
    return page(request, "error.html", None, status=500, error_id=error_id)


def _place(request: Request) -> str:
    """Return where an error happened, without what may be a token: the first part of the path."""
    return "/" + request.url.path.strip("/").split("/")[0]


async def not_found_app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer any request with the page for an unknown address."""
    await not_found(Request(scope))(scope, receive, send)


class Failures:
    """Turn what a route raises into a plain page. It stands inside SecurityHeaders and outside the gate.

    An answer that has begun cannot be replaced: then the error goes on to the server. Websockets pass untouched.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            request = Request(scope)
            answer = refused(request, error) if isinstance(error, Refusal) else broken(request, error)
            await answer(scope, receive, send)
