"""Public verification of a certificate, by number or by the QR code on it. No account, minimal data, rate limited."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core import house
from core.rules.words import day_words
from core.services import verifying
from core.services.verifying import Verified
from core.web import pictures
from core.web.templating import page

RESULTS = {
    "valid": ("green", "Valid", "This certificate is valid today."),
    "not_yet": ("slate", "Not yet valid", "This certificate was issued and begins later."),
    "expired": ("amber", "Expired", "This certificate was issued and has run out."),
    "revoked": ("red", "Revoked", "This certificate was revoked by its issuer."),
    "superseded": ("slate", "Superseded", "This certificate was replaced by another one."),
    "unknown": ("red", "Unknown", "No certificate with this number was ever issued here."),
    "busy": ("slate", "Wait a moment", "Too many numbers were asked for from this address."),
}


async def ask(request: Request) -> Response:
    """GET /verify: the form, or a step to the page of the number that was typed."""
    number = request.query_params.get("number", "").strip()
    if number:
        return RedirectResponse(request.url_for("verified", number=number[:40].replace("/", " ")).path, 303)
    return page(request, "verify.html", number="", result=None, next_step=None)


async def verified(request: Request) -> Response:
    """GET /verify/NUMBER: how a certificate stands today."""
    home = house.current()
    number = str(request.path_params["number"])[:40]
    client = request.client.host if request.client else ""
    if not home.may_verify(client):
        return _answer(request, number, "busy", [], 429)
    found = await run_in_threadpool(verifying.verify, home.db, number, home.clock())
    if found is None:
        return _answer(request, number, "unknown", [], 404)
    return _answer(request, found.number, found.result, facts(found), 200, found)


def facts(found: Verified) -> list[tuple[str, str]]:
    """Return what anybody may know: whose, in what, from whom, for how long."""
    through = day_words(found.valid_through) if found.valid_through else "no end"
    told = [
        ("Holder", found.holder),
        ("Course", found.course),
        ("Issued by", found.organisation.name),
        ("Valid from", day_words(found.valid_from)),
        ("Valid through", through),
    ]
    return [*told, ("Ended on", day_words(found.ended_on))] if found.ended_on else told


def _answer(
    request: Request, number: str, result: str, told: list[tuple[str, str]], status: int, found: Verified | None = None
) -> Response:
    tone, word, sentence = RESULTS[result]
    return page(
        request,
        "verify.html",
        found.organisation if found else None,
        logo_url=pictures.url(found.logo) if found else None,
        status=status,
        number=number,
        result={"tone": tone, "word": word, "sentence": sentence, "facts": told},
        next_step="Compare every letter with the paper." if result == "unknown" else None,
    )


ROUTES = [Route("/verify", ask, methods=["GET"]), Route("/verify/{number}", verified, methods=["GET"])]
