"""A course assigned at once, in place of what is open in its family."""

from __future__ import annotations

from datetime import datetime

from core.model import Course, OrgId
from core.store.db import Tx


def plan(tx: Tx, course: Course) -> None:
    """Make `planned` from `picked`: who is assigned `course`, and which open assignment it takes the place of.

    In it `by_hand` says that a recertification date set by hand no longer shows.
    """
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE planned AS
        SELECT p.learner_id, p.person_id, p.family,
               CASE
                   WHEN p.archived THEN 'ARCHIVED'
                   WHEN p.family <> $family THEN 'OTHER_FAMILY'
                   WHEN p.open_course_id = $course THEN 'ALREADY_ASSIGNED'
                   WHEN greatest(coalesce(o.version, 0), coalesce(c.version, 0)) > $version THEN 'OLDER_VERSION'
               END AS code,
               p.by_hand, p.assignment_id,
               CASE WHEN p.assignment_id IS NULL THEN p.recertify_on ELSE p.due_on END AS old_on,
               d.due_on AS new_on, coalesce(p.open_course_id, p.course_id) AS old_course_id,
               CAST($course AS BIGINT) AS new_course_id
          FROM picked AS p
          LEFT JOIN course AS o
            ON o.course_id = p.open_course_id
          LEFT JOIN course AS c
            ON c.course_id = p.course_id
         CROSS JOIN (SELECT due_on FROM course_due WHERE course_id = $course) AS d
        """,
        course=course.course_id,
        family=course.family,
        version=course.version,
    )


def count(tx: Tx) -> int:
    """Return how many open assignments are replaced."""
    return int(tx.value("SELECT count(assignment_id) FROM planned WHERE code IS NULL"))


def replace_open(tx: Tx, org: OrgId, now: datetime) -> None:
    """Close what `planned` replaces, and cancel its mails that are still held."""
    tx.execute(
        """
        UPDATE outbox
           SET state = 'cancelled',
               next_try_at = $now
          FROM planned AS p
         WHERE outbox.dedupe_key = 'assigned:' || p.assignment_id
           AND outbox.org_id = $org
           AND outbox.state = 'held'
           AND p.code IS NULL
        """,
        org=org,
        now=now,
    )
    tx.execute(
        """
        UPDATE assignment
           SET state = 'replaced'
         WHERE org_id = $org
           AND assignment_id IN (SELECT assignment_id FROM planned WHERE code IS NULL)
        """,
        org=org,
    )
    tx.execute("""
        DELETE FROM open_assignment
         WHERE assignment_id IN (SELECT assignment_id FROM planned WHERE code IS NULL)
    """)


def open_again(tx: Tx, org: OrgId, batch: int) -> None:
    """Open again what a batch replaced, where its new assignment is reversed. The lists and keys are made after it."""
    tx.execute(
        """
        UPDATE assignment
           SET state = CASE WHEN started_on IS NULL THEN 'assigned' ELSE 'in_progress' END
         WHERE org_id = $org
           AND state = 'replaced'
           AND assignment_id IN (SELECT r.assignment_id
                                   FROM batch_row AS r
                                   JOIN undoing AS u
                                     ON u.person_id = r.person_id
                                    AND u.family = r.family
                                  WHERE r.batch_id = $batch
                                    AND u.code IS NULL)
        """,
        org=org,
        batch=batch,
    )
