"""What undoing a posting touches: `changing` for what is withdrawn, `told_of` for its mails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.model import OrgId
from core.store import outbox
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Kept:
    """A credit that stays as it is, or a mail that cannot be called back."""

    address: str
    ceulid: str
    state: str
    day: date | None


def choose(tx: Tx, org: OrgId, batch: int) -> None:
    """Make `changing` from what of a batch nobody has answered or taken back."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE changing AS
        SELECT credit_id
          FROM credit
         WHERE org_id = $org
           AND batch_id = $batch
           AND state IN ('offered', 'archived')
        """,
        org=org,
        batch=batch,
    )


def count(tx: Tx) -> int:
    """Return how many credits are withdrawn."""
    return int(tx.value("SELECT count(*) FROM changing"))


def kept(tx: Tx, batch: int) -> list[Kept]:
    """Return what of a batch stays, by address."""
    rows = tx.query(
        """
        SELECT c.address, k.ceulid, c.state, CAST(coalesce(c.answered_at, c.ended_at) AS DATE)
          FROM credit AS c
          JOIN ceu_course AS k
            ON k.ceu_course_id = c.ceu_course_id
         WHERE c.batch_id = $batch
           AND c.state NOT IN ('offered', 'archived')
         ORDER BY c.address, k.ceulid
        """,
        batch=batch,
    )
    return [Kept(*row) for row in rows]


def gone(tx: Tx) -> list[Kept]:
    """Return the mails about what is withdrawn that have left already, by address."""
    rows = tx.query(f"""
        SELECT min(t.to_address), '', 'MAIL_SENT', min(CAST(coalesce(o.sent_at, o.release_at) AS DATE))
          FROM told_of AS t
          JOIN outbox AS o
            ON o.mail_id = t.mail_id
         WHERE t.state IN {outbox.LEFT}
         GROUP BY t.mail_id
         ORDER BY 1
    """)
    return [Kept(*row) for row in rows]


def digest(tx: Tx) -> list[Any]:
    """Return numbers that change whenever what is withdrawn, or the fate of a mail, does."""
    rows = tx.query("SELECT count(*), bit_xor(hash(credit_id)), CAST(sum(credit_id) AS BIGINT) FROM changing")
    return [*rows, *tx.query(f"SELECT count(*), sum(mail_id) FROM told_of WHERE state IN {outbox.LEFT}")]


def end_invitations(tx: Tx, org: OrgId, now: datetime) -> None:
    """End the open invitations that came with what was withdrawn."""
    tx.execute(
        """
        UPDATE invitation
           SET state = 'ended',
               answered_at = $now,
               remind_on = NULL
         WHERE org_id = $org
           AND state = 'open'
           AND credit_id IN (SELECT credit_id FROM changing)
        """,
        org=org,
        now=now,
    )
