"""Sending, as the outbox sees it: one sender at a time has a mail, and its fate is written down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from core.model import OrgId
from core.store.db import Row, Tx


@dataclass(frozen=True, slots=True)
class ClaimedMail:
    """A mail that one sender has until its lease is over."""

    mail_id: int
    org_id: OrgId | None
    dedupe_key: str
    kind: str
    to_address: str
    to_name: str
    order_id: int | None
    parameters: dict[str, Any]
    attempts: int  # this one included
    made_at: datetime
    release_at: datetime  # when it should have left
    claimed_until: datetime


_COLUMNS = """mail_id, org_id, dedupe_key, kind, to_address, to_name, order_id, parameters, attempts, made_at,
               release_at, claimed_until"""


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail that the relay took, as it is kept: links masked."""

    mail_id: int
    dedupe_key: str
    subject: str
    body: str


def anything_due(tx: Tx, now: datetime) -> bool:
    """Return whether a mail waits to be written, released or sent, one that a dead sender still has included."""
    found = tx.query(
        """
        SELECT 1
          FROM outbox
         WHERE (state = 'held' AND release_at <= $now)
            OR (state = 'queued' AND next_try_at <= $now)
         LIMIT 1
        """,
        now=now,
    )
    return bool(found) or bool(tx.query("SELECT 1 FROM batch_mail WHERE done_at IS NULL LIMIT 1"))


def claim(tx: Tx, now: datetime, size: int, lease: timedelta) -> list[ClaimedMail]:
    """Take up to `size` mails whose turn it is, sign-in links first, until now + `lease`. The try counts from now."""
    ids = tx.query(
        """
        SELECT mail_id
          FROM outbox
         WHERE state = 'queued'
           AND next_try_at <= $now
           AND (claimed_until IS NULL OR claimed_until <= $now)
         ORDER BY CASE kind WHEN 'sign_in' THEN 0 ELSE 1 END, next_try_at, mail_id
         LIMIT $size
        """,
        now=now,
        size=size,
    )
    if not ids:
        return []
    until = now + lease
    tx.load_rows("claimed_mail", {"mail_id": (pa.int64(), [row[0] for row in ids])})
    tx.execute(
        """
        UPDATE outbox
           SET claimed_until = $until,
               attempts = attempts + 1
         WHERE mail_id IN (SELECT mail_id FROM claimed_mail)
           AND state = 'queued'
           AND (claimed_until IS NULL OR claimed_until <= $now)
        """,
        until=until,
        now=now,
    )
    rows = tx.query(
        f"""
        SELECT {_COLUMNS}
          FROM outbox
         WHERE mail_id IN (SELECT mail_id FROM claimed_mail)
           AND claimed_until = $until
         ORDER BY CASE kind WHEN 'sign_in' THEN 0 ELSE 1 END, next_try_at, mail_id
        """,
        until=until,
    )
    return [_claimed(row) for row in rows]


def _claimed(row: Row) -> ClaimedMail:
    mail_id, org_id, key, kind, address, name, order_id, parameters, *rest = row
    return ClaimedMail(mail_id, org_id, key, kind, address, name, order_id, json.loads(parameters), *rest)


def mark_sent(tx: Tx, mails: Sequence[SentMail], now: datetime) -> list[int]:
    """Note that the relay took these mails; return the ids of those of which that was news.

    True also for a sender whose lease ran out meanwhile: what has left has left.
    """
    tx.load_rows(
        "sent_mail",
        {
            "mail_id": (pa.int64(), [mail.mail_id for mail in mails]),
            "dedupe_key": (pa.string(), [mail.dedupe_key for mail in mails]),
            "subject": (pa.string(), [mail.subject for mail in mails]),
            "body": (pa.string(), [mail.body for mail in mails]),
        },
    )
    news = tx.query(
        """
        SELECT o.mail_id
          FROM outbox AS o
          JOIN sent_mail AS s
            ON s.mail_id = o.mail_id
           AND s.dedupe_key = o.dedupe_key
         WHERE o.state = 'queued'
        """
    )
    tx.execute(
        """
        UPDATE outbox
           SET state = 'sent',
               sent_at = $now,
               subject = s.subject,
               body = s.body,
               claimed_until = NULL,
               last_error = NULL
          FROM sent_mail AS s
         WHERE s.mail_id = outbox.mail_id
           AND s.dedupe_key = outbox.dedupe_key
           AND outbox.state = 'queued'
        """,
        now=now,
    )
    return [row[0] for row in news]


def mark_retry(tx: Tx, mail: ClaimedMail, error: str, next_try_at: datetime) -> bool:
    """Let a mail wait for its next try, with what the relay said; False when another sender has it by now."""
    return _fate(tx, mail, "queued", error, next_try_at)


def mark_failed(tx: Tx, mail: ClaimedMail, error: str, now: datetime) -> bool:
    """Give a mail up, with what the relay said; False when another sender has it by now."""
    return _fate(tx, mail, "failed", error, now)


def _fate(tx: Tx, mail: ClaimedMail, state: str, error: str, next_try_at: datetime) -> bool:
    changed = tx.execute(
        """
        UPDATE outbox
           SET state = $state,
               last_error = $error,
               next_try_at = $next,
               claimed_until = NULL
         WHERE mail_id = $mail
           AND state = 'queued'
           AND claimed_until = $lease
        """,
        state=state,
        error=error,
        next=next_try_at,
        mail=mail.mail_id,
        lease=mail.claimed_until,
    )
    return changed > 0


def claimed(tx: Tx, mail_id: int) -> ClaimedMail | None:
    """Return a mail that some sender has, or None."""
    row = tx.first(
        f"""
        SELECT {_COLUMNS}
          FROM outbox
         WHERE mail_id = $mail
           AND state = 'queued'
           AND claimed_until IS NOT NULL
        """,
        mail=mail_id,
    )
    return _claimed(row) if row else None


def free_claims(tx: Tx) -> int:
    """Give back, with their tries uncounted, all mails that senders have who are known to be dead; return how many."""
    return tx.execute(
        """
        UPDATE outbox
           SET claimed_until = NULL,
               attempts = attempts - 1
         WHERE state = 'queued'
           AND claimed_until IS NOT NULL
        """
    )


def hand_back(tx: Tx, mails: Sequence[ClaimedMail]) -> int:
    """Give claimed mails back untried, because the sender stops; return how many."""
    if not mails:
        return 0
    tx.load_rows("handed_back", {"mail_id": (pa.int64(), [mail.mail_id for mail in mails])})
    return tx.execute(
        """
        UPDATE outbox
           SET claimed_until = NULL,
               attempts = attempts - 1
         WHERE mail_id IN (SELECT mail_id FROM handed_back)
           AND state = 'queued'
           AND claimed_until = $lease
        """,
        lease=mails[0].claimed_until,
    )
