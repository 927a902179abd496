"""One assignment as its learner sees it: begun and done, with the facts of recertification kept along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.model import CourseId, OrgId, PersonId
from core.store import learner_facts
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class OwnAssignment:
    """`ends_on` and `recertify_on` are those of the newest term in the family, once this one is completed."""

    assignment_id: int
    org_id: OrgId
    person_id: PersonId
    course_id: CourseId
    family: str
    title: str
    state: str
    assigned_on: date
    due_on: date | None
    completed_on: date | None
    valid_through: date | None
    recertify_on: date | None


def find(tx: Tx, assignment: int) -> OwnAssignment | None:
    """Return an assignment of whatever state, None when there is none."""
    row = tx.first(
        """
        SELECT a.assignment_id, a.org_id, a.person_id, a.course_id, c.family, c.title, a.state, a.assigned_on, a.due_on,
               a.completed_on, l.valid_through, l.recertify_on
          FROM assignment AS a
          JOIN course AS c
            ON c.course_id = a.course_id
          LEFT JOIN learner AS l
            ON l.org_id = a.org_id
           AND l.person_id = a.person_id
           AND l.family = c.family
         WHERE a.assignment_id = $assignment
        """,
        assignment=assignment,
    )
    return OwnAssignment(*row) if row else None


def start(tx: Tx, one: OwnAssignment, on: date) -> bool:
    """Note that its learner began; return whether this was the first time."""
    changed = tx.execute(
        """
        UPDATE assignment
           SET state = 'in_progress',
               started_on = $on
         WHERE assignment_id = $assignment
           AND state = 'assigned'
        """,
        assignment=one.assignment_id,
        on=on,
    )
    if changed:
        learner_facts.keep(tx, one.org_id, [one.person_id])
    return changed > 0


def finish(tx: Tx, one: OwnAssignment, on: date, now: datetime) -> bool:
    """Complete an open assignment with a completion of its course; return whether it was open.

    From then on it has no due date but a recertification date, or none when the course never expires.
    """
    changed = tx.execute(
        """
        UPDATE assignment
           SET state = 'completed',
               was_due_on = due_on,
               due_on = NULL,
               started_on = coalesce(started_on, $on),
               completed_on = $on
         WHERE assignment_id = $assignment
           AND state IN ('assigned', 'in_progress')
        """,
        assignment=one.assignment_id,
        on=on,
    )
    if changed:
        tx.execute("DELETE FROM open_assignment WHERE assignment_id = $assignment", assignment=one.assignment_id)
        _complete(tx, one, on, now)
        learner_facts.keep(tx, one.org_id, [one.person_id])
        _date_again(tx, one)
    return changed > 0


def _complete(tx: Tx, one: OwnAssignment, on: date, now: datetime) -> None:
    """Record the completion, unless one of that course and day is there already."""
    tx.execute(
        """
        INSERT INTO completion (completion_id, org_id, person_id, course_id, completed_on, source, assigned_on, made_at)
        SELECT nextval('ids'), $org, $person, $course, $on, 'online', $assigned, $now
         WHERE NOT EXISTS (SELECT 1
                             FROM completion AS c
                            WHERE c.org_id = $org
                              AND c.person_id = $person
                              AND c.course_id = $course
                              AND c.completed_on = $on
                              AND c.undone_at IS NULL)
        """,
        org=one.org_id,
        person=one.person_id,
        course=one.course_id,
        on=on,
        assigned=one.assigned_on,
        now=now,
    )


def _date_again(tx: Tx, one: OwnAssignment) -> None:
    tx.execute(
        """
        UPDATE assignment
           SET recertify_on = (SELECT l.recertify_on
                                 FROM learner AS l
                                WHERE l.org_id = $org
                                  AND l.person_id = $person
                                  AND l.family = $family)
         WHERE assignment_id = $assignment
        """,
        org=one.org_id,
        person=one.person_id,
        family=one.family,
        assignment=one.assignment_id,
    )
