"""The sweep: closes workshops on which nothing is open any more, and brings the write-ahead log into the file."""

from __future__ import annotations

from datetime import datetime

from core.model import Actor, Role
from core.store import audit, workshops
from core.store.db import Db, Tx

EVERY = 3600.0  # seconds between two sweeps


def sweep(db: Db, now: datetime) -> int:
    """Close every workshop that is done; return how many."""
    with db.transaction() as tx:
        done = workshops.done(tx)
        for workshop in done:
            _close(tx, workshop, now)
    db.checkpoint()
    return len(done)


def _close(tx: Tx, workshop: int, now: datetime) -> None:
    org = workshops.set_closed(tx, workshop)
    actor = Actor(org, Role.OPERATOR, None, "the sweep", "")
    audit.add(tx, actor, now, "workshop.closed", f"workshop:{workshop}", {"state": "ordered"}, {"state": "closed"})
