"""The course that the next recertification of a person will assign, when it is not the one last taken."""

from __future__ import annotations

from datetime import datetime

from core.model import CourseId, OrgId
from core.store.db import Tx


def plan(tx: Tx, course: CourseId | None, family: str | None) -> None:
    """Make `planned` from `picked`: who takes `course` of `family` next; None: again the one last taken.

    In it `by_hand` says that another course had been set before.
    """
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE planned AS
        SELECT learner_id, person_id, family,
               CASE
                   WHEN archived THEN 'ARCHIVED'
                   WHEN $family IS NOT NULL AND family <> $family THEN 'OTHER_FAMILY'
                   WHEN coalesce(next_course_id, 0) = coalesce($course, 0) THEN 'UNCHANGED'
               END AS code,
               next_course_id IS NOT NULL AS by_hand, CAST(NULL AS BIGINT) AS assignment_id,
               recertify_on AS old_on, recertify_on AS new_on,
               coalesce(next_course_id, course_id, open_course_id) AS old_course_id,
               coalesce(CAST($course AS BIGINT), course_id, open_course_id) AS new_course_id
          FROM picked
        """,
        course=course,
        family=family,
    )


def write(tx: Tx, org: OrgId, course: CourseId | None, batch: int, now: datetime) -> None:
    """Set the next course of everybody in `planned`, or none."""
    tx.execute(
        """
        UPDATE next_course
           SET ended_at = $now
          FROM planned AS p
         WHERE next_course.org_id = $org
           AND next_course.person_id = p.person_id
           AND next_course.family = p.family
           AND next_course.ended_at IS NULL
           AND p.code IS NULL
        """,
        org=org,
        now=now,
    )
    tx.execute(
        """
        INSERT INTO next_course (org_id, person_id, family, course_id, batch_id, made_at)
        SELECT $org, person_id, family, $course, $batch, $now
          FROM planned
         WHERE code IS NULL
           AND $course IS NOT NULL
         ORDER BY person_id, family
        """,
        org=org,
        course=course,
        batch=batch,
        now=now,
    )


def plan_undoing(tx: Tx, org: OrgId, batch: int) -> None:
    """Make `undoing` from what a batch set: where another course was set since, that one is kept."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE undoing AS
        WITH live AS (
            SELECT person_id, family, batch_id
              FROM next_course
             WHERE org_id = $org
               AND ended_at IS NULL
        ), ours AS (
            SELECT person_id, family
              FROM next_course
             WHERE org_id = $org
               AND batch_id = $batch
        )
        SELECT r.person_id, r.family, CAST(NULL AS BIGINT) AS assignment_id,
               CASE
                   WHEN o.person_id IS NULL AND l.person_id IS NOT NULL THEN 'COURSE_CHANGED'
                   WHEN o.person_id IS NOT NULL AND coalesce(l.batch_id, 0) <> $batch THEN 'COURSE_CHANGED'
               END AS code,
               r.old_on, r.new_on, r.by_hand, r.old_course_id
          FROM batch_row AS r
          LEFT JOIN live AS l
            ON l.person_id = r.person_id
           AND l.family = r.family
          LEFT JOIN ours AS o
            ON o.person_id = r.person_id
           AND o.family = r.family
         WHERE r.batch_id = $batch
        """,
        org=org,
        batch=batch,
    )


def write_back(tx: Tx, org: OrgId, batch: int, undo: int, now: datetime) -> None:
    """End what a batch set where it is reversed; what was set before it stands again."""
    tx.execute(
        """
        UPDATE next_course
           SET ended_at = $now
          FROM undoing AS u
         WHERE next_course.org_id = $org
           AND next_course.batch_id = $batch
           AND next_course.person_id = u.person_id
           AND next_course.family = u.family
           AND u.code IS NULL
        """,
        org=org,
        batch=batch,
        now=now,
    )
    tx.execute(
        """
        INSERT INTO next_course (org_id, person_id, family, course_id, batch_id, made_at)
        SELECT $org, person_id, family, old_course_id, $undo, $now
          FROM undoing
         WHERE code IS NULL
           AND by_hand
         ORDER BY person_id, family
        """,
        org=org,
        undo=undo,
        now=now,
    )


def keep_rows(tx: Tx, batch: int) -> None:
    """Keep what was set before, in `old_course_id` and `by_hand`, so that undoing can set it again."""
    tx.execute(
        """
        INSERT INTO batch_row (batch_id, person_id, family, old_on, new_on, old_course_id, new_course_id, by_hand)
        SELECT $batch, p.person_id, p.family, p.old_on, p.new_on, k.next_course_id, p.new_course_id, p.by_hand
          FROM planned AS p
          JOIN picked AS k
            ON k.person_id = p.person_id
           AND k.family = p.family
         WHERE p.code IS NULL
         ORDER BY p.person_id, p.family
        """,
        batch=batch,
    )
