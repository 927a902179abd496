"""The page that a credit's mail opens: accept, reject, open an account, connect or decline. No account is needed to
look or to reject."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core import house
from core.errors import LinkDead, Refusal
from core.house import House
from core.services import own_credits
from core.services.credits import answering
from core.services.credits.answering import CreditPage
from core.web import credit_words, pictures
from core.web.sign_in import form_only
from core.web.templating import dead_link, page

MOST_FIELDS = 1_000
Act = Callable[[House, str, FormData], str]


async def show(request: Request) -> Response:
    """GET /credit/TOKEN: what waits at this address. Nothing changes by looking."""
    return await _page(request)


@form_only
async def act(request: Request) -> Response:
    """POST /credit/TOKEN with act=accept|reject|account|connect|decline."""
    home = house.current()
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    carry_out = ACTS.get(str(form.get("act", "")))
    done = refused = None
    try:
        if carry_out:
            done = await run_in_threadpool(carry_out, home, _token(request), form)
            home.wake_mail()
    except LinkDead as dead:
        return dead_link(request, dead)
    except Refusal as refusal:
        refused = refusal.say
    return await _page(request, done, refused)


async def guide(request: Request) -> Response:
    """GET /credit/TOKEN/guide/ID.pdf: a paper for holders."""
    home = house.current()
    try:
        link = (home.db, home.settings.secret, _token(request))
        name, content = await run_in_threadpool(own_credits.guide, *link, int(request.path_params["number"]))
    except Refusal as refusal:
        return dead_link(request, refusal)
    return pictures.saved(content, name)


def _accept(home: House, token: str, form: FormData) -> str:
    """Accept what is ticked, where it is asked to count; an organisation that is not connected yet is, first."""
    link, now = (home.db, home.settings.secret, token), home.clock()
    wanted, where = credit_words.chosen(form.getlist("credit")), str(form.get("dashboard", ""))[:100]
    if where == "connect":
        where = answering.page(*link, now).organisation.slug
        answering.connect(*link, now)
    return _said(answering.accept(*link, wanted, where, now).count, "accepted")


def _reject(home: House, token: str, form: FormData) -> str:
    wanted, reason = credit_words.chosen(form.getlist("credit")), str(form.get("reason", ""))[:1000]
    done = answering.reject(home.db, home.settings.secret, token, wanted, reason, home.clock())
    return _said(done.count, "rejected")


def _account(home: House, token: str, form: FormData) -> str:
    names = (str(form.get("first_name", ""))[:100], str(form.get("last_name", ""))[:100])
    answering.open_account(home.db, home.settings.secret, token, *names, home.clock())
    return "Your account is open. Whatever waited for this address is below."


def _connect(home: House, token: str, form: FormData) -> str:
    answering.connect(home.db, home.settings.secret, token, home.clock())
    return "You are connected."


def _decline(home: House, token: str, form: FormData) -> str:
    answering.decline(home.db, home.settings.secret, token, home.clock())
    return "Noted: no more invitations come to this address. What waits here stays as it is."


ACTS: dict[str, Act] = {
    "accept": _accept,
    "reject": _reject,
    "account": _account,
    "connect": _connect,
    "decline": _decline,
}


def _said(count: int, verb: str) -> str:
    return f"{count} credit {verb}." if count == 1 else f"{count} credits {verb}."


async def _page(request: Request, done: str | None = None, refused: str | None = None) -> Response:
    home = house.current()
    link = (home.db, home.settings.secret, _token(request))
    try:
        found = await run_in_threadpool(answering.page, *link, home.clock())
        papers = await run_in_threadpool(own_credits.guides, *link)
    except LinkDead as dead:
        return dead_link(request, dead)
    guides = [(one.name, f"/credit/{_token(request)}/guide/{one.instruction_id}.pdf") for one in papers]
    return page(
        request,
        "credit.html",
        found.organisation,
        logo_url=pictures.url(found.logo),
        status=422 if refused else 200,
        address=found.address,
        name=found.name,
        waiting=[credit_words.open_line(one) for one in found.waiting],
        account=found.account,
        places=_places(found),
        invited=bool(found.invitation and found.invitation.state == "open"),
        connected=found.connected,
        named=None if found.named.is_open else credit_words.past_line(found.named),
        became=credit_words.BECAME.get(found.named.state),
        guides=guides,
        done=done,
        refused=refused,
    )


def _places(found: CreditPage) -> list[tuple[str, str]]:
    """Return (value, words) of where credits may count; the sender first, connected or to be."""
    own = [(one.slug, one.name) for one in found.dashboards if one.org_id != found.organisation.org_id]
    name = found.organisation.name
    first = (found.organisation.slug, name) if found.connected else ("connect", f"{name}, and connect me to it")
    return [first, *own] if found.connected else [*own, first]


def _token(request: Request) -> str:
    return str(request.path_params["token"])


ROUTES = [
    Route("/credit/{token}", show, methods=["GET"]),
    Route("/credit/{token}", act, methods=["POST"]),
    Route("/credit/{token}/guide/{number:int}.pdf", guide, methods=["GET"]),
]
PUBLIC = ("/credit/",)
