"""Who may be meant, in words: the warning of a row, and a known address as somebody sees it who may not know it."""

from __future__ import annotations

from core.rules.verdict import Heed, RowWarning

EVIDENCE = {"near address": "has nearly this address", "same name": "has the same name"}


def near_match(person: int, name: str, address: str, because: str) -> RowWarning:
    """Return the warning that somebody known here, with what the course requires, may be meant."""
    who = f"{name} ({address})" if name else address
    say = f"{who} {EVIDENCE[because]}, and is known here with what the course requires."
    suggest = {"person": person, "email": address, "name": name, "because": because}
    return RowWarning(Heed.NEAR_MATCH, say, {"suggest": suggest})


def masked(address: str) -> str:
    """Return an address that its owner recognises and nobody can write to: 'm•••@c•••.com'."""
    local, _, domain = address.rpartition("@")
    _, dot, top = domain.rpartition(".")
    return f"{local[:1]}•••@{domain[:1]}•••{dot}{top}"
