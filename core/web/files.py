"""Files behind the gate: invoices and certificates for the people of an organisation, owner checked each time."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core import house
from core.errors import Refusal, SignedOut
from core.services import ceu_instructions, papers
from core.web import pictures
from core.web.gate import SESSION_HEADER


async def invoice(request: Request) -> Response:
    """GET /files/invoice/ID.pdf"""
    return await _file(request, papers.invoice_pdf, int(request.path_params["number"]))


async def certificate(request: Request) -> Response:
    """GET /files/certificate/NUMBER.pdf"""
    return await _file(request, papers.certificate_pdf, str(request.path_params["number"]))


async def workshop(request: Request) -> Response:
    """GET /files/workshop/ID.pdf: every issued certificate of a workshop in one file."""
    return await _file(request, papers.workshop_pdf, int(request.path_params["number"]))


async def instruction(request: Request) -> Response:
    """GET /files/instruction/ID.pdf: a paper that staff uploaded; saved, never shown, since it is not of our making."""
    return await _file(request, ceu_instructions.pdf, int(request.path_params["number"]), pictures.saved)


async def _file(
    request: Request,
    make: papers.Maker,
    asked: int | str,
    answer: Callable[[bytes, str], Response] = pictures.pdf,
) -> Response:
    """Answer with a paper that the session may see. The gate put the session's hash into the header."""
    home = house.current()
    session = request.headers.get(SESSION_HEADER.decode())
    try:
        name, content = await run_in_threadpool(lambda: make(home.desk(session), asked))
    except SignedOut as refusal:
        return PlainTextResponse(refusal.say, 401)
    except Refusal as refusal:
        return PlainTextResponse(refusal.say, 404)
    return answer(content, name)


ROUTES = [
    Route("/files/invoice/{number:int}.pdf", invoice, methods=["GET"]),
    Route("/files/certificate/{number}.pdf", certificate, methods=["GET"]),
    Route("/files/instruction/{number:int}.pdf", instruction, methods=["GET"]),
    Route("/files/workshop/{number:int}.pdf", workshop, methods=["GET"]),
]
