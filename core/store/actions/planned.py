"""What an action will do: the temporary table `planned`, a row for each that was picked.

planned: learner_id, person_id, family, code (why it is left out; absent: it is done), by_hand (a date set by hand is
touched), assignment_id, old_on, new_on, old_course_id, new_course_id
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.store.db import Tx

# The engine's own hash of a row: sums of it tell two tables apart at any size, whatever the order of their rows.
_ROW = "hash(person_id, family, code, by_hand, assignment_id, old_on, new_on, old_course_id, new_course_id)"


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row in words' terms: who, in what, from which date and course to which."""

    person_id: int
    address: str
    name: str
    family: str
    code: str | None
    by_hand: bool
    old_on: date | None
    new_on: date | None
    old_course: str | None  # titles
    new_course: str | None


def digest(tx: Tx) -> list[Any]:
    """Return numbers that change whenever a row of `planned` does."""
    return list(
        tx.query(f"""
            SELECT coalesce(code, ''), count(*), bit_xor({_ROW}), CAST(sum({_ROW} % 1000000007) AS BIGINT)
              FROM planned
             GROUP BY 1
             ORDER BY 1
        """)
    )


def counts(tx: Tx) -> tuple[int, int]:
    """Return how many rows are done, and at how many of them a date set by hand is touched."""
    row = tx.query("""
        SELECT count(*), count(CASE WHEN by_hand THEN 1 END)
          FROM planned
         WHERE code IS NULL
    """)[0]
    return int(row[0]), int(row[1])


def refused(tx: Tx) -> list[PlannedRow]:
    """Return every row that is left out, by address."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE shown AS
        SELECT *
          FROM planned
         WHERE code IS NOT NULL
    """)
    return _rows(tx)


def first(tx: Tx, size: int, *, by_hand: bool = False) -> list[PlannedRow]:
    """Return the first rows that are done, soonest date first; only those that touch a date set by hand, if asked."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE shown AS
        SELECT *
          FROM planned
         WHERE code IS NULL
           AND (by_hand OR NOT $by_hand)
         ORDER BY old_on, person_id, family
         LIMIT $size
        """,
        size=size,
        by_hand=by_hand,
    )
    return _rows(tx)


def _rows(tx: Tx) -> list[PlannedRow]:
    rows = tx.query("""
        WITH addressed AS (
            SELECT person_id, address,
                   row_number() OVER (
                       PARTITION BY person_id
                       ORDER BY CASE kind WHEN 'primary' THEN 0 WHEN 'alternate' THEN 1 ELSE 2 END, made_at, address
                   ) AS place
              FROM address
             WHERE person_id IN (SELECT person_id FROM shown)
        )
        SELECT s.person_id, coalesce(a.address, ''), trim(p.first_name || ' ' || p.last_name), s.family, s.code,
               s.by_hand, s.old_on, s.new_on, o.title, n.title
          FROM shown AS s
          JOIN person AS p
            ON p.person_id = s.person_id
          LEFT JOIN addressed AS a
            ON a.person_id = s.person_id
           AND a.place = 1
          LEFT JOIN course AS o
            ON o.course_id = s.old_course_id
          LEFT JOIN course AS n
            ON n.course_id = s.new_course_id
         ORDER BY s.old_on, a.address, s.family
    """)
    return [PlannedRow(*row) for row in rows]
