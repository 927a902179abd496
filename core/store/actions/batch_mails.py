"""Mails about new assignments: one an assignment, written into the outbox piece by piece, so that a million wait.

The first piece is written with the action itself, so the mails of most actions stand in the outbox at once; the
sender writes the others. Whoever no longer has the assignment by then gets none.
"""

from __future__ import annotations

from datetime import datetime

from core.model import OrgId
from core.store.actions import telling
from core.store.credits import mails as credit_mails
from core.store.db import Tx

PIECE = 5_000


def promise(tx: Tx, org: OrgId, batch: int, kind: str, now: datetime, release_at: datetime) -> None:
    """Promise a mail of a kind to everybody to whom a batch assigned something, and write the first piece."""
    tx.execute(
        """
        INSERT INTO batch_mail (batch_id, org_id, kind, release_at, written_to)
        VALUES ($batch, $org, $kind, $release, 0)
        """,
        batch=batch,
        org=org,
        kind=kind,
        release=release_at,
    )
    _write(tx, batch, now)


def write_next(tx: Tx, now: datetime) -> bool:
    """Write the next piece of the oldest promise; return whether there was one."""
    rows = tx.query("SELECT batch_id, kind FROM batch_mail WHERE done_at IS NULL ORDER BY batch_id LIMIT 1")
    for batch, kind in rows:
        if kind == credit_mails.PROMISED:
            credit_mails.write_piece(tx, int(batch), now)
        else:
            _write(tx, int(batch), now)
    return bool(rows)


def _write(tx: Tx, batch: int, now: datetime) -> None:
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE piece AS
        SELECT a.assignment_id, a.person_id, a.course_id, a.due_on, a.state
          FROM assignment AS a
          JOIN batch_mail AS b
            ON b.batch_id = a.batch_id
         WHERE a.batch_id = $batch
           AND a.assignment_id > b.written_to
         ORDER BY a.assignment_id
         LIMIT $size
        """,
        batch=batch,
        size=PIECE,
    )
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE wanted_person AS
        SELECT DISTINCT person_id
          FROM piece
         WHERE state IN ('assigned', 'in_progress')
    """)
    telling.find_addresses(tx)
    tx.execute(_QUEUE, batch=batch, now=now)
    tx.execute(
        """
        UPDATE batch_mail
           SET written_to = coalesce((SELECT max(assignment_id) FROM piece), written_to),
               done_at = CASE WHEN (SELECT count(*) FROM piece) < $size THEN $now END
         WHERE batch_id = $batch
        """,
        batch=batch,
        size=PIECE,
        now=now,
    )


_QUEUE = """
    INSERT INTO outbox (mail_id, org_id, dedupe_key, kind, to_address, to_name, person_id, parameters, state,
                        release_at, attempts, next_try_at, made_at)
    SELECT nextval('ids'), b.org_id, 'assigned:' || m.assignment_id, b.kind, r.address, r.name, m.person_id,
           json_object('name', r.name, 'course', c.title, 'due_on', CAST(m.due_on AS VARCHAR),
                       'link_id', m.assignment_id),
           CASE WHEN b.release_at > $now THEN 'held' ELSE 'queued' END,
           greatest(b.release_at, CAST($now AS TIMESTAMP)), 0, $now, $now
      FROM piece AS m
      JOIN reached AS r
        ON r.person_id = m.person_id
      JOIN course AS c
        ON c.course_id = m.course_id
     CROSS JOIN (SELECT org_id, kind, release_at FROM batch_mail WHERE batch_id = $batch) AS b
     WHERE m.state IN ('assigned', 'in_progress')
     ORDER BY m.assignment_id
"""
