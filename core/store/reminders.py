"""Reminders, set-based: whom a step of the ladder concerns on a day, and their mails.

The twin of core/rules/reminders.py; a test compares both. One mail a person and family, and one digest in their place
where a person would get too many at once. Source: docs/reminders.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from core.model import OrgId
from core.store import learner_facts
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step that falls on one of the days looked at, for whoever has `counted_on` as that date.

    Of several for one person and family the newest is said, of one day the heaviest.
    """

    counted_to: str  # recertify, end, grace or due
    name: str  # in keys: recertify-30
    counted_on: date
    step_on: date
    weight: int


def find(tx: Tx, org: OrgId, steps: Sequence[StepRow], on: date, *, last_date_only: bool) -> int:
    """Make `reminded` from the facts of a day: one row a person and family with the step to be said; return how many.

    `last_date_only`: where a term falls due before it ends, only its end counts.
    """
    columns: dict[str, tuple[pa.DataType, list[Any]]] = {
        "counted_to": (pa.string(), [step.counted_to for step in steps]),
        "step": (pa.string(), [step.name for step in steps]),
        "counted_on": (pa.date32(), [step.counted_on for step in steps]),
        "step_on": (pa.date32(), [step.step_on for step in steps]),
        "weight": (pa.int64(), [step.weight for step in steps]),
    }
    tx.load_rows("reminder_step", columns)
    _count(tx, org, on, last_date_only)
    tx.execute(_REMIND, org=org)
    return int(tx.value("SELECT count(*) FROM reminded"))


def _count(tx: Tx, org: OrgId, on: date, last_date_only: bool) -> None:
    """Make `counting`: each person and family with every date of theirs that a step counts to."""
    source = learner_facts.source_for(tx, org, on)
    tx.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE counting AS
        WITH facts AS (
            SELECT person_id, family, course_id, dated_on, recertify_on, ends_on, grace_until, assignment_id,
                   open_course_id, assigned_on, due_on
              FROM {"learner" if source == "learner" else "learner_then"}
             WHERE org_id = $org
               AND NOT archived
        )
        SELECT person_id, family, course_id, CAST(NULL AS BIGINT) AS assignment_id, dated_on AS since_on,
               'recertify' AS counted_to, recertify_on AS counted_on
          FROM facts
         WHERE assignment_id IS NULL
           AND (recertify_on = ends_on OR NOT $last)
           AND recertify_on IN (SELECT counted_on FROM reminder_step WHERE counted_to = 'recertify')
         UNION ALL
        SELECT person_id, family, course_id, CAST(NULL AS BIGINT), dated_on, 'end', ends_on
          FROM facts
         WHERE assignment_id IS NULL
           AND recertify_on < ends_on
           AND ends_on IN (SELECT counted_on FROM reminder_step WHERE counted_to = 'end')
         UNION ALL
        SELECT person_id, family, course_id, CAST(NULL AS BIGINT), dated_on, 'grace', grace_until
          FROM facts
         WHERE assignment_id IS NULL
           AND grace_until IN (SELECT counted_on FROM reminder_step WHERE counted_to = 'grace')
         UNION ALL
        SELECT person_id, family, open_course_id, assignment_id, assigned_on, 'due', due_on
          FROM facts
         WHERE assignment_id IS NOT NULL
           AND due_on IN (SELECT counted_on FROM reminder_step WHERE counted_to = 'due')
        """,
        org=org,
        last=last_date_only,
    )


_REMIND = """
    CREATE OR REPLACE TEMP TABLE reminded AS
    WITH stepped AS (
        SELECT c.person_id, c.family, c.course_id, c.assignment_id, c.counted_to, c.counted_on, s.step,
               row_number() OVER (
                   PARTITION BY c.person_id, c.family
                   ORDER BY s.step_on DESC, s.weight DESC
               ) AS place
          FROM counting AS c
          JOIN reminder_step AS s
            ON s.counted_to = c.counted_to
           AND s.counted_on = c.counted_on
         WHERE c.since_on IS NULL OR s.step_on > c.since_on
    )
    SELECT person_id, family, course_id, assignment_id, counted_to, counted_on,
           CASE
               WHEN assignment_id IS NULL
               THEN 'recertification_reminder:' || $org || ':' || person_id || ':' || family
               ELSE 'due_reminder:' || assignment_id
           END || ':' || step || ':' || counted_on AS dedupe_key
      FROM stepped
     WHERE place = 1
"""


def drop_said(tx: Tx) -> int:
    """Take out of `reminded` what was ever queued; return how many rows are left."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE said AS
        SELECT dedupe_key
          FROM outbox
         WHERE dedupe_key IN (SELECT dedupe_key FROM reminded)
    """)
    tx.execute("DELETE FROM reminded WHERE dedupe_key IN (SELECT dedupe_key FROM said)")
    return int(tx.value("SELECT count(*) FROM reminded"))


def dates_said(tx: Tx) -> list[tuple[int, str, str, date]]:
    """Return (course, its title, counted to, date) of everything in `reminded`, each once."""
    rows = tx.query("""
        SELECT DISTINCT r.course_id, c.title, r.counted_to, r.counted_on
          FROM reminded AS r
          JOIN course AS c
            ON c.course_id = r.course_id
         ORDER BY r.course_id, r.counted_to, r.counted_on
    """)
    return [(int(row[0]), row[1], row[2], row[3]) for row in rows]
