"""From history to facts: who has completed what and has what to do, as the records stood on a day.

For the persons of the temporary table `touched`. What was revoked, withdrawn, unassigned or undone since counts on no
day. Source of the rules: docs/recertification.md.
"""

from __future__ import annotations

from datetime import date

from core.model import OrgId
from core.store import learner_terms
from core.store.db import Tx

FACTS = (
    "person_id, family, course_id, dated_on, starts_on, valid_through, recertify_on, ends_on, grace_until, by_hand, "
    "archived, assignment_id, open_course_id, assigned_on, due_on, started, next_course_id"
)


def build(tx: Tx, org: OrgId, on: date) -> None:
    """Make the temporary table `built`: the `FACTS` of each person of `touched` and family on a day."""
    learner_terms.make(tx, org, on)
    tx.execute(_NEWEST)
    tx.execute(_OPEN, org=org, on=on)
    tx.execute(_BUILD, org=org)


_NEWEST = """
    CREATE OR REPLACE TEMP TABLE newest AS
    WITH ranked AS (
        SELECT person_id, family, course_id, dated_on, starts_on,
               coalesce(extended_to, base_through) AS valid_through,
               row_number() OVER (
                   PARTITION BY person_id, family
                   ORDER BY starts_on DESC, version DESC, coalesce(extended_to, base_through) DESC NULLS FIRST,
                            dated_on DESC, course_id DESC
               ) AS place
          FROM term
    )
    SELECT person_id, family, course_id, dated_on, starts_on, valid_through
      FROM ranked
     WHERE place = 1
"""

# What was assigned by the day and completed, if at all, after it. The due date of one that is completed now is the one
# that was noted, or follows from the course.
_OPEN = """
    CREATE OR REPLACE TEMP TABLE opened AS
    WITH ranked AS (
        SELECT a.assignment_id, a.person_id, k.family, a.course_id, a.assigned_on,
               coalesce(
                   a.due_on,
                   a.was_due_on,
                   CASE
                       WHEN k.due_months IS NOT NULL
                       THEN CAST(a.assigned_on + k.due_months * INTERVAL '1 month' AS DATE)
                       ELSE a.assigned_on + CAST(coalesce(k.due_days, 30) AS INTEGER)
                   END
               ) AS due_on,
               coalesce(a.started_on, CASE WHEN a.state = 'in_progress' THEN a.assigned_on END) AS started_on,
               row_number() OVER (
                   PARTITION BY a.person_id, k.family
                   ORDER BY a.assigned_on DESC, a.assignment_id DESC
               ) AS place
          FROM assignment AS a
          JOIN course AS k
            ON k.course_id = a.course_id
         WHERE a.org_id = $org
           AND a.state IN ('assigned', 'in_progress', 'completed')
           AND a.assigned_on <= $on
           AND (a.completed_on IS NULL OR a.completed_on > $on)
           AND a.person_id IN (SELECT person_id FROM touched)
    )
    SELECT assignment_id, person_id, family, course_id, assigned_on, due_on,
           coalesce(started_on <= $on, FALSE) AS started
      FROM ranked
     WHERE place = 1
"""

# Ends like 9999-12-31 come in from elsewhere: held at the calendar's edge, as the date engine does.
_BUILD = """
    CREATE OR REPLACE TEMP TABLE built AS
    WITH keyed AS (
        SELECT person_id, family
          FROM newest
         UNION
        SELECT person_id, family
          FROM opened
    ), dated AS (
        SELECT k.person_id, k.family, n.course_id, n.dated_on, n.starts_on, n.valid_through,
               CASE
                   WHEN m.recertify_on IS NOT NULL THEN m.recertify_on
                   WHEN n.valid_through IS NOT NULL
                   THEN greatest(n.valid_through - CAST(c.window_days AS INTEGER), DATE '0001-01-01')
               END AS recertify_on,
               m.recertify_on IS NOT NULL AS by_hand,
               CAST(c.grace_days AS INTEGER) AS grace_days,
               o.assignment_id, o.course_id AS open_course_id, o.assigned_on, o.due_on,
               coalesce(o.started, FALSE) AS started
          FROM keyed AS k
          LEFT JOIN newest AS n
            ON n.person_id = k.person_id
           AND n.family = k.family
          LEFT JOIN course AS c
            ON c.course_id = n.course_id
          LEFT JOIN manual_date AS m
            ON m.org_id = $org
           AND m.person_id = k.person_id
           AND m.family = k.family
           AND m.starts_on = n.starts_on
           AND m.ended_at IS NULL
          LEFT JOIN opened AS o
            ON o.person_id = k.person_id
           AND o.family = k.family
    ), ended AS (
        SELECT *,
               CASE
                   WHEN valid_through IS NULL OR recertify_on > valid_through THEN recertify_on
                   ELSE valid_through
               END AS ends_on
          FROM dated
    )
    SELECT d.person_id, d.family, d.course_id, d.dated_on, d.starts_on, d.valid_through, d.recertify_on, d.ends_on,
           CASE
               WHEN d.ends_on IS NOT NULL AND d.grace_days IS NOT NULL
               THEN least(d.ends_on + d.grace_days, DATE '9999-12-31')
           END AS grace_until,
           d.by_hand,
           d.person_id IN (SELECT person_id FROM archived_person WHERE org_id = $org) AS archived,
           d.assignment_id, d.open_course_id, d.assigned_on, d.due_on, d.started, x.course_id AS next_course_id
      FROM ended AS d
      LEFT JOIN next_course AS x
        ON x.org_id = $org
       AND x.person_id = d.person_id
       AND x.family = d.family
       AND x.ended_at IS NULL
"""
