"""Change the course that the next recertification assigns: another version of the family, or again the last taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.model import Course
from core.services.courses import find_course
from core.services.desk import Desk
from core.services.recertification.refusals import CourseRetired
from core.store import courses
from core.store.actions import next_courses, planned, rows, undoing
from core.store.batches import Batch
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class SetNextCourse:
    """`code` None: the course last taken. Raises NotFound, and CourseRetired for one that is no longer offered."""

    code: str | None
    kind: str = "next_course"

    def facts(self) -> Mapping[str, Any]:
        return {"course": self.code}

    def plan(self, desk: Desk, tx: Tx) -> None:
        course = offered(desk, tx, self.code) if self.code else None
        next_courses.plan(tx, course.course_id if course else None, course.family if course else None)

    def will(self, desk: Desk, tx: Tx) -> dict[str, int]:
        people, by_hand = planned.counts(tx)
        return {"people": people, "by_hand": by_hand}

    def carry_out(self, desk: Desk, tx: Tx, batch: int) -> None:
        org = desk.actor.org_id
        course = offered(desk, tx, self.code) if self.code else None
        next_courses.keep_rows(tx, batch)
        next_courses.write(tx, org, course.course_id if course else None, batch, desk.now)
        rows.refresh(tx, org)


def offered(desk: Desk, tx: Tx, code: str) -> Course:
    """Return a course that may be assigned. Raises NotFound or CourseRetired."""
    course = find_course(tx, desk.actor.org_id, code)
    if course.course_id in courses.retired(tx, desk.actor.org_id):
        raise CourseRetired(code)
    return course


class TakenBack:
    """Undo: what was set before stands again, unless another course was set since."""

    def plan(self, desk: Desk, tx: Tx, batch: Batch) -> None:
        next_courses.plan_undoing(tx, desk.actor.org_id, batch.batch_id)
        undoing.nothing_gone(tx)

    def carry_out(self, desk: Desk, tx: Tx, batch: Batch, undo: int) -> None:
        org = desk.actor.org_id
        next_courses.write_back(tx, org, batch.batch_id, undo, desk.now)
        rows.refresh_reversed(tx, org)
