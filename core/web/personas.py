"""Demo personas: one-click sign-in as a fictional person, on this machine and in a demo store only."""

from __future__ import annotations

from ipaddress import ip_address

from starlette.requests import Request

from core.house import House
from core.services import sign_in
from core.services.sign_in import Persona

_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def offered(house: House, request: Request) -> list[Persona]:
    """Return whom the visitor may become by a click; nobody unless every one of these holds.

    The store is a demo; the server is bound to this machine; the visitor is on it, speaks to it by a name of this
    machine (else a foreign site could point its own name here), and no proxy stands in between.
    """
    if not (house.demo and house.settings.loopback):
        return []
    client = request.client.host if request.client else ""
    if not (_loopback(client) and _loopback(request.url.hostname or "")):
        return []
    if any(header in request.headers for header in _FORWARDED):
        return []
    return sign_in.personas(house.db)


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
