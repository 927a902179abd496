"""CEU courses: what a body approves for continuing education, how each came to be so, and what it is succeeded by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.model import OrgId
from core.store.db import Row, Tx

_COLUMNS = """
    SELECT c.ceu_course_id, c.ceulid, c.title, c.hours_hundredths, coalesce(c.category, ''),
           coalesce(c.provider, ''), coalesce(c.provider_contact, ''), c.state, c.approved_from, c.approved_until,
           c.cycle_years, c.successor_id, coalesce(s.ceulid, ''), c.made_at
      FROM ceu_course AS c
      LEFT JOIN ceu_course AS s
        ON s.ceu_course_id = c.successor_id
     WHERE c.org_id = $org
"""
_MATCHES = """
       AND ($state = '' OR c.state = $state)
       AND ($text = ''
            OR strpos(c.ceulid_key, $text) > 0
            OR strpos(lower(c.title), $text) > 0
            OR strpos(lower(coalesce(c.provider, '')), $text) > 0
            OR strpos(lower(coalesce(c.category, '')), $text) > 0)
"""


@dataclass(frozen=True, slots=True)
class CeuCourse:
    """One approval, or one that is asked for. Both ends of the approval are included; absent: open on that side.

    `cycle_years` None: the approval period is the cycle. `successor` is the code of `successor_id`.
    """

    ceu_course_id: int
    ceulid: str
    title: str
    hours_hundredths: int
    category: str
    provider: str
    provider_contact: str
    state: str
    approved_from: date | None
    approved_until: date | None
    cycle_years: int | None
    successor_id: int | None
    successor: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a course's history."""

    state: str
    note: str
    made_by: str
    made_at: datetime


def _record(row: Row) -> CeuCourse:
    return CeuCourse(*row)


def page(tx: Tx, org: OrgId, state: str, search: str, first: int, size: int) -> list[CeuCourse]:
    """Return some courses of a state ('' for any) that a text matches, newest code last approved first."""
    rows = tx.query(
        f"""
        {_COLUMNS}
        {_MATCHES}
         ORDER BY c.approved_until IS NULL DESC, c.approved_until DESC, c.ceulid_key
         LIMIT $size
        OFFSET $first
        """,
        org=org,
        state=state,
        text=search.strip().lower(),
        first=first,
        size=size,
    )
    return [_record(row) for row in rows]


def counts(tx: Tx, org: OrgId, search: str) -> dict[str, int]:
    """Return how many courses that a text matches are in each state."""
    rows = tx.query(
        f"""
        SELECT c.state, count(*)
          FROM ceu_course AS c
         WHERE c.org_id = $org
        {_MATCHES}
         GROUP BY c.state
        """,
        org=org,
        state="",
        text=search.strip().lower(),
    )
    return {row[0]: int(row[1]) for row in rows}


def waiting(tx: Tx, org: OrgId) -> list[tuple[CeuCourse, datetime | None]]:
    """Return what is submitted with the moment since when, longest waiting first."""
    found = [_record(row) for row in tx.query(f"{_COLUMNS} AND c.state = 'submitted'", org=org)]
    since: dict[int, datetime] = dict(
        tx.query(
            """
            SELECT ceu_course_id, max(made_at)
              FROM ceu_step
             WHERE org_id = $org
               AND state = 'submitted'
             GROUP BY ceu_course_id
            """,
            org=org,
        )
    )
    dated = [(one, since.get(one.ceu_course_id)) for one in found]
    return sorted(dated, key=lambda pair: (pair[1] or pair[0].made_at, pair[0].ceu_course_id))


def approved_on(tx: Tx, org: OrgId, day: date) -> list[CeuCourse]:
    """Return what is approved on a day, by code."""
    rows = tx.query(
        f"""
        {_COLUMNS}
           AND c.state = 'approved'
           AND coalesce(c.approved_from, $day) <= $day
           AND coalesce(c.approved_until, $day) >= $day
         ORDER BY c.ceulid_key
        """,
        org=org,
        day=day,
    )
    return [_record(row) for row in rows]


def find(tx: Tx, org: OrgId, course: int) -> CeuCourse | None:
    """Return a course of this organisation, or None."""
    row = tx.first(f"{_COLUMNS} AND c.ceu_course_id = $course", org=org, course=course)
    return _record(row) if row else None


def by_key(tx: Tx, org: OrgId, key: str) -> CeuCourse | None:
    """Return the course of a folded code, or None."""
    row = tx.first(f"{_COLUMNS} AND c.ceulid_key = $key", org=org, key=key)
    return _record(row) if row else None


def codes(tx: Tx, org: OrgId) -> list[str]:
    """Return every code of an organisation."""
    return [row[0] for row in tx.query("SELECT ceulid FROM ceu_course WHERE org_id = $org ORDER BY ceulid", org=org)]


def categories(tx: Tx, org: OrgId) -> list[str]:
    """Return every category that is in use."""
    rows = tx.query(
        """
        SELECT DISTINCT category
          FROM ceu_course
         WHERE org_id = $org
           AND category IS NOT NULL
         ORDER BY category
        """,
        org=org,
    )
    return [row[0] for row in rows]


def add(tx: Tx, org: OrgId, course: CeuCourse, key: str) -> None:
    """Add a course under its own id. A code that exists is refused by its key at the end of the transaction."""
    tx.execute(
        """
        INSERT INTO ceu_course (ceu_course_id, org_id, ceulid, ceulid_key, title, hours_hundredths, category, provider,
                                provider_contact, state, approved_from, approved_until, cycle_years, made_at)
        VALUES ($id, $org, $ceulid, $key, $title, $hours, $category, $provider, $contact, $state, $from, $until,
                $years, $now)
        """,
        id=course.ceu_course_id,
        org=org,
        ceulid=course.ceulid,
        key=key,
        **_values(course),
        now=course.made_at,
    )


def _values(course: CeuCourse) -> dict[str, Any]:
    return {
        "title": course.title,
        "hours": course.hours_hundredths,
        "category": course.category or None,
        "provider": course.provider or None,
        "contact": course.provider_contact or None,
        "state": course.state,
        "from": course.approved_from,
        "until": course.approved_until,
        "years": course.cycle_years,
    }


def write(tx: Tx, org: OrgId, course: CeuCourse) -> None:
    """Write what a course says now: all but its code and the day that it came in."""
    tx.execute(
        """
        UPDATE ceu_course
           SET title = $title,
               hours_hundredths = $hours,
               category = $category,
               provider = $provider,
               provider_contact = $contact,
               state = $state,
               approved_from = $from,
               approved_until = $until,
               cycle_years = $years,
               successor_id = $successor
         WHERE org_id = $org
           AND ceu_course_id = $id
        """,
        id=course.ceu_course_id,
        org=org,
        **_values(course),
        successor=course.successor_id,
    )


def add_step(tx: Tx, org: OrgId, course: int, step: Step) -> None:
    """Add a step to a course's history."""
    tx.execute(
        """
        INSERT INTO ceu_step (step_id, org_id, ceu_course_id, state, note, made_by, made_at)
        VALUES (nextval('ids'), $org, $course, $state, $note, $by, $now)
        """,
        org=org,
        course=course,
        state=step.state,
        note=step.note,
        by=step.made_by,
        now=step.made_at,
    )


def steps(tx: Tx, org: OrgId, course: int) -> list[Step]:
    """Return a course's history, newest first."""
    rows = tx.query(
        """
        SELECT state, note, made_by, made_at
          FROM ceu_step
         WHERE org_id = $org
           AND ceu_course_id = $course
         ORDER BY step_id DESC
        """,
        org=org,
        course=course,
    )
    return [Step(*row) for row in rows]


def predecessors(tx: Tx, org: OrgId, course: int) -> list[CeuCourse]:
    """Return the ids that a course succeeds."""
    rows = tx.query(f"{_COLUMNS} AND c.successor_id = $course ORDER BY c.ceulid_key", org=org, course=course)
    return [_record(row) for row in rows]


def successors(tx: Tx, org: OrgId) -> dict[int, int]:
    """Return id → id of its successor, for everything that has one."""
    rows = tx.query(
        "SELECT ceu_course_id, successor_id FROM ceu_course WHERE org_id = $org AND successor_id IS NOT NULL", org=org
    )
    return {int(row[0]): int(row[1]) for row in rows}
