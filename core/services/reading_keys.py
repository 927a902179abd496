"""Keys by which an analyst's own programs read the published file over HTTP: that file and nothing else."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from core.errors import NotFound, Refusal, SignedOut
from core.model import Role
from core.rules.tokens import fingerprint
from core.services import publishing
from core.services.desk import Desk
from core.store import publication, reading_keys
from core.store.db import Db
from core.store.reading_keys import ReadingKey

LASTS = timedelta(days=90)
MOST = 10  # keys that one person may have alive
PREFIX = "certdesk-read-"  # so that whoever finds a key knows what it is


class TooManyKeys(Refusal):
    def __init__(self) -> None:
        super().__init__(f"You have {MOST} keys already. Take back one that is no longer used, then make a new one.")


class KeyNeedsName(Refusal):
    def __init__(self) -> None:
        super().__init__("Say what the key is for, so that you know later which one to take back.")


def make(desk: Desk, name: str) -> str:
    """Make a key that opens the organisation's publication for 90 days; return its token, which is shown this once.

    It ends earlier when it is taken back, or when its maker is no longer staff or analyst there.
    Raises KeyNeedsName and TooManyKeys.
    """
    token, said = PREFIX + secrets.token_urlsafe(32), " ".join(name.split())[:80]
    if not said:
        raise KeyNeedsName
    with desk.acting_as(Role.STAFF, Role.ANALYST) as tx:
        person = desk.actor.person_id
        if person is None:
            raise SignedOut
        if len(reading_keys.of(tx, desk.actor.org_id, person, desk.now)) >= MOST:
            raise TooManyKeys
        until = desk.now + LASTS
        number = reading_keys.add(tx, desk.actor.org_id, person, fingerprint(token), said, desk.now, until)
        desk.record(tx, "reading_key.made", f"reading_key:{number}", after={"name": said, "expires_at": str(until)})
    return token


def mine(desk: Desk) -> list[ReadingKey]:
    """Return the actor's keys that are alive, oldest first. Staff and analysts."""
    with desk.reading_as(Role.STAFF, Role.ANALYST) as tx:
        person = desk.actor.person_id
        return reading_keys.of(tx, desk.actor.org_id, person, desk.now) if person is not None else []


def take_back(desk: Desk, number: int) -> None:
    """End one of the actor's own keys at once. Raises NotFound for any other."""
    with desk.acting_as(Role.STAFF, Role.ANALYST) as tx:
        person = desk.actor.person_id
        if person is None or not reading_keys.revoke(tx, desk.actor.org_id, person, number, desk.now):
            raise NotFound("key of yours", number)
        desk.record(tx, "reading_key.taken_back", f"reading_key:{number}")


def file(db: Db, token: str, now: datetime, version: int | None, table: str | None = None) -> tuple[int, Path]:
    """Return version and path of the published file, or of one table's Parquet, that a key opens at `now` (UTC).

    Raises SignedOut for a key that opens nothing, NotFound as `publishing.file` does.
    """
    with db.reading() as tx:
        org = reading_keys.opens(tx, fingerprint(token), now) if token.startswith(PREFIX) else None
        if org is None:
            raise SignedOut
        slug = publication.slug_of(tx, org)
    return publishing.lying(publishing.shelf_of(db.path, slug), now, version, table)
