"""The house: what one running process shares. Built once by app.py or by a test; pages and routes ask `current()`."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.services import sessions, sign_in
from core.services.desk import Desk
from core.services.limits import SlidingWindow
from core.services.sessions import Here
from core.settings import Settings
from core.store import publication
from core.store.db import Db, open_store


def utc_now() -> datetime:
    """Return this moment as UTC without a zone, as everything below takes it."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(slots=True)
class House:
    """The open store and everything that a request or a page needs beside it."""

    settings: Settings
    db: Db
    clock: Callable[[], datetime] = utc_now
    links_per_address: SlidingWindow = field(default_factory=lambda: SlidingWindow(5, 600))
    links_per_client: SlidingWindow = field(default_factory=lambda: SlidingWindow(30, 600))
    uploads: SlidingWindow = field(default_factory=lambda: SlidingWindow(30, 60))
    demo: bool = False
    verifications_per_client: SlidingWindow = field(default_factory=lambda: SlidingWindow(60, 60))
    wake_mail: Callable[[], None] = lambda: None  # somebody waits for a mail

    def viewing(self) -> AbstractContextManager[None]:
        """Let all that this thread reads inside see one state of the store: a screen is of one piece."""
        return self.db.viewing()

    def here(self, session_hash: str | None) -> Here:
        """Return who a session belongs to, looked up now. Raises SignedOut."""
        return sessions.who(self.db, session_hash, self.clock())

    def desk(self, session_hash: str | None) -> Desk:
        """Return the desk of a session: strongest role in its organisation, today in that zone. Raises SignedOut."""
        return self.desk_of(self.here(session_hash))

    def desk_of(self, here: Here) -> Desk:
        """Return the desk of somebody who was looked up a moment ago."""
        return sessions.desk(self.db, here, self.clock(), self.settings.public_url, self.settings.secret)

    def may_ask_for_link(self, address: str, client: str) -> bool:
        """Return whether one more sign-in link is within the limits of this address and this client."""
        at = time.monotonic()
        return self.links_per_client.allows(client, at) and self.links_per_address.allows(address.strip().lower(), at)

    def may_verify(self, client: str) -> bool:
        """Return whether one more verification is within the limit of this client: 60 a minute."""
        return self.verifications_per_client.allows(client, time.monotonic())

    def may_upload(self, session_hash: str) -> bool:
        """Return whether one more file of a session is within thirty a minute: each lies in memory for a while."""
        return self.uploads.allows(session_hash, time.monotonic())

    def close(self) -> None:
        """Let the store go. Whoever started something in the background stops that first."""
        with publication.none_under_way():
            self.db.close()


_current: list[House] = []


def build(settings: Settings) -> House:
    """Open the store and return the house around it, current from now on."""
    db = open_store(settings.store, settings.secret)
    house = House(settings, db, demo=sign_in.is_demo(db))
    enter(house)
    return house


def enter(house: House) -> None:
    """Make a house the current one of this process."""
    _current[:] = [house]


def leave() -> None:
    """Leave the current house; it stays open for whoever holds it."""
    _current.clear()


def current() -> House:
    """Return the house of this process."""
    if not _current:
        raise AssertionError("no house was built: the app runs by app.py, a test by its house fixture")
    return _current[0]
