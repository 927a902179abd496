"""Plain HTML pages for people outside: no script, one style sheet, the organisation's look first."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from core.errors import Refusal
from core.model import Organisation
from core.web.colour import accent
from core.web.headers import page_policy, sha256_source

HERE = Path(__file__).resolve().parent
STYLE = HERE / "static" / "outside.css"


@cache
def environment() -> Environment:
    """Return the templates: everything escaped, a value that nobody gave is an error and never an empty place."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def style_url() -> str:
    """Return where the style sheet lies; the address changes with its content, so browsers may keep it."""
    return f"/look/outside.css?v={hashlib.sha256(STYLE.read_bytes()).hexdigest()[:12]}"


def look() -> Mount:
    """Return the route of the style sheet and the drawings of plain pages. Public."""
    return Mount("/look", StaticFiles(directory=HERE / "static"), name="look")


def accent_style(colour: str | None) -> str:
    """Return the one inline style of a page: its accent by day and by night. Nothing of it is free text."""
    tone = accent(colour)
    return (
        f":root{{--accent:{tone.light};--on-accent:{tone.light_ink}}}"
        f"@media(prefers-color-scheme:dark){{:root{{--accent:{tone.dark};--on-accent:{tone.dark_ink}}}}}"
    )


def render(
    name: str, organisation: Organisation | None, logo_url: str | None, style: str, values: Mapping[str, object]
) -> str:
    """Return the HTML of a template; `values` is a mapping of what the template asks for."""
    return (
        environment()
        .get_template(name)
        .render(values, organisation=organisation, logo_url=logo_url, accent_style=Markup(style), style_url=style_url())
    )


def page(
    request: Request,
    name: str,
    /,
    organisation: Organisation | None = None,
    *,
    logo_url: str | None = None,
    status: int = 200,
    form_to: Collection[str] = (),
    **values: object,
) -> HTMLResponse:
    """Return a page from a template, never kept by caches, under a policy without scripts.

    `logo_url` is a path on this server. `form_to` are other origins that its form may end at. `values` are what
    the template's head comment lists; a missing one raises UndefinedError.
    """
    style = accent_style(organisation.colour if organisation else None)
    html = render(name, organisation, logo_url, style, {"path": request.url.path, **values})
    policy = page_policy([sha256_source(style)], form_to)
    return HTMLResponse(html, status, {"content-security-policy": policy, "cache-control": "no-store"})


def dead_link(request: Request, refusal: Refusal) -> HTMLResponse:
    """Return the page of a personal link that opens nothing, or nothing any more."""
    return page(
        request,
        "message.html",
        status=404,
        title="This link opens nothing",
        sentence=refusal.say,
        next_step=None,
        next_url=None,
        next_label=None,
    )
