"""Sign-in pages: ask for a link by mail, use it by a button, choose an organisation, sign out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core import house
from core.errors import Refusal, SignedOut
from core.services import sessions, sign_in
from core.services.sign_in import SignedIn
from core.web import cookies, personas, provider
from core.web.origin import from_here
from core.web.templating import page

ANSWER_TAKES = 0.15  # seconds: known or not, an address gets its answer after the same time
Handler = Callable[[Request], Awaitable[Response]]


def form_only(handler: Handler) -> Handler:
    """Refuse a form that another site's page sent."""

    async def guarded(request: Request) -> Response:
        if not from_here(request):
            return _refused(request)
        return await handler(request)

    return guarded


async def show_form(request: Request) -> Response:
    """GET /signin: the form, and in a demo the people whom a click signs in."""
    home = house.current()
    people = await run_in_threadpool(personas.offered, home, request)
    oidc = home.settings.oidc
    return page(
        request,
        "signin.html",
        next=_next(request.query_params),
        personas=people,
        provider=oidc.name if provider.configured(oidc) else None,
    )


@form_only
async def ask(request: Request) -> Response:
    """POST /signin: one answer for every address, after one time, whether it is known, unknown or over the limit."""
    started = time.monotonic()
    home = house.current()
    form = await request.form(max_files=0, max_fields=5)
    address = str(form.get("email", ""))[:320]
    client = request.client.host if request.client else ""
    if home.may_ask_for_link(address, client):
        await run_in_threadpool(
            sign_in.ask, home.db, address, str(form.get("next", "/")), home.clock(), home.settings.secret
        )
        home.wake_mail()
    await asyncio.sleep(max(0.0, started + ANSWER_TAKES - time.monotonic()))
    return page(request, "signin_sent.html", address=address)


async def show_link(request: Request) -> Response:
    """GET /signin/link/TOKEN: a button only. Mail scanners follow links and must not use them up."""
    home = house.current()
    usable = await run_in_threadpool(sign_in.usable, home.db, request.path_params["token"], home.clock())
    if usable:
        return page(request, "signin_link.html")
    return _dead(request, sign_in.SignInLinkDead())


@form_only
async def use_link(request: Request) -> Response:
    """POST /signin/link/TOKEN: use the link up and open a session."""
    home = house.current()
    try:
        opened = await run_in_threadpool(sign_in.redeem, home.db, request.path_params["token"], home.clock())
    except Refusal as refusal:
        return _dead(request, refusal)
    return _welcome(opened)


async def leave_to_provider(request: Request) -> Response:
    """GET /signin/provider: sign in with the provider, if there is one."""
    if not provider.configured(house.current().settings.oidc):
        return RedirectResponse("/signin", status_code=303)
    try:
        return await provider.leave(request)
    except Refusal as refusal:
        return _dead(request, refusal, 502)


async def back_from_provider(request: Request) -> Response:
    """GET /signin/provider/back: where the provider sends people back to."""
    if not provider.configured(house.current().settings.oidc):
        return RedirectResponse("/signin", status_code=303)
    try:
        return _welcome(await provider.come_back(request))
    except Refusal as refusal:
        return _dead(request, refusal, 403)


@form_only
async def become(request: Request) -> Response:
    """POST /signin/as: open a demo persona's session, if this visitor is offered that persona."""
    home = house.current()
    form = await request.form(max_files=0, max_fields=5)
    address = str(form.get("email", ""))
    people = await run_in_threadpool(personas.offered, home, request)
    if address not in {one.address for one in people}:
        return _refused(request)
    opened = await run_in_threadpool(
        sign_in.vouched, home.db, address, str(form.get("next", "/")), home.clock(), "demo"
    )
    return _welcome(opened)


def _welcome(opened: SignedIn) -> Response:
    https = house.current().settings.https
    choose = f"/signin/organisation?{urlencode({'next': opened.next_path})}" if opened.several else opened.next_path
    response = RedirectResponse(choose, status_code=303)
    cookies.give(response, opened.cookie, https)
    return response


async def show_organisations(request: Request) -> Response:
    """GET /signin/organisation: where this person may work."""
    home = house.current()
    try:
        here = await run_in_threadpool(home.here, _session(request))
    except SignedOut:
        return RedirectResponse("/signin", status_code=303)
    return page(request, "signin_organisation.html", here=here, next=_next(request.query_params))


@form_only
async def choose_organisation(request: Request) -> Response:
    """POST /signin/organisation: work there from now on."""
    home = house.current()
    form = await request.form(max_files=0, max_fields=5)
    try:
        await run_in_threadpool(
            sessions.move, home.db, _session(request), str(form.get("organisation", "")), home.clock()
        )
    except SignedOut:
        return RedirectResponse("/signin", status_code=303)
    except Refusal as refusal:
        return _dead(request, refusal, 404)
    return RedirectResponse(sign_in.local_path(str(form.get("next", "/"))), status_code=303)


@form_only
async def sign_out(request: Request) -> Response:
    """POST /signout, and POST /signout/everywhere for all devices: revoke, then forget the cookie."""
    home = house.current()
    everywhere = request.url.path.endswith("/everywhere")
    await run_in_threadpool(lambda: sessions.sign_out(home.db, _session(request), home.clock(), everywhere=everywhere))
    response = RedirectResponse("/signin", status_code=303)
    cookies.take_back(response, home.settings.https)
    return response


def _dead(request: Request, refusal: Refusal, status: int = 410) -> Response:
    return page(request, "signin_dead.html", status=status, say=refusal.say)


def _refused(request: Request) -> Response:
    return page(request, "signin_refused.html", status=403)


def _next(values: Mapping[str, str]) -> str:
    return sign_in.local_path(values.get("next", "/"))


def _session(request: Request) -> str | None:
    return cookies.session_hash(request.cookies, house.current().settings.https)


ROUTES = [
    Route("/signin", show_form, methods=["GET"]),
    Route("/signin", ask, methods=["POST"]),
    Route("/signin/link/{token}", show_link, methods=["GET"]),
    Route("/signin/link/{token}", use_link, methods=["POST"]),
    Route("/signin/provider", leave_to_provider, methods=["GET"]),
    Route("/signin/provider/back", back_from_provider, methods=["GET"]),
    Route("/signin/as", become, methods=["POST"]),
    Route("/signin/organisation", show_organisations, methods=["GET"]),
    Route("/signin/organisation", choose_organisation, methods=["POST"]),
    Route("/signout", sign_out, methods=["POST"]),
    Route("/signout/everywhere", sign_out, methods=["POST"]),
]
