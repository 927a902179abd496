"""Another due date for open assignments."""

from __future__ import annotations

from datetime import date

from core.model import OrgId
from core.store.db import Tx


def plan(tx: Tx, due: date) -> None:
    """Make `planned` from `picked`: whose open assignment is due on another day."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE planned AS
        SELECT learner_id, person_id, family,
               CASE
                   WHEN archived THEN 'ARCHIVED'
                   WHEN assignment_id IS NULL THEN 'NOTHING_OPEN'
                   WHEN due_on = $due THEN 'UNCHANGED'
               END AS code,
               FALSE AS by_hand, assignment_id, due_on AS old_on, CAST($due AS DATE) AS new_on,
               coalesce(open_course_id, course_id) AS old_course_id,
               coalesce(open_course_id, course_id) AS new_course_id
          FROM picked
        """,
        due=due,
    )


def write(tx: Tx, org: OrgId, due: date) -> None:
    """Write what `planned` says."""
    tx.execute(
        """
        UPDATE assignment
           SET due_on = $due
         WHERE org_id = $org
           AND assignment_id IN (SELECT assignment_id FROM planned WHERE code IS NULL)
        """,
        org=org,
        due=due,
    )
    tx.execute(
        """
        UPDATE learner
           SET due_on = $due
         WHERE org_id = $org
           AND assignment_id IN (SELECT assignment_id FROM planned WHERE code IS NULL)
        """,
        org=org,
        due=due,
    )


def plan_undoing(tx: Tx, org: OrgId, batch: int) -> None:
    """Make `undoing` from what a batch changed: what is no longer open, or got another date since, is kept."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE undoing AS
        SELECT r.person_id, r.family, r.assignment_id,
               CASE
                   WHEN a.state = 'completed' THEN 'COMPLETED'
                   WHEN a.state = 'replaced' THEN 'REPLACED'
                   WHEN a.state = 'unassigned' THEN 'UNASSIGNED'
                   WHEN a.due_on <> r.new_on THEN 'DATE_CHANGED'
               END AS code,
               r.old_on, coalesce(a.completed_on, a.due_on) AS new_on, FALSE AS by_hand
          FROM batch_row AS r
          JOIN assignment AS a
            ON a.assignment_id = r.assignment_id
         WHERE a.org_id = $org
           AND r.batch_id = $batch
        """,
        org=org,
        batch=batch,
    )


def write_back(tx: Tx, org: OrgId) -> None:
    """Give the assignments of `undoing` that are reversed their old due date."""
    tx.execute(
        """
        UPDATE assignment
           SET due_on = u.old_on
          FROM undoing AS u
         WHERE assignment.org_id = $org
           AND assignment.assignment_id = u.assignment_id
           AND u.code IS NULL
        """,
        org=org,
    )
    tx.execute(
        """
        UPDATE learner
           SET due_on = u.old_on
          FROM undoing AS u
         WHERE learner.org_id = $org
           AND learner.assignment_id = u.assignment_id
           AND u.code IS NULL
        """,
        org=org,
    )
