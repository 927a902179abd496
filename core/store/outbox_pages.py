"""The outbox as staff read it: pages of mails newest first, counts of their states, one mail by id."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.model import OrgId
from core.store.db import Row, Tx

STATES = ("held", "queued", "sent", "delivered", "bounced", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class MailFilter:
    """Which mails to list; `text` is looked for in address, name and subject."""

    state: str | None = None
    kind: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail and its fate. Times are UTC without a zone."""

    mail_id: int
    kind: str
    to_address: str
    to_name: str
    order_id: int | None
    state: str
    release_at: datetime
    attempts: int
    next_try_at: datetime
    claimed: bool  # on its way this moment
    last_error: str | None
    subject: str | None
    made_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredMail:
    """One mail with what its text is made of, and its text as sent."""

    row: MailRow
    parameters: dict[str, Any]
    body: str | None


_COLUMNS = """mail_id, kind, to_address, to_name, order_id, state, release_at, attempts, next_try_at,
               claimed_until IS NOT NULL, last_error, subject, made_at, sent_at"""
_MATCHES = """org_id = $org
           AND ($kind IS NULL OR kind = $kind)
           AND ($text = '' OR lower(to_address || ' ' || to_name || ' ' || coalesce(subject, '')) LIKE $like ESCAPE '!')
"""


def _values(org: OrgId, which: MailFilter) -> dict[str, Any]:
    text = which.text.strip().lower()
    plain = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return {"org": org, "kind": which.kind, "text": text, "like": f"%{plain}%"}


def page(tx: Tx, org: OrgId, which: MailFilter, after: int | None, size: int) -> list[MailRow]:
    """Return up to `size` mails of an organisation, newest first, beginning behind the mail `after`."""
    rows = tx.query(
        f"""
        SELECT {_COLUMNS}
          FROM outbox
         WHERE {_MATCHES}
           AND ($state IS NULL OR state = $state)
           AND ($after IS NULL OR mail_id < $after)
         ORDER BY mail_id DESC
         LIMIT $size
        """,
        **_values(org, which),
        state=which.state,
        after=after,
        size=size,
    )
    return [MailRow(*row) for row in rows]


def counts(tx: Tx, org: OrgId, which: MailFilter) -> dict[str, int]:
    """Return how many mails match in each state, whatever state the filter names; every state has a number."""
    rows = tx.query(
        f"""
        SELECT state, count(*)
          FROM outbox
         WHERE {_MATCHES}
         GROUP BY state
        """,
        **_values(org, which),
    )
    return dict.fromkeys(STATES, 0) | {row[0]: int(row[1]) for row in rows}


def find(tx: Tx, org: OrgId, mail_id: int) -> StoredMail | None:
    """Return a mail of this organisation, or None."""
    row = tx.first(
        f"""
        SELECT {_COLUMNS}, parameters, body
          FROM outbox
         WHERE org_id = $org
           AND mail_id = $mail
        """,
        org=org,
        mail=mail_id,
    )
    return _stored(row) if row else None


def _stored(row: Row) -> StoredMail:
    return StoredMail(MailRow(*row[:-2]), json.loads(row[-2]), row[-1])


def release(tx: Tx, org: OrgId, mail_id: int, now: datetime) -> bool:
    """Queue one held mail before its time; return whether it was held."""
    changed = tx.execute(
        """
        UPDATE outbox
           SET state = 'queued',
               release_at = $now,
               next_try_at = $now
         WHERE org_id = $org
           AND mail_id = $mail
           AND state = 'held'
        """,
        org=org,
        mail=mail_id,
        now=now,
    )
    return changed > 0


def try_again(tx: Tx, org: OrgId, mail_id: int, now: datetime) -> bool:
    """Queue a failed mail afresh, or let a waiting one wait no longer; return whether it was either."""
    changed = tx.execute(
        """
        UPDATE outbox
           SET state = 'queued',
               attempts = 0,
               release_at = $now,
               next_try_at = $now
         WHERE org_id = $org
           AND mail_id = $mail
           AND (state = 'failed' OR (state = 'queued' AND claimed_until IS NULL AND next_try_at > $now))
        """,
        org=org,
        mail=mail_id,
        now=now,
    )
    return changed > 0
