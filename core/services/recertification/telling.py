"""When the mails of a list action leave."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.services.desk import Desk
from core.store import organisations
from core.store.db import Tx


def release_at(desk: Desk, tx: Tx) -> datetime:
    """Return the moment before which no mail of this action leaves: the hold of the organisation, from now."""
    return desk.now + timedelta(minutes=organisations.by_id(tx, desk.actor.org_id).hold_minutes)
