"""Roles of a merge: one that both held is held once and ends with the merge, and is held by each again after undo."""

from __future__ import annotations

from datetime import datetime

from core.model import PersonId
from core.store.db import Tx

_KEY = "r.org_id || ':' || r.role || ':' || r.made_at || ':' || coalesce(CAST(r.ended_at AS VARCHAR), 'held')"


def give(tx: Tx, batch: int, keep: PersonId, gone: PersonId, now: datetime) -> int:
    """Move the roles, and return how many."""
    many = tx.execute(
        f"""
        INSERT INTO merged_row (batch_id, table_name, row_key, person_id, was)
        SELECT $batch, 'membership', {_KEY}, $gone,
               CASE
                   WHEN r.ended_at IS NULL AND EXISTS (SELECT 1
                                                         FROM membership AS o
                                                        WHERE o.org_id = r.org_id
                                                          AND o.person_id = $keep
                                                          AND o.role = r.role
                                                          AND o.ended_at IS NULL)
                   THEN 'held by both'
                   ELSE 'one'
               END
          FROM membership AS r
         WHERE r.person_id = $gone
        """,
        batch=batch,
        keep=keep,
        gone=gone,
    )
    tx.execute(
        f"""
        UPDATE membership AS r
           SET person_id = $keep,
               ended_at = CASE
                              WHEN {_KEY} IN (SELECT row_key
                                                     FROM merged_row
                                                    WHERE batch_id = $batch
                                                      AND table_name = 'membership'
                                                      AND was = 'held by both')
                              THEN CAST($now AS TIMESTAMP)
                              ELSE r.ended_at
                          END
         WHERE r.person_id = $gone
        """,
        keep=keep,
        gone=gone,
        batch=batch,
        now=now,
    )
    return many


def look_back(tx: Tx, batch: int, keep: PersonId, made_at: datetime) -> None:
    """Add to `going_back` the roles that a merge moved; `made_at` is when."""
    tx.execute(_BACK, batch=batch, keep=keep, made_at=made_at)


_BACK = f"""
    INSERT INTO going_back (table_name, row_key, words, was, code)
    SELECT 'membership', m.row_key, 'role', m.was, CASE WHEN n.row_key IS NULL THEN 'CHANGED' END
      FROM merged_row AS m
      LEFT JOIN (SELECT DISTINCT {_KEY} AS row_key
                   FROM membership AS r
                  WHERE r.person_id = $keep
                  UNION
                 SELECT DISTINCT r.org_id || ':' || r.role || ':' || r.made_at || ':held'
                   FROM membership AS r
                  WHERE r.person_id = $keep
                    AND r.ended_at = $made_at) AS n
        ON n.row_key = m.row_key
     WHERE m.batch_id = $batch
       AND m.table_name = 'membership'
"""


def give_back(tx: Tx, keep: PersonId, gone: PersonId, made_at: datetime) -> None:
    """Give back what `going_back` says."""
    tx.execute(
        f"""
        UPDATE membership AS r
           SET person_id = $gone
         WHERE r.person_id = $keep
           AND {_KEY} IN (SELECT row_key
                                 FROM going_back
                                WHERE table_name = 'membership'
                                  AND was = 'one'
                                  AND code IS NULL)
        """,
        keep=keep,
        gone=gone,
    )
    tx.execute(
        """
        UPDATE membership AS r
           SET person_id = $gone,
               ended_at = NULL
         WHERE r.person_id = $keep
           AND r.ended_at = $made_at
           AND r.org_id || ':' || r.role || ':' || r.made_at || ':held' IN (SELECT row_key
                                                                              FROM going_back
                                                                             WHERE table_name = 'membership'
                                                                               AND was = 'held by both'
                                                                               AND code IS NULL)
        """,
        keep=keep,
        gone=gone,
        made_at=made_at,
    )
