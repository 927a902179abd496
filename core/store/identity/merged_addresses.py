"""Addresses of a merge: they change hands with it, and go back but for what was proven or moved on since."""

from __future__ import annotations

from core.model import PersonId
from core.store import near_signatures
from core.store.db import Tx


def give(tx: Tx, batch: int, keep: PersonId, gone: PersonId) -> int:
    """Move the addresses, and return how many; the primary one of whoever remains stays the primary one."""
    many = tx.execute(
        """
        INSERT INTO merged_row (batch_id, table_name, row_key, person_id, was)
        SELECT $batch, 'address', address, $gone, kind || CASE WHEN verified_at IS NULL THEN '' ELSE ', proven' END
          FROM address
         WHERE person_id = $gone
        """,
        batch=batch,
        gone=gone,
    )
    tx.execute(
        """
        UPDATE address
           SET person_id = $keep,
               kind = CASE
                          WHEN kind = 'primary'
                           AND EXISTS (SELECT 1
                                         FROM address AS o
                                        WHERE o.person_id = $keep
                                          AND o.kind = 'primary')
                          THEN 'alternate'
                          ELSE kind
                      END
         WHERE person_id = $gone
        """,
        keep=keep,
        gone=gone,
    )
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE new_address AS
        SELECT row_key AS address, CAST($keep AS BIGINT) AS person_id
          FROM merged_row
         WHERE batch_id = $batch
           AND table_name = 'address'
        """,
        keep=keep,
        batch=batch,
    )
    near_signatures.sign(tx)
    return many


def look_back(tx: Tx, batch: int, keep: PersonId) -> None:
    """Add to `going_back` the addresses that a merge moved."""
    tx.execute(_BACK, batch=batch, keep=keep)


_BACK = """
    INSERT INTO going_back (table_name, row_key, words, was, code)
    SELECT 'address', m.row_key, 'address ' || m.row_key, m.was,
           CASE
               WHEN a.address IS NULL THEN 'MOVED_ON'
               WHEN a.verified_at IS NOT NULL AND m.was NOT LIKE '%, proven' THEN 'PROVEN'
           END
      FROM merged_row AS m
      LEFT JOIN address AS a
        ON a.address = m.row_key
       AND a.person_id = $keep
     WHERE m.batch_id = $batch
       AND m.table_name = 'address'
"""


def give_back(tx: Tx, keep: PersonId, gone: PersonId) -> None:
    """Give back what `going_back` says, each as what it was."""
    tx.execute(
        """
        UPDATE address
           SET person_id = $gone,
               kind = (SELECT min(split_part(n.was, ',', 1))
                         FROM going_back AS n
                        WHERE n.table_name = 'address'
                          AND n.row_key = address.address)
         WHERE person_id = $keep
           AND address IN (SELECT row_key FROM going_back WHERE table_name = 'address' AND code IS NULL)
        """,
        keep=keep,
        gone=gone,
    )
    for person in (keep, gone):  # each has one primary address, whichever was made so in between
        tx.execute(_ONE_PRIMARY, person=person)


_ONE_PRIMARY = """
    UPDATE address
       SET kind = 'primary'
     WHERE person_id = $person
       AND address = (SELECT o.address
                        FROM address AS o
                       WHERE o.person_id = $person
                       ORDER BY CASE o.kind WHEN 'primary' THEN 0 WHEN 'alternate' THEN 1 ELSE 2 END, o.made_at,
                                o.address
                       LIMIT 1)
       AND kind <> 'primary'
"""
