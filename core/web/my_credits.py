"""My credits: everything of whoever is signed in, with sums by cycle and category, answers, and transcripts."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core import house
from core.errors import Refusal, SignedOut
from core.rules.words import hours_words
from core.services import own_credits
from core.services.credits import mine
from core.services.desk import Desk
from core.services.own_credits import OwnCredits
from core.web import credit_words, pictures
from core.web.credit import MOST_FIELDS
from core.web.gate import SESSION_HEADER
from core.web.sign_in import form_only
from core.web.templating import page


async def show(request: Request) -> Response:
    """GET /my-credits: what waits, what counts where, what came to nothing."""
    return await _page(request)


@form_only
async def act(request: Request) -> Response:
    """POST /my-credits with act=accept|reject and the ticked credits."""
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    wanted, verb = credit_words.chosen(form.getlist("credit")), str(form.get("act", ""))
    done = refused = None
    try:
        if verb == "accept":
            where = str(form.get("dashboard", ""))[:100]
            answered = await run_in_threadpool(lambda: mine.accept(_desk(request), wanted, where))
            done = f"{answered.count} accepted."
        elif verb == "reject":
            reason = str(form.get("reason", ""))[:1000]
            answered = await run_in_threadpool(lambda: mine.reject(_desk(request), wanted, reason))
            done = f"{answered.count} rejected."
    except SignedOut:
        return _sign_in()
    except Refusal as refusal:
        refused = refusal.say
    return await _page(request, done, refused)


async def transcript(request: Request) -> Response:
    """GET /my-credits/SLUG.pdf: what counts at one organisation."""
    try:
        slug = str(request.path_params["slug"])
        name, content = await run_in_threadpool(lambda: own_credits.transcript(_desk(request), slug))
    except SignedOut:
        return _sign_in()
    except Refusal:
        return RedirectResponse("/my-credits", 303)
    return pictures.pdf(content, name)


async def _page(request: Request, done: str | None = None, refused: str | None = None) -> Response:
    try:
        found = await run_in_threadpool(lambda: own_credits.page(_desk(request)))
    except SignedOut:
        return _sign_in()
    return page(
        request,
        "my_credits.html",
        found.organisation,
        logo_url=pictures.url(found.logo),
        status=422 if refused else 200,
        name=found.mine.name,
        waiting=[credit_words.open_line(one, found.mine.issuers[one.org_id]) for one in found.mine.waiting],
        places=[(one.slug, one.name) for one in found.mine.dashboards],
        counted=_counted(found),
        others=[credit_words.past_line(one, found.mine.issuers[one.org_id]) for one in found.mine.others],
        done=done,
        refused=refused,
    )


def _counted(found: OwnCredits) -> list[dict[str, object]]:
    return [
        {
            "name": one.organisation.name,
            "hours": hours_words(one.hours_hundredths),
            "transcript_url": f"/my-credits/{one.organisation.slug}.pdf",
            "cycles": [credit_words.cycle(each, found.mine.issuers, one.organisation.org_id) for each in one.cycles],
        }
        for one in found.counted
    ]


def _desk(request: Request) -> Desk:
    """Return the desk of the session that the gate saw."""
    return house.current().desk(request.headers.get(SESSION_HEADER.decode()))


def _sign_in() -> Response:
    return RedirectResponse("/signin?next=/my-credits", 303)


ROUTES = [
    Route("/my-credits", show, methods=["GET"]),
    Route("/my-credits", act, methods=["POST"]),
    Route("/my-credits/{slug}.pdf", transcript, methods=["GET"]),
]
SERVED = ("/my-credits/",)
