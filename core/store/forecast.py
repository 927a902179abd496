"""How many people fall due on which day in which course, counted over the kept facts of recertification."""

from __future__ import annotations

from datetime import date

from core.model import CourseId, OrgId
from core.store.db import Row, Tx


def falling(tx: Tx, org: OrgId, on: date, until: date) -> list[Row]:
    """Return (course, day or None for due already, assigned, has a term to renew, people) up to a day, included.

    The course is the one that is open, else the one set to be next, else the one last taken. Archived persons fall
    due in nothing.
    """
    return tx.query(
        """
        WITH dated AS (
            SELECT coalesce(open_course_id, next_course_id, course_id) AS course_id,
                   CASE WHEN assignment_id IS NULL THEN recertify_on ELSE due_on END AS day,
                   assignment_id IS NOT NULL AS assigned,
                   course_id IS NOT NULL AS renewal
              FROM learner
             WHERE org_id = $org
               AND NOT archived
        )
        SELECT course_id,
               CASE WHEN day > $on THEN day END AS ahead,
               assigned, renewal, count(*)
          FROM dated
         WHERE day <= $until
         GROUP BY course_id, ahead, assigned, renewal
         ORDER BY course_id, ahead, assigned, renewal
        """,
        org=org,
        on=on,
        until=until,
    )


def codes(tx: Tx, org: OrgId) -> dict[CourseId, tuple[str, str]]:
    """Return (code, title) of every course of an organisation."""
    rows = tx.query("SELECT course_id, code, title FROM course WHERE org_id = $org", org=org)
    return {CourseId(row[0]): (row[1], row[2]) for row in rows}
