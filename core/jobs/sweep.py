"""The sweep: closes workshops on which nothing is open any more, and brings the write-ahead log into the file."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from core.model import Actor, Role
from core.store import audit, workshops
from core.store.db import Db, Tx

EVERY = 3600.0  # seconds between two sweeps
log = logging.getLogger("certdesk.sweep")


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


class SweepLoop:
    """A thread that sweeps at start and then each hour. Start it once when the app is up; stop it before the store."""

    def __init__(self, db: Db, now: Callable[[], datetime], every: float = EVERY) -> None:
        self._db = db
        self._now = now
        self._every = every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweep", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop after the sweep that is under way."""
        self._stopping.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                sweep(self._db, self._now())
            except Exception:  # the next sweep may find it cured
                log.exception("the sweep stumbled")
            self._stopping.wait(self._every)
