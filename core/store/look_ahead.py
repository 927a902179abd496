"""The look-ahead: who falls due in the next days, by course, and every date set by hand that automation will meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.model import OrgId
from core.store import learner_facts
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class CourseAhead:
    """So many people who fall due in a course; `automatic`: it assigns by itself."""

    title: str
    automatic: bool
    people: int


@dataclass(frozen=True, slots=True)
class ManualAhead:
    """Somebody whose date was set by hand. `listed_on`: staff were shown it, in the look-ahead of that day."""

    person_id: int
    name: str
    title: str
    automatic: bool
    recertify_on: date
    listed_on: date | None


def find(tx: Tx, org: OrgId, on: date, until: date) -> None:
    """Make `ahead`: everybody who falls due from a day to another, and whose date by hand waits to be shown.

    Who has something open or is archived falls due for nobody.
    """
    source = learner_facts.source_for(tx, org, on)
    tx.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE ahead AS
        SELECT l.person_id, l.family, l.course_id, c.title, c.automatic, l.recertify_on, l.by_hand
          FROM {"learner" if source == "learner" else "learner_then"} AS l
          JOIN course AS c
            ON c.course_id = l.course_id
         WHERE l.org_id = $org
           AND NOT l.archived
           AND l.assignment_id IS NULL
           AND l.recertify_on <= $until
           AND (l.recertify_on >= $on OR (l.by_hand AND c.automatic))
        """,
        org=org,
        on=on,
        until=until,
    )


def by_course(tx: Tx) -> list[CourseAhead]:
    """Return how many of `ahead` fall due in each course, by title."""
    rows = tx.query("""
        SELECT title, automatic, count(*)
          FROM ahead
         GROUP BY course_id, title, automatic
         ORDER BY title, course_id
    """)
    return [CourseAhead(row[0], row[1], int(row[2])) for row in rows]


def by_hand(tx: Tx, org: OrgId, size: int) -> tuple[list[ManualAhead], int]:
    """Return the first dates of `ahead` that were set by hand, soonest first, and how many there are."""
    rows = tx.query(
        """
        WITH listed AS (
            SELECT person_id, family, recertify_on, min(listed_on) AS listed_on
              FROM listed_date
             WHERE org_id = $org
             GROUP BY person_id, family, recertify_on
        )
        SELECT a.person_id, trim(p.first_name || ' ' || p.last_name), a.title, a.automatic, a.recertify_on, l.listed_on
          FROM ahead AS a
          JOIN person AS p
            ON p.person_id = a.person_id
          LEFT JOIN listed AS l
            ON l.person_id = a.person_id
           AND l.family = a.family
           AND l.recertify_on = a.recertify_on
         WHERE a.by_hand
         ORDER BY a.recertify_on, p.last_name, p.first_name, a.person_id, a.title
         LIMIT $size
        """,
        org=org,
        size=size,
    )
    total = int(tx.value("SELECT count(*) FROM ahead WHERE by_hand"))
    return [ManualAhead(*row) for row in rows], total


def note_listed(tx: Tx, org: OrgId, on: date) -> int:
    """Note every date of `ahead` that was set by hand as shown to staff on a day; return how many are new."""
    return tx.execute(
        """
        INSERT INTO listed_date (org_id, person_id, family, recertify_on, listed_on)
        SELECT $org, a.person_id, a.family, a.recertify_on, $on
          FROM ahead AS a
         WHERE a.by_hand
           AND NOT EXISTS (SELECT 1
                             FROM listed_date AS l
                            WHERE l.org_id = $org
                              AND l.person_id = a.person_id
                              AND l.family = a.family
                              AND l.recertify_on = a.recertify_on)
         ORDER BY a.person_id, a.family
        """,
        org=org,
        on=on,
    )
