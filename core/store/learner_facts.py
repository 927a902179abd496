"""Facts of recertification: the newest completed term and the open assignment of each person and family.

Made from history in a few statements, for the persons of the temporary table `touched`. The day is an argument:
on a past day only what was dated and assigned by then counts. What was revoked, withdrawn, unassigned or undone
since counts on no day. Source of the rules: docs/recertification.md.
"""

from __future__ import annotations

from datetime import date

from core.model import OrgId
from core.store import term_sql
from core.store.db import Tx

ALWAYS = date(9999, 12, 31)


def refresh(tx: Tx, org: OrgId) -> None:
    """Make the kept facts of everybody in `touched` afresh. Rows keep their key."""
    build(tx, org, ALWAYS)
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE learner_before AS
        SELECT learner_id, person_id, family
          FROM learner
         WHERE org_id = $org
           AND person_id IN (SELECT person_id FROM touched)
        """,
        org=org,
    )
    tx.execute(
        """
        DELETE FROM learner
         WHERE org_id = $org
           AND person_id IN (SELECT person_id FROM touched)
        """,
        org=org,
    )
    tx.execute(
        f"""
        INSERT INTO learner (learner_id, org_id, {COLUMNS})
        SELECT coalesce(o.learner_id, nextval('ids')), $org, {", ".join(f"b.{name}" for name in COLUMNS.split(", "))}
          FROM built AS b
          LEFT JOIN learner_before AS o
            ON o.person_id = b.person_id
           AND o.family = b.family
         ORDER BY b.recertify_on, b.person_id
        """,
        org=org,
    )


COLUMNS = (
    "person_id, family, course_id, dated_on, starts_on, valid_through, recertify_on, ends_on, grace_until, by_hand, "
    "archived, assignment_id, open_course_id, assigned_on, due_on, started, next_course_id"
)


def build(tx: Tx, org: OrgId, on: date) -> None:
    """Make the temporary table `built`: one row per person and family as the records stood on a day."""
    _certificates(tx, org, on)
    _completions(tx, org, on)
    passes = int(tx.value("SELECT coalesce(max(nth), 0) FROM completed"))
    for nth in range(1, passes + 1):
        _earn(tx, nth)
    _newest(tx)
    _open_assignments(tx, org, on)
    tx.execute(_BUILD, org=org)


def _certificates(tx: Tx, org: OrgId, on: date) -> None:
    """Make `term` from certificates: each with its end before and after an extension."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE term AS
        WITH held AS (
            SELECT c.person_id, k.family, k.version, c.course_id, coalesce(w.held_on, c.starts_on) AS dated_on,
                   c.starts_on, c.valid_through
              FROM certificate AS c
              JOIN course AS k
                ON k.course_id = c.course_id
              LEFT JOIN workshop AS w
                ON w.workshop_id = c.workshop_id
             WHERE c.org_id = $org
               AND c.state IN ('offered', 'issued', 'superseded')
               AND c.person_id IN (SELECT person_id FROM touched)
        )
        SELECT h.person_id, h.family, h.version, h.course_id, h.dated_on, h.starts_on, h.valid_through AS base_through,
               e.extended_to
          FROM held AS h
          LEFT JOIN extension AS e
            ON e.org_id = $org
           AND e.person_id = h.person_id
           AND e.family = h.family
           AND e.starts_on = h.starts_on
           AND e.ended_at IS NULL
         WHERE h.dated_on <= $on
        """,
        org=org,
        on=on,
    )


def _completions(tx: Tx, org: OrgId, on: date) -> None:
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE completed AS
        SELECT c.completion_id, c.person_id, k.family, k.version, c.course_id, c.completed_on, c.assigned_on,
               k.months, k.rule, k.fixed_day, k.min_active_months, k.anchor, k.window_days,
               CASE
                   WHEN k.anchor <> 'carry_forward' THEN 1
                   ELSE row_number() OVER (PARTITION BY c.person_id, k.family ORDER BY c.completed_on, c.completion_id)
               END AS nth
          FROM completion AS c
          JOIN course AS k
            ON k.course_id = c.course_id
         WHERE c.org_id = $org
           AND c.undone_at IS NULL
           AND c.completed_on <= $on
           AND c.person_id IN (SELECT person_id FROM touched)
        """,
        org=org,
        on=on,
    )


def _earn(tx: Tx, nth: int) -> None:
    """Add the terms of everybody's nth completion; carried forward from the term that was in force before it."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE earning AS
        WITH turn AS (
            SELECT *
              FROM completed
             WHERE nth = $nth
        ), before AS (
            SELECT t.completion_id, e.base_through, e.extended_to,
                   row_number() OVER (
                       PARTITION BY t.completion_id
                       ORDER BY e.starts_on DESC, e.version DESC, e.base_through DESC NULLS FIRST
                   ) AS place
              FROM turn AS t
              JOIN term AS e
                ON e.person_id = t.person_id
               AND e.family = t.family
               AND e.dated_on < t.completed_on
             WHERE t.anchor = 'carry_forward'
        )
        SELECT t.completion_id AS key, t.completed_on AS completed, 'completed' AS called, t.months, t.rule,
               t.fixed_day, t.min_active_months, t.anchor, t.window_days, b.base_through AS previous_end,
               b.extended_to, t.assigned_on AS assigned
          FROM turn AS t
          LEFT JOIN before AS b
            ON b.completion_id = t.completion_id
           AND b.place = 1
        """,
        nth=nth,
    )
    term_sql.earn(tx)
    tx.execute("""
        INSERT INTO term
        SELECT c.person_id, c.family, c.version, c.course_id, c.completed_on, e.starts_on, e.valid_through,
               x.extended_to
          FROM earned AS e
          JOIN completed AS c
            ON c.completion_id = e.key
          LEFT JOIN extension AS x
            ON x.person_id = c.person_id
           AND x.family = c.family
           AND x.starts_on = e.starts_on
           AND x.ended_at IS NULL
    """)


def _newest(tx: Tx) -> None:
    """Make `newest`: by the latest start, then the higher version, then the later end."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE newest AS
        WITH ended AS (
            SELECT person_id, family, version, course_id, dated_on, starts_on,
                   coalesce(extended_to, base_through) AS valid_through
              FROM term
        ), ranked AS (
            SELECT person_id, family, course_id, dated_on, starts_on, valid_through,
                   row_number() OVER (
                       PARTITION BY person_id, family
                       ORDER BY starts_on DESC, version DESC, valid_through DESC NULLS FIRST, dated_on DESC
                   ) AS place
              FROM ended
        )
        SELECT person_id, family, course_id, dated_on, starts_on, valid_through
          FROM ranked
         WHERE place = 1
    """)


def _open_assignments(tx: Tx, org: OrgId, on: date) -> None:
    """Make `open`: what was assigned by the day and completed, if at all, later than it."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE open AS
        WITH ranked AS (
            SELECT a.assignment_id, a.person_id, k.family, a.course_id, a.assigned_on, a.due_on,
                   a.started_on IS NOT NULL AND a.started_on <= $on AS started,
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
        SELECT assignment_id, person_id, family, course_id, assigned_on, due_on, started
          FROM ranked
         WHERE place = 1
        """,
        org=org,
        on=on,
    )


_BUILD = """
    CREATE OR REPLACE TEMP TABLE built AS
    WITH keyed AS (
        SELECT person_id, family
          FROM newest
         UNION
        SELECT person_id, family
          FROM open
    ), dated AS (
        SELECT k.person_id, k.family, n.course_id, n.dated_on, n.starts_on, n.valid_through,
               coalesce(m.recertify_on, n.valid_through - CAST(c.window_days AS INTEGER)) AS recertify_on,
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
          LEFT JOIN open AS o
            ON o.person_id = k.person_id
           AND o.family = k.family
    )
    SELECT d.person_id, d.family, d.course_id, d.dated_on, d.starts_on, d.valid_through, d.recertify_on,
           greatest(d.valid_through, d.recertify_on) AS ends_on,
           greatest(d.valid_through, d.recertify_on) + d.grace_days AS grace_until,
           d.by_hand, a.person_id IS NOT NULL AS archived,
           d.assignment_id, d.open_course_id, d.assigned_on, d.due_on, d.started, x.course_id AS next_course_id
      FROM dated AS d
      LEFT JOIN archived_person AS a
        ON a.org_id = $org
       AND a.person_id = d.person_id
      LEFT JOIN next_course AS x
        ON x.org_id = $org
       AND x.person_id = d.person_id
       AND x.family = d.family
       AND x.ended_at IS NULL
"""
