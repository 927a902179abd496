"""Plain pages on which people say who they are: answer a proposal, prove an address, keep the own addresses."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core import house
from core.errors import LinkDead, Refusal, SignedOut
from core.house import House
from core.rules.words import day_words
from core.services.desk import Desk
from core.services.identity import own_addresses, proposals, proving
from core.services.identity.own_addresses import OwnAddresses
from core.services.identity.refusals import ClaimDead
from core.store.identity.addresses import KnownAddress
from core.web import pictures
from core.web.gate import SESSION_HEADER
from core.web.sign_in import form_only
from core.web.templating import dead_link, page

KINDS = {"primary": "Mail goes here", "alternate": "Also yours", "inactive": "No mail goes here"}
ANSWERS = {"accept": proposals.accept, "decline": proposals.decline}


async def show_proposal(request: Request) -> Response:
    """GET /proposal/TOKEN: what would be noted. Nothing changes by looking."""
    return await _proposal(request, None)


@form_only
async def answer_proposal(request: Request) -> Response:
    """POST /proposal/TOKEN with act=accept|decline."""
    home = house.current()
    form = await request.form(max_files=0, max_fields=3)
    carry_out = ANSWERS.get(str(form.get("act", "")))
    refused: str | None = None
    try:
        if carry_out:
            await run_in_threadpool(carry_out, home.db, *_link(request, home), home.clock())
            home.wake_mail()
    except LinkDead as dead:
        return dead_link(request, dead)
    except Refusal as refusal:
        refused = refusal.say
    return await _proposal(request, refused)


async def _proposal(request: Request, refused: str | None) -> Response:
    home = house.current()
    try:
        found = await run_in_threadpool(proposals.page, home.db, *_link(request, home))
    except LinkDead as dead:
        return dead_link(request, dead)
    return page(
        request,
        "proposal.html",
        found.organisation,
        logo_url=pictures.url(found.logo),
        status=422 if refused else 200,
        name=found.name,
        changes=found.changes,
        workshop=found.workshop,
        state=found.state,
        refused=refused,
    )


async def show_proof(request: Request) -> Response:
    """GET /address/TOKEN: a button only. Mail scanners follow links and must prove nothing."""
    home = house.current()
    try:
        found = await run_in_threadpool(proving.page, home.db, *_link(request, home), home.clock())
    except ClaimDead as dead:
        return dead_link(request, dead)
    return page(
        request,
        "address.html",
        found.organisation,
        logo_url=pictures.url(found.logo),
        name=found.name,
        address=found.address,
        proven=found.proven,
    )


@form_only
async def prove(request: Request) -> Response:
    """POST /address/TOKEN: the address is proven."""
    home = house.current()
    try:
        await run_in_threadpool(proving.prove, home.db, *_link(request, home), home.clock())
        home.wake_mail()
    except Refusal as refusal:
        return dead_link(request, refusal)
    return await show_proof(request)


async def show_own(request: Request) -> Response:
    """GET /my-addresses: the addresses of whoever is signed in."""
    return await _own(request)


@form_only
async def change_own(request: Request) -> Response:
    """POST /my-addresses with act=add|withdraw|prefer and email."""
    form = await request.form(max_files=0, max_fields=5)
    act, email = str(form.get("act", "")), str(form.get("email", ""))[:320]
    sent: list[str] = []
    acts: dict[str, Callable[[Desk], object]] = {
        "add": lambda desk: sent.append(own_addresses.add(desk, email)),
        "withdraw": lambda desk: own_addresses.withdraw(desk, email),
        "prefer": lambda desk: own_addresses.prefer(desk, email),
    }
    refused: str | None = None
    try:
        if carry_out := acts.get(act):
            await run_in_threadpool(lambda: carry_out(_desk(request)))
            house.current().wake_mail()
    except SignedOut:
        return _sign_in()
    except Refusal as refusal:
        refused = refusal.say
    return await _own(request, sent[0] if sent else None, refused)


async def _own(request: Request, sent: str | None = None, refused: str | None = None) -> Response:
    try:
        found = await run_in_threadpool(lambda: own_addresses.page(_desk(request)))
    except SignedOut:
        return _sign_in()
    return _own_page(request, found, sent, refused)


def _own_page(request: Request, found: OwnAddresses, sent: str | None, refused: str | None) -> Response:
    return page(
        request,
        "my_addresses.html",
        found.organisation,
        logo_url=pictures.url(found.logo),
        status=422 if refused else 200,
        name=found.name,
        addresses=[_row(one) for one in found.addresses],
        waiting=[{"address": one.address, "asked": day_words(one.made_at.date())} for one in found.waiting],
        sent=sent,
        refused=refused,
    )


def _row(one: KnownAddress) -> dict[str, object]:
    proven = "confirmed" if one.verified_at else "not confirmed"
    return {
        "address": one.address,
        "words": f"{KINDS[one.kind]}, {proven}",
        "may_prefer": one.kind != "primary" and one.verified_at is not None,
    }


def _desk(request: Request) -> Desk:
    """Return the desk of the session that the gate saw."""
    return house.current().desk(request.headers.get(SESSION_HEADER.decode()))


def _sign_in() -> Response:
    return RedirectResponse("/signin?next=/my-addresses", 303)


def _link(request: Request, home: House) -> tuple[bytes, str]:
    return home.settings.secret, str(request.path_params["token"])


ROUTES = [
    Route("/proposal/{token}", show_proposal, methods=["GET"]),
    Route("/proposal/{token}", answer_proposal, methods=["POST"]),
    Route("/address/{token}", show_proof, methods=["GET"]),
    Route("/address/{token}", prove, methods=["POST"]),
    Route("/my-addresses", show_own, methods=["GET"]),
    Route("/my-addresses", change_own, methods=["POST"]),
]
PUBLIC = ("/proposal/", "/address/")
