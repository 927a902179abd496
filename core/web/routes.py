"""Every route of our own beside Streamlit's, and which addresses need no session."""

from __future__ import annotations

from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Route

from core.web import (
    analytics,
    assignment,
    claim,
    credit,
    files,
    gate,
    health,
    identity,
    my_credits,
    pictures,
    sign_in,
    templating,
    verify,
)


async def home(_: object) -> RedirectResponse:
    """Lead to the first page: under its file's name Streamlit knows it not."""
    return RedirectResponse("/", status_code=307)


ROUTES: list[BaseRoute] = [
    Route("/home", home),
    *sign_in.ROUTES,
    *claim.ROUTES,
    *assignment.ROUTES,
    *identity.ROUTES,
    *credit.ROUTES,
    *my_credits.ROUTES,
    *verify.ROUTES,
    *pictures.ROUTES,
    *files.ROUTES,
    *analytics.ROUTES,
    *health.ROUTES,
    templating.look(),
]
PUBLIC = (
    *gate.PUBLIC,
    *identity.PUBLIC,
    *credit.PUBLIC,
    *analytics.PUBLIC,
    "/claim/",
    "/assignment/",
    "/verify",
    "/picture/",
)
SERVED = (
    "/signout/everywhere",
    "/files/",
    *my_credits.SERVED,
)  # paths of several segments behind the gate; pages have one only
