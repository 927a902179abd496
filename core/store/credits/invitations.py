"""Invitations that came with credits: to connect, or to open an account. Reminders end, a decline ends them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pyarrow as pa

from core.model import OrgId
from core.store.credits import mails
from core.store.db import Tx

QUIET = timedelta(days=7)  # at least so long between two reminders, however many days were missed


@dataclass(frozen=True, slots=True)
class Invitation:
    """One invitation of an organisation at an address. `asks`: connect or account."""

    invitation_id: int
    asks: str
    state: str
    reminders: int
    remind_on: date | None
    made_at: datetime
    answered_at: datetime | None


def newest(tx: Tx, org: OrgId, address: str) -> Invitation | None:
    """Return the newest invitation of an organisation at an address, or None."""
    rows = tx.query(
        """
        SELECT invitation_id, asks, state, reminders, remind_on, made_at, answered_at
          FROM invitation
         WHERE org_id = $org
           AND address = $address
         ORDER BY invitation_id DESC
         LIMIT 1
        """,
        org=org,
        address=address,
    )
    return Invitation(*rows[0]) if rows else None


def answer(tx: Tx, org: OrgId, address: str, state: str, now: datetime) -> int:
    """Note the answer to whatever invitation is open at an address; return how many were. Accepting lifts a decline."""
    return tx.execute(
        """
        UPDATE invitation
           SET state = $state,
               answered_at = $now,
               remind_on = NULL
         WHERE org_id = $org
           AND address = $address
           AND (state = 'open' OR (state = 'declined' AND $state = 'accepted'))
        """,
        org=org,
        address=address,
        state=state,
        now=now,
    )


def decline(tx: Tx, org: OrgId, address: str, credit: int, asks: str, now: datetime) -> bool:
    """Note that an address wants no invitation of an organisation any more; return whether that was news.

    Invitations to it that are still held do not leave.
    """
    tx.execute(
        """
        UPDATE outbox
           SET state = 'cancelled',
               next_try_at = $now
         WHERE org_id = $org
           AND to_address = $address
           AND kind IN ('credit_connect', 'credit_invitation')
           AND state = 'held'
        """,
        org=org,
        address=address,
        now=now,
    )
    if answer(tx, org, address, "declined", now):
        return True
    found = newest(tx, org, address)
    if found and found.state == "declined":
        return False
    tx.execute(
        """
        INSERT INTO invitation (invitation_id, org_id, address, asks, state, reminders, credit_id, made_at, answered_at)
        VALUES (nextval('ids'), $org, $address, $asks, 'declined', 0, $credit, $now, $now)
        """,
        org=org,
        address=address,
        asks=asks,
        credit=credit,
        now=now,
    )
    return True


def remind(tx: Tx, org: OrgId, on: date, steps: Sequence[int], now: datetime) -> int:
    """Queue a reminder for each open invitation whose day has come and of which a credit still waits.

    `steps` are days after the invitation; after the last one none follows, and the invitation has ended. Invitations
    of which nothing waits any more end without a word.
    """
    _end_settled(tx, org, now)
    tx.execute(_DUE, org=org, on=on)
    tx.execute(_TELLING)
    count = mails.queue(tx, "credit_reminder:", now, now, suffix=f":{on}")
    tx.load_rows("ladder", {"place": (pa.int64(), range(len(steps))), "days": (pa.int32(), steps)})
    tx.execute(
        """
        UPDATE invitation
           SET reminders = invitation.reminders + 1,
               remind_on = (SELECT greatest(CAST(invitation.made_at AS DATE) + l.days, CAST($next AS DATE))
                              FROM ladder AS l
                             WHERE l.place = invitation.reminders + 1),
               state = CASE WHEN invitation.reminders + 1 >= $last THEN 'ended' ELSE invitation.state END,
               answered_at = CASE WHEN invitation.reminders + 1 >= $last THEN CAST($now AS TIMESTAMP) END
         WHERE invitation_id IN (SELECT invitation_id FROM reminding)
        """,
        last=len(steps),
        next=on + QUIET,
        now=now,
    )
    return count


def _end_settled(tx: Tx, org: OrgId, now: datetime) -> None:
    tx.execute(
        """
        UPDATE invitation
           SET state = 'ended',
               answered_at = $now,
               remind_on = NULL
         WHERE org_id = $org
           AND state = 'open'
           AND NOT EXISTS (SELECT 1
                             FROM credit AS c
                            WHERE c.org_id = invitation.org_id
                              AND c.address = invitation.address
                              AND c.state IN ('offered', 'archived'))
        """,
        org=org,
        now=now,
    )


_DUE = """
    CREATE OR REPLACE TEMP TABLE reminding AS
    SELECT invitation_id, org_id, address, reminders
      FROM invitation
     WHERE org_id = $org
       AND state = 'open'
       AND remind_on <= $on
"""
_TELLING = """
    CREATE OR REPLACE TEMP TABLE telling AS
    SELECT c.credit_id, r.invitation_id AS lead_id, 'credit_reminder' AS kind
      FROM reminding AS r
      JOIN credit AS c
        ON c.org_id = r.org_id
       AND c.address = r.address
     WHERE c.state IN ('offered', 'archived')
"""
