"""Whose turn it is by itself: due in a course that assigns by itself, and nothing open."""

from __future__ import annotations

from datetime import date

from core.model import OrgId
from core.store import learner_facts
from core.store.db import Tx


def find(tx: Tx, org: OrgId, on: date) -> list[int]:
    """Return the rows of the lists to which a course is to be assigned on a day without anybody's doing.

    Left out are dates set by hand that staff were not shown before that day, courses that are no longer offered, and
    whoever had it assigned by itself for this date already and had it taken back.
    """
    source = learner_facts.source_for(tx, org, on)
    rows = tx.query(
        f"""
        WITH due AS (
            SELECT l.learner_id, l.person_id, l.family, l.recertify_on, l.by_hand
              FROM {"learner" if source == "learner" else "learner_then"} AS l
              JOIN course AS c
                ON c.course_id = l.course_id
              JOIN course AS n
                ON n.course_id = coalesce(l.next_course_id, l.course_id)
             WHERE l.org_id = $org
               AND NOT l.archived
               AND l.assignment_id IS NULL
               AND l.recertify_on <= $on
               AND c.automatic
               AND n.retired_at IS NULL
        )
        SELECT d.learner_id
          FROM due AS d
         WHERE (NOT d.by_hand
                OR EXISTS (SELECT 1
                             FROM listed_date AS s
                            WHERE s.org_id = $org
                              AND s.person_id = d.person_id
                              AND s.family = d.family
                              AND s.recertify_on = d.recertify_on
                              AND s.listed_on < $on))
           AND NOT EXISTS (SELECT 1
                             FROM assignment AS a
                             JOIN course AS k
                               ON k.course_id = a.course_id
                            WHERE a.org_id = $org
                              AND a.person_id = d.person_id
                              AND k.family = d.family
                              AND a.source = 'automatic'
                              AND a.state IN ('unassigned', 'replaced')
                              AND a.assigned_on >= d.recertify_on)
         ORDER BY d.learner_id
        """,
        org=org,
        on=on,
    )
    return [int(row[0]) for row in rows]
