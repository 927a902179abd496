"""How the app is: for the watch that an operator keeps on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.store import health
from core.store.db import Db


@dataclass(frozen=True, slots=True)
class State:
    """`oldest_mail_seconds`: how long the mail that should have left first has been waiting; 0 when none waits."""

    store_version: int
    wal_bytes: int
    mails_waiting: int
    oldest_mail_seconds: int


def state(db: Db, now: datetime) -> State:
    """Return how the store and the mail queue are at `now` (UTC)."""
    with db.reading() as tx:
        version = health.version(tx)
        waiting, oldest = health.mails_due(tx, now)
    log = Path(f"{db.path}.wal")
    size = log.stat().st_size if log.exists() else 0
    return State(version, size, waiting, int((now - oldest).total_seconds()) if oldest else 0)
