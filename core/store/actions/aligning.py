"""What aligning dates means, told from `planned` and `picked`."""

from __future__ import annotations

from core.model import CourseId
from core.store.db import Tx


def moves(tx: Tx) -> tuple[int, int, int, int]:
    """Return how many fall due earlier, how many later, how many are left out, and the most days since a completion.

    Who never fell due so far is brought earlier.
    """
    row = tx.query("""
        SELECT count(CASE WHEN p.code IS NULL AND (p.old_on IS NULL OR p.new_on < p.old_on) THEN 1 END),
               count(CASE WHEN p.code IS NULL AND p.new_on > p.old_on THEN 1 END),
               count(p.code),
               coalesce(max(CASE WHEN p.code IS NULL THEN p.new_on - k.dated_on END), 0)
          FROM planned AS p
          JOIN picked AS k
            ON k.person_id = p.person_id
           AND k.family = p.family
    """)[0]
    return int(row[0]), int(row[1]), int(row[2]), int(row[3])


def brought_earlier(tx: Tx) -> list[tuple[CourseId, int]]:
    """Return (course that they will take, how many) of those who fall due earlier than before."""
    rows = tx.query("""
        SELECT new_course_id, count(*)
          FROM planned
         WHERE code IS NULL
           AND (old_on IS NULL OR new_on < old_on)
         GROUP BY new_course_id
         ORDER BY new_course_id
    """)
    return [(CourseId(row[0]), int(row[1])) for row in rows]
