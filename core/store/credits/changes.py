"""Changes of credits, set-based over the temporary table `changing` (credit_id): state, key, step, in that order.

Every change is a compare-and-set on the state: what somebody else has changed since stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from core.model import OrgId, PersonId
from core.store.credits.classes import CYCLE
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Change:
    """What credits become, why, by whom and when."""

    state: str
    reason: str
    made_by: str
    now: datetime
    batch: int | None = None


def choose(tx: Tx, credits: Collection[int]) -> None:
    """Make `changing` from ids."""
    tx.load_rows("changing", {"credit_id": (pa.int64(), sorted(credits))})


def take_back(tx: Tx, change: Change) -> int:
    """Let what is open in `changing` be withdrawn, re-addressed or rejected; return how many were open.

    Only those stay in `changing`.
    """
    _keep_only(tx, "offered", "archived")
    return _end(tx, change)


def revoke(tx: Tx, change: Change) -> int:
    """Take accepted credits back; return how many were accepted. Only those stay in `changing`."""
    _keep_only(tx, "accepted", "accepted")
    return _end(tx, change)


def _keep_only(tx: Tx, one: str, other: str) -> None:
    tx.execute(
        """
        DELETE FROM changing
         WHERE credit_id IN (SELECT credit_id
                               FROM credit
                              WHERE state <> $one
                                AND state <> $other)
        """,
        one=one,
        other=other,
    )


def _end(tx: Tx, change: Change) -> int:
    tx.execute("DELETE FROM live_credit WHERE credit_id IN (SELECT credit_id FROM changing)")
    answered = change.state == "rejected"
    changed = tx.execute(
        """
        UPDATE credit
           SET state = $state,
               answered_at = CASE WHEN $answered THEN CAST($now AS TIMESTAMP) ELSE answered_at END,
               ended_at = CASE WHEN $answered THEN NULL ELSE CAST($now AS TIMESTAMP) END
         WHERE credit_id IN (SELECT credit_id FROM changing)
        """,
        state=change.state,
        answered=answered,
        now=change.now,
    )
    add_steps(tx, change)
    return changed


def accept(tx: Tx, dashboard: OrgId, change: Change) -> int:
    """Let what is offered in `changing` count on a dashboard; return how many. Only those stay in `changing`.

    One that was accepted in the same cycle already is refused by its key at the end of the transaction.
    """
    _keep_only(tx, "offered", "offered")
    tx.execute("DELETE FROM live_credit WHERE credit_id IN (SELECT credit_id FROM changing)")
    changed = tx.execute(
        """
        UPDATE credit
           SET state = 'accepted',
               dashboard_org_id = $dashboard,
               answered_at = $now
         WHERE credit_id IN (SELECT credit_id FROM changing)
        """,
        dashboard=dashboard,
        now=change.now,
    )
    tx.execute(f"""
        INSERT INTO live_credit (live_key, credit_id)
        SELECT t.ceu_course_id || ':p' || t.person_id || ':' || {CYCLE}, t.credit_id
          FROM credit AS t
          JOIN {COURSES} AS k
            ON k.ceu_course_id = t.ceu_course_id
         WHERE t.credit_id IN (SELECT credit_id FROM changing)
    """)
    add_steps(tx, change)
    return changed


# Courses as CYCLE reads them.
COURSES = """(SELECT ceu_course_id, cycle_years, coalesce(approved_from, DATE '2000-01-01') AS counted_from
                  FROM ceu_course)"""


def add_steps(tx: Tx, change: Change) -> None:
    """Note the change at every credit of `changing`."""
    tx.execute(
        """
        INSERT INTO credit_step (step_id, credit_id, state, reason, made_by, batch_id, made_at)
        SELECT nextval('ids'), credit_id, $state, $reason, $by, $batch, $now
          FROM changing
         ORDER BY credit_id
        """,
        state=change.state,
        reason=change.reason,
        by=change.made_by,
        batch=change.batch,
        now=change.now,
    )


def in_the_same_cycle(tx: Tx, person: PersonId, credits: Collection[int]) -> list[int]:
    """Return which of somebody's offered credits cannot be accepted: of the same course and cycle one is accepted, or
    an earlier one of these would be."""
    choose(tx, credits)
    rows = tx.query(
        f"""
        WITH numbered AS (
            SELECT t.credit_id, t.ceu_course_id, t.state, {CYCLE} AS cycle
              FROM credit AS t
              JOIN {COURSES} AS k
                ON k.ceu_course_id = t.ceu_course_id
             WHERE t.person_id = $person
               AND (t.state = 'accepted' OR t.credit_id IN (SELECT credit_id FROM changing))
        )
        SELECT n.credit_id
          FROM numbered AS n
          JOIN numbered AS other
            ON other.ceu_course_id = n.ceu_course_id
           AND other.cycle = n.cycle
           AND (other.state = 'accepted' OR other.credit_id < n.credit_id)
         WHERE n.state <> 'accepted'
         GROUP BY n.credit_id
        """,
        person=person,
    )
    return [int(row[0]) for row in rows]
