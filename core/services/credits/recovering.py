"""Recovering: what is archived for an address is offered to the account that proves it.

Whoever writes `address.verified_at` offers in the same transaction. Source: docs/credits.md.
"""

from __future__ import annotations

from datetime import datetime

from core.model import PersonId
from core.services.desk import Desk
from core.store.credits import archive
from core.store.db import Tx


def offer_archived(tx: Tx, person: PersonId, now: datetime, *, tell: bool = True) -> int:
    """Offer somebody what is archived for addresses that they have proven; return how many credits.

    They are told by mail, unless `tell` is off because they see it this moment.
    """
    return archive.offer_to(tx, [person], now, tell=tell)


def sweep(desk: Desk, tx: Tx) -> dict[str, int]:
    """Offer what was left lying, once a day: whatever wrote a proven address has offered it already, as a rule."""
    return {"credits": archive.offer_all(tx, desk.now)}
