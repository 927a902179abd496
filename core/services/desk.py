"""The desk: who asks, on which day, of which store. The first argument of every use case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.errors import NotAllowed, SignedOut
from core.model import Actor, Role
from core.store import audit, people, sessions
from core.store.db import Db, Tx


@dataclass(frozen=True, slots=True)
class Desk:
    """`now` is UTC without a zone, `today` the organisation's calendar day: nothing below asks the clock."""

    db: Db
    actor: Actor
    today: date
    now: datetime
    base_url: str = ""
    secret: bytes = b""
    zone: str = "UTC"

    @contextmanager
    def acting_as(self, *roles: Role) -> Iterator[Tx]:
        """Yield the writing transaction of this use case, after checking session and role inside it.

        The browser's word counts for nothing: a role taken away or a session revoked a moment ago refuses.
        """
        with self.db.transaction() as tx:
            self._check(tx, roles)
            yield tx

    @contextmanager
    def reading_as(self, *roles: Role) -> Iterator[Tx]:
        """Yield a reading transaction after the same checks."""
        with self.db.reading() as tx:
            self._check(tx, roles)
            yield tx

    def record(
        self,
        tx: Tx,
        action: str,
        subject: str,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """Add this actor's act to the audit."""
        audit.add(tx, self.actor, self.now, action, subject, before, after)

    def on(self, day: date) -> Desk:
        """Return the same desk with another today."""
        return replace(self, today=day)

    def local(self, moment: datetime) -> datetime:
        """Return a stored moment on the organisation's clock."""
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone))

    def _check(self, tx: Tx, roles: tuple[Role, ...]) -> None:
        if self.actor.role is Role.OPERATOR:
            return
        if self.actor.session_hash and not sessions.alive(tx, self.actor.session_hash, self.now):
            raise SignedOut
        if self.actor.person_id is None:
            raise SignedOut
        held = people.roles_in(tx, self.actor.org_id, self.actor.person_id)
        if self.actor.role not in held:
            raise NotAllowed("taken away", " or ".join(roles))
        if self.actor.role not in roles:
            raise NotAllowed(self.actor.role, " or ".join(roles))
