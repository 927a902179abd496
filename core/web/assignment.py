"""The learner's own page of one assignment: what is due and when, begin it, say that it is done."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core import house
from core.errors import LinkDead, Refusal
from core.house import House
from core.rules.words import day_words
from core.services import own_assignment
from core.services.own_assignment import AssignmentPage
from core.tones import tone
from core.web import pictures
from core.web.sign_in import form_only
from core.web.templating import dead_link, page

WORDS = {
    "assigned": "Not started",
    "in_progress": "In progress",
    "overdue": "Overdue",
    "completed": "Completed",
    "over": "Taken back",
}
ACTS = {"start": own_assignment.start, "finish": own_assignment.finish}


async def show(request: Request) -> Response:
    """GET /assignment/TOKEN: what is to be done. Nothing changes by looking."""
    home = house.current()
    try:
        found = await run_in_threadpool(own_assignment.page, home.db, *_link(request, home), home.clock())
    except LinkDead as dead:
        return dead_link(request, dead)
    return _page(request, found)


@form_only
async def act(request: Request) -> Response:
    """POST /assignment/TOKEN with act=start|finish: begin it, or complete it today."""
    home = house.current()
    form = await request.form(max_files=0, max_fields=3)
    carry_out = ACTS.get(str(form.get("act", "")))
    try:
        if carry_out:
            await run_in_threadpool(carry_out, home.db, *_link(request, home), home.clock())
    except LinkDead as dead:
        return dead_link(request, dead)
    except Refusal:
        pass  # it was taken back meanwhile: the page that follows says so
    return await show(request)


async def calendar(request: Request) -> Response:
    """GET /assignment/TOKEN/due.ics: the due date for the learner's own calendar."""
    home = house.current()
    url = f"{home.settings.public_url}{request.url.path.removesuffix('/due.ics')}"
    try:
        link = _link(request, home)
        content = await run_in_threadpool(own_assignment.calendar, home.db, *link, home.clock(), url)
    except LinkDead as dead:
        return dead_link(request, dead)
    return pictures.calendar(content, "due.ics")


def _link(request: Request, home: House) -> tuple[bytes, str]:
    return home.settings.secret, str(request.path_params["token"])


def _page(request: Request, found: AssignmentPage) -> Response:
    one = found.assignment
    return page(
        request,
        "assignment.html",
        found.organisation,
        logo_url=pictures.url(found.logo),
        name=found.name,
        course=one.title,
        state=found.state,
        word=WORDS[found.state],
        tone=str(tone(WORDS[found.state])),
        days=_days(found),
        calendar_url=f"{request.url.path}/due.ics" if one.due_on else None,
    )


def _days(found: AssignmentPage) -> list[tuple[str, str]]:
    one = found.assignment
    done = found.state == "completed"
    listed = [
        ("Assigned", one.assigned_on),
        ("Due by", one.due_on),
        ("Completed", one.completed_on),
        ("Valid through", one.valid_through if done else None),
        ("Due again from", one.recertify_on if done else None),
    ]
    return [(name, day_words(day)) for name, day in listed if day]


ROUTES = [
    Route("/assignment/{token}", show, methods=["GET"]),
    Route("/assignment/{token}", act, methods=["POST"]),
    Route("/assignment/{token}/due.ics", calendar, methods=["GET"]),
]
