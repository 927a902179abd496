"""The mail loop of the running app: looks every few seconds for mail that is due, and stops within a second."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from core.gateways.mail import Transport, transport
from core.jobs.send_mail import send_due
from core.settings import Settings
from core.store.db import Db

TICK = 2.0  # seconds between two looks
PAUSE = 0.005  # seconds between two transactions
PATIENCE = 0.5  # seconds that a running conversation with the relay may take to end by itself
log = logging.getLogger("certdesk.mail")


class MailLoop:
    """A thread that sends what is due. Start it once when the app is up; stop it before the store closes."""

    def __init__(self, db: Db, settings: Settings, now: Callable[[], datetime], tick: float = TICK) -> None:
        self._db = db
        self._settings = settings
        self._now = now
        self._tick = tick
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._way: Transport | None = None
        self._thread = threading.Thread(target=self._run, name="mail", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Look now: somebody waits for a sign-in link."""
        self._woken.set()

    def stop(self) -> bool:
        """Stop within about a second; return whether the thread has ended. A mail that was on its way is tried again.

        A conversation with a slow relay is cut, the mails not yet tried go back into the queue.
        """
        self._stopping.set()
        self._woken.set()
        self._thread.join(PATIENCE)
        if self._thread.is_alive() and self._way:
            self._way.abort()
            self._thread.join(PATIENCE)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            self._way = transport(self._settings.smtp, self._settings.outbox)
            try:
                send_due(self._db, self._settings, self._now, stopping=self._stopping, pause=PAUSE, way=self._way)
            except Exception:  # a full disk, a closed store: the next look may find it cured
                log.exception("the mail loop stumbled")
            self._woken.wait(self._tick)
