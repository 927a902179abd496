"""The participant's own page: confirm the name, take the certificate. Opened by the link in the mail."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core import house
from core.errors import LinkDead, Refusal
from core.rules.words import day_words
from core.services import claiming
from core.services.claiming import ClaimPage, Offered
from core.web import pictures
from core.web.sign_in import form_only
from core.web.templating import dead_link, page

BADGES = {"issued": ("green", "Issued"), "superseded": ("slate", "Superseded"), "revoked": ("red", "Revoked")}


async def show(request: Request) -> Response:
    """GET /claim/TOKEN: what is offered, or what was taken. Nothing changes by looking."""
    try:
        found = await run_in_threadpool(claiming.page, house.current().db, _token(request))
    except LinkDead as dead:
        return dead_link(request, dead)
    return _page(request, found)


@form_only
async def take(request: Request) -> Response:
    """POST /claim/TOKEN: issue what is offered in the name that was confirmed."""
    home = house.current()
    form = await request.form(max_files=0, max_fields=5)
    name = str(form.get("name", ""))[:300]
    refused: str | None = None
    try:
        await run_in_threadpool(claiming.claim, home.db, _token(request), name, home.clock())
    except LinkDead as dead:
        return dead_link(request, dead)
    except Refusal as refusal:
        refused = refusal.say
    found = await run_in_threadpool(claiming.page, home.db, _token(request))
    return _page(request, found, name if refused else None, refused)


async def document(request: Request) -> Response:
    """GET /claim/TOKEN/NUMBER.pdf: one certificate."""
    home = house.current()
    number = str(request.path_params["number"])
    try:
        pdf = await run_in_threadpool(claiming.document, home.db, _token(request), number, home.settings.public_url)
    except Refusal as refusal:
        return dead_link(request, refusal)
    return pictures.pdf(pdf, f"certificate-{number}.pdf")


def _token(request: Request) -> str:
    return str(request.path_params["token"])


def _page(request: Request, found: ClaimPage, typed: str | None = None, refused: str | None = None) -> Response:
    logo = pictures.url(found.logo)
    if found.to_claim:
        offered = [
            {"course": one.course, "term_words": _term(one)} for one in found.certificates if one.state == "offered"
        ]
        return page(
            request,
            "claim.html",
            found.organisation,
            logo_url=logo,
            status=422 if refused else 200,
            name=typed if typed is not None else found.name,
            certificates=offered,
            refused=refused,
        )
    taken = [_taken(request, one) for one in found.certificates]
    return page(request, "claimed.html", found.organisation, logo_url=logo, name=found.name, certificates=taken)


def _taken(request: Request, one: Offered) -> dict[str, str | None]:
    tone, word = BADGES[one.state]
    return {
        "course": one.course,
        "term_words": _term(one),
        "number": one.number,
        "tone": tone,
        "word": word,
        "pdf_url": None if one.state == "revoked" else f"/claim/{_token(request)}/{one.number}.pdf",
        "verify_url": f"/verify/{one.number}",
    }


def _term(one: Offered) -> str:
    through = f"valid through {day_words(one.valid_through)}" if one.valid_through else "never expires"
    return f"From {day_words(one.valid_from)}, {through}"


ROUTES = [
    Route("/claim/{token}", show, methods=["GET"]),
    Route("/claim/{token}", take, methods=["POST"]),
    Route("/claim/{token}/{number}.pdf", document, methods=["GET"]),
]
