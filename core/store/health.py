"""What the store can say about how things are."""

from __future__ import annotations

from datetime import datetime

from core.store.db import Tx


def version(tx: Tx) -> int:
    """Return the number of the newest migration that landed."""
    return int(tx.value("SELECT max(number) FROM schema_version"))


def mails_due(tx: Tx, now: datetime) -> tuple[int, datetime | None]:
    """Return how many mails could leave now, and since when the first of them could."""
    row = tx.query(
        """
        SELECT count(*), min(next_try_at)
          FROM outbox
         WHERE state = 'queued'
           AND next_try_at <= $now
        """,
        now=now,
    )[0]
    return int(row[0]), row[1]
