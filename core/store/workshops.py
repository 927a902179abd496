"""Workshops and their courses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.model import CourseId, OrgId, PersonId, WorkshopId
from core.store.db import Row, Tx


@dataclass(frozen=True, slots=True)
class Workshop:
    workshop_id: WorkshopId
    org_id: OrgId
    instructor_id: PersonId
    held_on: date
    place: str
    name: str
    state: str
    include_retakes: bool
    revision: int


@dataclass(frozen=True, slots=True)
class WorkshopLine:
    """One line of the list of workshops."""

    workshop_id: WorkshopId
    name: str
    held_on: date
    place: str
    state: str
    instructor: str
    participants: int
    active: int
    disputes: int


_COLUMNS = "workshop_id, org_id, instructor_id, held_on, place, name, state, include_retakes, revision"


def _record(row: Row) -> Workshop:
    return Workshop(WorkshopId(row[0]), OrgId(row[1]), PersonId(row[2]), *row[3:])


def find(tx: Tx, org: OrgId, workshop: WorkshopId) -> Workshop | None:
    """Return a workshop of this organisation, or None."""
    row = tx.first(
        f"""
        SELECT {_COLUMNS}
          FROM workshop
         WHERE workshop_id = $workshop
           AND org_id = $org
        """,
        workshop=workshop,
        org=org,
    )
    return _record(row) if row else None


def add(tx: Tx, workshop: Workshop, courses: list[CourseId], made_by: str, now: datetime) -> None:
    """Add a workshop in state draft with its courses in order."""
    tx.execute(
        f"""
        INSERT INTO workshop ({_COLUMNS}, made_by, made_at)
        VALUES ($id, $org, $instructor, $held_on, $place, $name, $state, $retakes, $revision, $made_by, $now)
        """,
        id=workshop.workshop_id,
        org=workshop.org_id,
        instructor=workshop.instructor_id,
        held_on=workshop.held_on,
        place=workshop.place,
        name=workshop.name,
        state=workshop.state,
        retakes=workshop.include_retakes,
        revision=workshop.revision,
        made_by=made_by,
        now=now,
    )
    set_courses(tx, workshop.workshop_id, courses)


def set_courses(tx: Tx, workshop: WorkshopId, courses: list[CourseId]) -> None:
    """Replace the courses of a workshop."""
    tx.execute("DELETE FROM workshop_course WHERE workshop_id = $workshop", workshop=workshop)
    for position, course in enumerate(courses):
        tx.execute(
            "INSERT INTO workshop_course VALUES ($workshop, $course, $position)",
            workshop=workshop,
            course=course,
            position=position,
        )


def course_ids(tx: Tx, workshop: WorkshopId) -> list[CourseId]:
    """Return the courses of a workshop in the order of the screen."""
    rows = tx.query(
        "SELECT course_id FROM workshop_course WHERE workshop_id = $workshop ORDER BY position", workshop=workshop
    )
    return [CourseId(row[0]) for row in rows]


def same(tx: Tx, org: OrgId, instructor: PersonId, held_on: date, courses: list[CourseId]) -> list[Workshop]:
    """Return workshops of that instructor and day that share a course with these, the cancelled ones left out."""
    rows = tx.query(
        f"""
        SELECT {_COLUMNS}
          FROM workshop
         WHERE org_id = $org
           AND instructor_id = $instructor
           AND held_on = $held_on
           AND state <> 'cancelled'
           AND workshop_id IN (
               SELECT workshop_id
                 FROM workshop_course
                WHERE course_id IN (SELECT unnest($courses))
           )
         ORDER BY workshop_id
        """,
        org=org,
        instructor=instructor,
        held_on=held_on,
        courses=courses,
    )
    return [_record(row) for row in rows]


def change(tx: Tx, workshop: Workshop) -> None:
    """Write what may change of a workshop, and count the change."""
    tx.execute(
        """
        UPDATE workshop
           SET held_on = $held_on,
               place = $place,
               name = $name,
               state = $state,
               include_retakes = $retakes,
               revision = revision + 1
         WHERE workshop_id = $workshop
        """,
        workshop=workshop.workshop_id,
        held_on=workshop.held_on,
        place=workshop.place,
        name=workshop.name,
        state=workshop.state,
        retakes=workshop.include_retakes,
    )


def touch(tx: Tx, workshop: WorkshopId, state: str | None = None) -> None:
    """Count a change of roster, overrides or orders, and move the state when one is given."""
    tx.execute(
        """
        UPDATE workshop
           SET revision = revision + 1,
               state = coalesce($state, state)
         WHERE workshop_id = $workshop
        """,
        workshop=workshop,
        state=state,
    )


def page(
    tx: Tx, org: OrgId, instructor: PersonId | None, state: str | None, search: str, offset: int, size: int
) -> tuple[int, list[WorkshopLine]]:
    """Return (how many match, one page of them, newest first). Instructor None: everybody's."""
    where = """
         WHERE w.org_id = $org
           AND ($instructor IS NULL OR w.instructor_id = $instructor)
           AND ($state IS NULL OR w.state = $state)
           AND lower(w.name || ' ' || w.place) LIKE $search
    """
    params = {"org": org, "instructor": instructor, "state": state, "search": f"%{search.strip().lower()}%"}
    total = int(tx.value(f"SELECT count(*) FROM workshop AS w {where}", **params))
    rows = tx.query(
        f"""
        WITH shown AS MATERIALIZED (
            SELECT w.workshop_id, w.name, w.held_on, w.place, w.state, w.instructor_id
              FROM workshop AS w
            {where}
             ORDER BY w.held_on DESC, w.workshop_id DESC
             LIMIT $size
            OFFSET $offset
        ), counted AS (
            SELECT workshop_id,
                   count(DISTINCT participant_id) AS participants,
                   count(*) FILTER (WHERE status = 'Active') AS active
              FROM standing
             WHERE workshop_id IN (SELECT workshop_id FROM shown)
             GROUP BY workshop_id
        ), disputed AS (
            SELECT workshop_id, count(*) AS disputes
              FROM dispute
             WHERE state = 'open'
               AND workshop_id IN (SELECT workshop_id FROM shown)
             GROUP BY workshop_id
        )
        SELECT s.workshop_id, s.name, s.held_on, s.place, s.state,
               trim(p.first_name || ' ' || p.last_name),
               coalesce(c.participants, 0), coalesce(c.active, 0), coalesce(d.disputes, 0)
          FROM shown AS s
          JOIN person AS p
            ON p.person_id = s.instructor_id
          LEFT JOIN counted AS c ON c.workshop_id = s.workshop_id
          LEFT JOIN disputed AS d ON d.workshop_id = s.workshop_id
         ORDER BY s.held_on DESC, s.workshop_id DESC
        """,
        **params,
        size=size,
        offset=offset,
    )
    return total, [WorkshopLine(WorkshopId(row[0]), *row[1:]) for row in rows]


def done(tx: Tx, org: OrgId | None = None) -> list[WorkshopId]:
    """Return the ordered workshops on which nothing is open: all told, all paid, nothing held, sent or disputed."""
    rows = tx.query(
        """
        SELECT w.workshop_id
          FROM workshop AS w
         WHERE w.state = 'ordered'
           AND ($org IS NULL OR w.org_id = $org)
           AND NOT EXISTS (
               SELECT 1
                 FROM orders AS o
                WHERE o.workshop_id = w.workshop_id
                  AND o.state <> 'cancelled'
                  AND (o.state <> 'paid' OR o.told_at IS NULL)
           )
           AND NOT EXISTS (
               SELECT 1
                 FROM outbox AS m
                 JOIN orders AS o
                   ON o.order_id = m.order_id
                WHERE o.workshop_id = w.workshop_id
                  AND m.state IN ('held', 'queued')
           )
           AND NOT EXISTS (
               SELECT 1
                 FROM dispute AS d
                WHERE d.workshop_id = w.workshop_id
                  AND d.state = 'open'
           )
         ORDER BY w.workshop_id
        """,
        org=org,
    )
    return [WorkshopId(row[0]) for row in rows]


def set_closed(tx: Tx, workshop: int) -> OrgId:
    """Close a workshop; return whose it is."""
    tx.execute(
        """
        UPDATE workshop
           SET state = 'closed',
               revision = revision + 1
         WHERE workshop_id = $workshop
        """,
        workshop=workshop,
    )
    return OrgId(tx.value("SELECT org_id FROM workshop WHERE workshop_id = $workshop", workshop=workshop))
