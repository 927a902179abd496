"""Certificates as their page lists them."""

from __future__ import annotations

from core.model import Role
from core.services.desk import Desk
from core.services.workshops import MAY
from core.store import certificate_list
from core.store.certificate_list import CertificateLine as CertificateLine
from core.store.people import folded

PAGE = 25


def list_certificates(
    desk: Desk, *, state: str | None = None, search: str = "", page: int = 1
) -> tuple[int, list[CertificateLine]]:
    """Return (how many match, the 25 of one page), newest first.

    Staff see the organisation's, an instructor those of the own workshops. The text is a number's beginning, the
    body's own number, or a part of a holder's name or address.
    """
    with desk.reading_as(*MAY) as tx:
        instructor = desk.actor.person_id if desk.actor.role is Role.INSTRUCTOR else None
        text = search.strip()
        offset = (max(page, 1) - 1) * PAGE
        return certificate_list.page(tx, desk.actor.org_id, instructor, state, text, folded(text), offset, PAGE)


__all__ = ["PAGE", "CertificateLine", "list_certificates"]
