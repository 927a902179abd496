"""Assignments that a completion or certificate fulfils, whatever way it came: they are closed, and opened again when
what fulfilled them is taken back. For the persons of the temporary table `touched`."""

from __future__ import annotations

from core.model import OrgId
from core.store import assignments, learner_facts
from core.store.db import Tx


def settle(tx: Tx, org: OrgId) -> None:
    """Complete the open assignments of `touched` that their history fulfils; make their kept facts afresh.

    Fulfilled by a completion or certificate of the family, of the assigned version or a newer one, dated on the day of
    the assignment or later, and recorded since: what was known when somebody was assigned fulfils nothing.
    """
    tx.execute(_FULFILLED, org=org)
    if tx.value("SELECT count(*) FROM fulfilled"):
        tx.execute(_COMPLETE)
        tx.execute("DELETE FROM open_assignment WHERE assignment_id IN (SELECT assignment_id FROM fulfilled)")
        tx.execute(_SAY_ASSIGNED)
    learner_facts.refresh(tx, org)
    tx.execute(_DATE_AGAIN, org=org)


def reopen(tx: Tx, org: OrgId) -> None:
    """Open the assignments of `touched` again that nothing fulfils any more; make their kept facts afresh.

    An assignment whose family has another open one stays closed.
    """
    tx.execute(_REOPEN, org=org)
    learner_facts.refresh(tx, org)
    assignments.key_again(tx, org)


_DONE = """
    done AS (
        SELECT c.person_id, k.family, k.version, c.completed_on AS dated_on, c.made_at, c.completion_id
          FROM completion AS c
          JOIN course AS k
            ON k.course_id = c.course_id
         WHERE c.org_id = $org
           AND c.undone_at IS NULL
           AND c.person_id IN (SELECT person_id FROM asked)
         UNION ALL
        SELECT c.person_id, k.family, k.version, coalesce(w.held_on, c.starts_on), c.made_at, NULL
          FROM certificate AS c
          JOIN course AS k
            ON k.course_id = c.course_id
          LEFT JOIN workshop AS w
            ON w.workshop_id = c.workshop_id
         WHERE c.org_id = $org
           AND c.state IN ('offered', 'issued', 'superseded')
           AND c.person_id IN (SELECT person_id FROM asked)
    )
"""

_FULFILLED = f"""
    CREATE OR REPLACE TEMP TABLE fulfilled AS
    WITH asked AS (
        SELECT a.assignment_id, a.person_id, k.family, k.version, a.assigned_on, a.made_at
          FROM assignment AS a
          JOIN course AS k
            ON k.course_id = a.course_id
         WHERE a.org_id = $org
           AND a.state IN ('assigned', 'in_progress')
           AND a.person_id IN (SELECT person_id FROM touched)
    ), {_DONE}, ranked AS (
        SELECT a.assignment_id, a.person_id, a.family, a.assigned_on, d.dated_on, d.completion_id,
               row_number() OVER (
                   PARTITION BY a.assignment_id
                   ORDER BY d.dated_on, d.completion_id NULLS LAST
               ) AS place
          FROM asked AS a
          JOIN done AS d
            ON d.person_id = a.person_id
           AND d.family = a.family
           AND d.version >= a.version
           AND d.dated_on >= a.assigned_on
           AND d.made_at >= a.made_at
    )
    SELECT assignment_id, person_id, family, assigned_on, dated_on, completion_id
      FROM ranked
     WHERE place = 1
"""

_COMPLETE = """
    UPDATE assignment
       SET state = 'completed',
           was_due_on = assignment.due_on,
           due_on = NULL,
           completed_on = f.dated_on
      FROM fulfilled AS f
     WHERE assignment.assignment_id = f.assignment_id
"""

_SAY_ASSIGNED = """
    UPDATE completion
       SET assigned_on = f.assigned_on
      FROM fulfilled AS f
     WHERE completion.completion_id = f.completion_id
       AND completion.assigned_on IS NULL
"""

_DATE_AGAIN = """
    UPDATE assignment
       SET recertify_on = l.recertify_on
      FROM fulfilled AS f
      JOIN learner AS l
        ON l.org_id = $org
       AND l.person_id = f.person_id
       AND l.family = f.family
     WHERE assignment.assignment_id = f.assignment_id
"""

_REOPEN = f"""
    UPDATE assignment
       SET state = CASE WHEN assignment.started_on IS NULL THEN 'assigned' ELSE 'in_progress' END,
           due_on = assignment.was_due_on,
           was_due_on = NULL,
           completed_on = NULL,
           recertify_on = NULL
      FROM (WITH asked AS (
                SELECT a.assignment_id, a.person_id, k.family, k.version, a.assigned_on
                  FROM assignment AS a
                  JOIN course AS k
                    ON k.course_id = a.course_id
                 WHERE a.org_id = $org
                   AND a.state = 'completed'
                   AND a.was_due_on IS NOT NULL
                   AND a.person_id IN (SELECT person_id FROM touched)
            ), {_DONE}
            SELECT a.family, max(a.assignment_id) AS assignment_id
              FROM asked AS a
             WHERE NOT EXISTS (SELECT 1
                                 FROM done AS d
                                WHERE d.person_id = a.person_id
                                  AND d.family = a.family
                                  AND d.version >= a.version
                                  AND d.dated_on >= a.assigned_on)
               AND NOT EXISTS (SELECT 1
                                 FROM assignment AS o
                                 JOIN course AS k
                                   ON k.course_id = o.course_id
                                WHERE o.org_id = $org
                                  AND o.person_id = a.person_id
                                  AND o.state IN ('assigned', 'in_progress')
                                  AND k.family = a.family)
             GROUP BY a.person_id, a.family) AS r
     WHERE assignment.assignment_id = r.assignment_id
"""
