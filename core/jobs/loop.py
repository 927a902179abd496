"""A thread of the running app that does something at start and then again and again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger("certdesk.loop")


class Loop:
    """Does its work every so many seconds. Start it once when the app is up; stop it before the store closes.

    It looks at no wall clock: a machine that slept, or whose clock was set, is told apart by the work itself.
    """

    def __init__(self, name: str, work: Callable[[], object], every: float) -> None:
        self._name = name
        self._work = work
        self._every = every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop after the round that is under way."""
        self._stopping.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._work()
            except Exception:  # the next round may find it cured
                log.exception("%s stumbled", self._name)
            self._stopping.wait(self._every)
