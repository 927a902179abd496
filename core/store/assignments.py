"""Assignments: a course that a person must do by a due date; once done it has a recertification date instead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import pyarrow as pa

from core.model import CourseId, OrgId
from core.store.db import Tx


def due_dates(tx: Tx, due: Mapping[CourseId, date]) -> None:
    """Make the temporary table `course_due` from the due date that an assignment of each course would have."""
    tx.load_rows("course_due", {"course_id": (pa.int64(), [*due]), "due_on": (pa.date32(), [*due.values()])})


def plan_recertifying(tx: Tx, on: date) -> None:
    """Make `planned` from `picked`: who is assigned which course until when, and who not, and why.

    The reasons are the set-based twin of core/rules/recertification.why_not.
    """
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE planned AS
        SELECT p.learner_id, p.person_id, p.family,
               CASE
                   WHEN p.archived THEN 'ARCHIVED'
                   WHEN p.assignment_id IS NOT NULL THEN 'OPEN_ASSIGNMENT'
                   WHEN p.course_id IS NULL THEN 'NOTHING_COMPLETED'
                   WHEN p.recertify_on IS NULL OR $on < p.recertify_on THEN 'NOT_DUE'
               END AS code,
               FALSE AS by_hand, p.assignment_id,
               CASE WHEN p.assignment_id IS NULL THEN p.recertify_on ELSE p.due_on END AS old_on,
               d.due_on AS new_on,
               coalesce(p.open_course_id, p.course_id) AS old_course_id,
               coalesce(p.next_course_id, p.course_id) AS new_course_id
          FROM picked AS p
          LEFT JOIN course_due AS d
            ON d.course_id = coalesce(p.next_course_id, p.course_id)
        """,
        on=on,
    )


def assign(tx: Tx, org: OrgId, on: date, batch: int, now: datetime, source: str = "manual") -> None:
    """Assign what `planned` says, and keep the facts of recertification with it. Makes `made`, the new assignments."""
    _seat(tx, org)
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE made AS
        SELECT nextval('ids') AS assignment_id, learner_id, person_id, new_course_id AS course_id, new_on AS due_on
          FROM planned
         WHERE code IS NULL
    """)
    tx.execute(
        """
        INSERT INTO assignment (assignment_id, org_id, person_id, course_id, state, assigned_on, due_on, source,
                                batch_id, made_at)
        SELECT assignment_id, $org, person_id, course_id, 'assigned', $on, due_on, $source, $batch, $now
          FROM made
        """,
        org=org,
        on=on,
        batch=batch,
        now=now,
        source=source,
    )
    tx.execute("INSERT INTO open_assignment (learner_id, assignment_id) SELECT learner_id, assignment_id FROM made")
    tx.execute(
        """
        UPDATE learner
           SET assignment_id = m.assignment_id,
               open_course_id = m.course_id,
               assigned_on = $on,
               due_on = m.due_on,
               started = FALSE
          FROM made AS m
         WHERE learner.learner_id = m.learner_id
        """,
        on=on,
    )


def _seat(tx: Tx, org: OrgId) -> None:
    """Give whoever of `planned` stands on no list yet a row there."""
    if not tx.value("SELECT count(*) FROM planned WHERE code IS NULL AND coalesce(learner_id, 0) <= 0"):
        return
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE seated AS
        SELECT person_id, family, nextval('ids') AS learner_id
          FROM planned
         WHERE code IS NULL
           AND coalesce(learner_id, 0) <= 0
    """)
    tx.execute(
        """
        INSERT INTO learner (learner_id, org_id, person_id, family, by_hand, archived, started)
        SELECT learner_id, $org, person_id, family, FALSE, FALSE, FALSE
          FROM seated
         ORDER BY learner_id
        """,
        org=org,
    )
    tx.execute("""
        UPDATE planned
           SET learner_id = s.learner_id
          FROM seated AS s
         WHERE planned.person_id = s.person_id
           AND planned.family = s.family
           AND planned.code IS NULL
    """)


def plan_unassigning(tx: Tx, org: OrgId, batch: int) -> None:
    """Make `undoing` from the assignments that a batch made: who has begun, finished or got another date keeps it."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE undoing AS
        WITH moved AS (
            SELECT DISTINCT r.assignment_id
              FROM batch_row AS r
              JOIN batch AS b
                ON b.batch_id = r.batch_id
             WHERE b.org_id = $org
               AND b.state = 'done'
               AND r.assignment_id IS NOT NULL
        )
        SELECT a.person_id, k.family, a.assignment_id,
               CASE
                   WHEN a.state = 'completed' THEN 'COMPLETED'
                   WHEN a.state = 'replaced' THEN 'REPLACED'
                   WHEN a.state = 'unassigned' THEN 'UNASSIGNED'
                   WHEN a.state = 'in_progress' THEN 'STARTED'
                   WHEN m.assignment_id IS NOT NULL THEN 'DATE_CHANGED'
               END AS code,
               CAST(NULL AS DATE) AS old_on,
               coalesce(a.completed_on, a.due_on) AS new_on,
               FALSE AS by_hand
          FROM assignment AS a
          JOIN course AS k
            ON k.course_id = a.course_id
          LEFT JOIN moved AS m
            ON m.assignment_id = a.assignment_id
         WHERE a.org_id = $org
           AND a.batch_id = $batch
        """,
        org=org,
        batch=batch,
    )


def unassign(tx: Tx, org: OrgId) -> None:
    """Take back the assignments of `undoing` that are reversed, and keep the facts of recertification with it."""
    tx.execute(
        """
        UPDATE assignment
           SET state = 'unassigned'
         WHERE org_id = $org
           AND assignment_id IN (SELECT assignment_id FROM undoing WHERE code IS NULL)
        """,
        org=org,
    )
    tx.execute("""
        DELETE FROM open_assignment
         WHERE assignment_id IN (SELECT assignment_id FROM undoing WHERE code IS NULL)
    """)
    tx.execute(
        """
        UPDATE learner
           SET assignment_id = NULL,
               open_course_id = NULL,
               assigned_on = NULL,
               due_on = NULL,
               started = FALSE
         WHERE org_id = $org
           AND assignment_id IN (SELECT assignment_id FROM undoing WHERE code IS NULL)
        """,
        org=org,
    )


def off_the_lists(tx: Tx, org: OrgId) -> None:
    """Take off the lists whoever was on them for an assignment alone, and has it no longer."""
    tx.execute(
        """
        DELETE FROM learner
         WHERE org_id = $org
           AND course_id IS NULL
           AND assignment_id IS NULL
        """,
        org=org,
    )


def key_again(tx: Tx, org: OrgId) -> None:
    """Bring the keys of what is open in line with the lists, for the persons of `touched`, whose facts are fresh."""
    tx.execute(
        """
        DELETE FROM open_assignment
         WHERE assignment_id IN (SELECT assignment_id
                                   FROM assignment
                                  WHERE org_id = $org
                                    AND person_id IN (SELECT person_id FROM touched))
           AND NOT EXISTS (SELECT 1
                             FROM learner AS l
                            WHERE l.learner_id = open_assignment.learner_id
                              AND l.assignment_id = open_assignment.assignment_id)
        """,
        org=org,
    )
    tx.execute(
        """
        INSERT INTO open_assignment (learner_id, assignment_id)
        SELECT l.learner_id, l.assignment_id
          FROM learner AS l
         WHERE l.org_id = $org
           AND l.assignment_id IS NOT NULL
           AND l.person_id IN (SELECT person_id FROM touched)
           AND NOT EXISTS (SELECT 1 FROM open_assignment AS o WHERE o.learner_id = l.learner_id)
        """,
        org=org,
    )
