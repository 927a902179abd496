"""The sweep: closes workshops on which nothing is open any more, forgets sessions that ended long ago, and brings the
write-ahead log into the file."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.model import Actor, Role
from core.store import audit, publication, sessions, workshops
from core.store.db import Db, Tx

EVERY = 3600.0  # seconds between two sweeps
KEPT = timedelta(days=30)  # so long an ended session can still be looked at; what was done in it stays in the audit


def sweep(db: Db, now: datetime) -> int:
    """Close every workshop that is done; return how many."""
    with db.transaction() as tx:
        done = workshops.done(tx)
        for workshop in done:
            _close(tx, workshop, now)
        sessions.forget(tx, now - KEPT)
    with publication.none_under_way():
        db.checkpoint()
    return len(done)


def _close(tx: Tx, workshop: int, now: datetime) -> None:
    org = workshops.set_closed(tx, workshop)
    actor = Actor(org, Role.OPERATOR, None, "the sweep", "")
    audit.add(tx, actor, now, "workshop.closed", f"workshop:{workshop}", {"state": "ordered"}, {"state": "closed"})
