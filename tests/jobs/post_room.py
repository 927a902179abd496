"""Outgoing mail in a test: queue a notice, move the clock, send, look what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from core.jobs.send_mail import SentReport, send_due
from core.settings import Settings, Smtp
from core.store import outbox
from core.store.outbox import NewMail
from tests.cast import Cast


@dataclass(slots=True)
class PostRoom:
    cast: Cast
    smtp: Smtp

    @property
    def settings(self) -> Settings:
        return replace(self.cast.settings, smtp=self.smtp)

    def notice(self, key: str = "offered:1:1", **changes: Any) -> None:
        """Queue the notice to Mei that her certificate is ready, changed where the test says so."""
        facts: dict[str, Any] = {
            "org_id": self.cast.harbour.org_id,
            "dedupe_key": key,
            "kind": "certificate_offered",
            "to_address": self.cast.mei.address,
            "to_name": self.cast.mei.name,
            "person_id": self.cast.mei.person_id,
            "parameters": {"name": self.cast.mei.name, "courses": ["BLS Rescuer"], "link_id": 7},
        }
        with self.cast.db.transaction() as tx:
            assert outbox.queue(tx, [NewMail(**{**facts, **changes})], self.cast.now) == 1

    def send(self, after: timedelta = timedelta()) -> SentReport:
        """Move the clock and send what is due."""
        self.cast.now += after
        return send_due(self.cast.db, self.settings, self.cast.clock)

    def fate(self, key: str = "offered:1:1") -> tuple[str, str | None]:
        """Return the state of a mail and what the relay said last."""
        state, words = self.columns(key, "state, last_error")
        return state, words

    def next_try(self, key: str = "offered:1:1") -> datetime:
        (at,) = self.columns(key, "next_try_at")
        assert isinstance(at, datetime)
        return at

    def columns(self, key: str, columns: str) -> tuple[Any, ...]:
        with self.cast.db.reading() as tx:
            return tx.query(f"SELECT {columns} FROM outbox WHERE dedupe_key = $key", key=key)[0]

    def everything_stored(self) -> str:
        """Return all that the store holds of all mails."""
        with self.cast.db.reading() as tx:
            return str(tx.query("SELECT * FROM outbox"))
