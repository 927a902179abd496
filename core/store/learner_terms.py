"""Every term that the people of the temporary table `touched` have completed, from certificates and completions.

A certificate has its term as it was issued or brought in. A completion earns one by its course's rule, and one that
carries forward needs the term before it: so completions are taken in the order of their days, the first of everybody,
then the second, and so on. Source of the rules: docs/recertification.md.
"""

from __future__ import annotations

from datetime import date

from core.model import OrgId
from core.store import term_sql
from core.store.db import Tx


def make(tx: Tx, org: OrgId, on: date, *, words: bool = False) -> None:
    """Make the temporary table `term`: each term dated by a day, with `because` in words only where asked for.

    term: person_id, family, version, course_id, completion_id (absent: a certificate), dated_on, starts_on,
    base_through (before an extension; absent: never ends), extended_to, because
    """
    tx.execute(_EXTENSIONS, org=org)
    tx.execute(_CERTIFICATES, org=org, on=on)
    tx.execute(_COMPLETIONS, org=org, on=on)
    passes = int(tx.value("SELECT coalesce(max(nth), 0) FROM completed"))
    for nth in range(1, passes + 1):
        tx.execute(_WORDED if words else _EARNED, nth=nth)


_EXTENSIONS = """
    CREATE OR REPLACE TEMP TABLE extended AS
    SELECT person_id, family, starts_on, max(extended_to) AS extended_to
      FROM extension
     WHERE org_id = $org
       AND ended_at IS NULL
       AND person_id IN (SELECT person_id FROM touched)
     GROUP BY person_id, family, starts_on
"""

_CERTIFICATES = """
    CREATE OR REPLACE TEMP TABLE term AS
    WITH held AS (
        SELECT c.person_id, k.family, k.version, c.course_id, coalesce(w.held_on, c.starts_on) AS dated_on,
               c.starts_on, c.valid_through, c.because
          FROM certificate AS c
          JOIN course AS k
            ON k.course_id = c.course_id
          LEFT JOIN workshop AS w
            ON w.workshop_id = c.workshop_id
         WHERE c.org_id = $org
           AND c.state IN ('offered', 'issued', 'superseded')
           AND c.person_id IN (SELECT person_id FROM touched)
    )
    SELECT h.person_id, h.family, h.version, h.course_id, CAST(NULL AS BIGINT) AS completion_id, h.dated_on,
           h.starts_on, h.valid_through AS base_through, x.extended_to, h.because
      FROM held AS h
      LEFT JOIN extended AS x
        ON x.person_id = h.person_id
       AND x.family = h.family
       AND x.starts_on = h.starts_on
     WHERE h.dated_on <= $on
"""

# Who carries nothing forward needs nobody before: all those go first, whatever their place.
_COMPLETIONS = """
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
"""

_EARNING = """
    INSERT INTO term
    WITH turn AS (
        SELECT *
          FROM completed
         WHERE nth = $nth
    ), held_before AS (
        SELECT t.completion_id, e.base_through, e.extended_to,
               row_number() OVER (
                   PARTITION BY t.completion_id
                   ORDER BY e.starts_on DESC, e.version DESC, coalesce(e.extended_to, e.base_through) DESC NULLS FIRST
               ) AS place
          FROM turn AS t
          JOIN term AS e
            ON e.person_id = t.person_id
           AND e.family = t.family
           AND e.dated_on < t.completed_on
         WHERE t.anchor = 'carry_forward'
    ), earning AS (
        SELECT t.person_id, t.family, t.version, t.course_id, t.completion_id, t.completed_on AS completed,
               'completed' AS called, t.months, t.rule, t.fixed_day, t.min_active_months, t.anchor, t.window_days,
               b.base_through AS previous_end, b.extended_to, t.assigned_on AS assigned
          FROM turn AS t
          LEFT JOIN held_before AS b
            ON b.completion_id = t.completion_id
           AND b.place = 1
    )"""

_LAST = """
      FROM ended AS e
      LEFT JOIN extended AS x
        ON x.person_id = e.person_id
       AND x.family = e.family
       AND x.starts_on = e.starts_on
"""

_EARNED = f"""{_EARNING}, {term_sql.STEPS}, ended AS (
        SELECT person_id, family, version, course_id, completion_id, completed, starts_on,
               {term_sql.ENDS} AS base_through, CAST(NULL AS VARCHAR) AS because
          FROM clamped
    )
    SELECT e.person_id, e.family, e.version, e.course_id, e.completion_id, e.completed, e.starts_on, e.base_through,
           x.extended_to, e.because
    {_LAST}
"""

_WORDED = f"""{_EARNING}, {term_sql.STEPS}, ended AS (
        SELECT person_id, family, version, course_id, completion_id, completed, starts_on,
               {term_sql.ENDS} AS base_through, {term_sql.BECAUSE} AS because
          FROM clamped
    )
    SELECT e.person_id, e.family, e.version, e.course_id, e.completion_id, e.completed, e.starts_on, e.base_through,
           x.extended_to, e.because
    {_LAST}
"""
