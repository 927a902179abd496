"""The review of CEU courses: submitted, then approved, sent back or denied; retired, and approved again next year.

Source of every rule: docs/ceu-courses.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from core.errors import CeuCourseFixed, ReasonNeeded, UnfitCeuCourse
from core.model import Role
from core.rules.ceu_periods import next_period
from core.rules.ceu_states import CeuState, may_become
from core.services import ceu_courses
from core.services.ceu_courses import CeuCourse, Entry
from core.services.desk import Desk
from core.store import ceu_courses as registry
from core.store.db import Tx

LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Approval:
    """What a reviewer decides: the days, both included, and what a holder gets for attending."""

    first: date | None
    last: date | None
    hours: Decimal
    category: str = ""
    cycle_years: int | None = None
    note: str = ""


def submit(desk: Desk, course: int, note: str = "") -> None:
    """Hand a draft or a returned course to the reviewers. Raises NotFound, CeuCourseFixed."""
    _move(desk, course, CeuState.SUBMITTED, note)


def send_back(desk: Desk, course: int, note: str) -> None:
    """Return a submitted course for changes. Raises NotFound, CeuCourseFixed, ReasonNeeded without a note."""
    _move(desk, course, CeuState.RETURNED, note, needs_note=True)


def deny(desk: Desk, course: int, reason: str) -> None:
    """Deny a submitted course, for good: its id is never approved. Raises as `send_back` does."""
    _move(desk, course, CeuState.DENIED, reason, needs_note=True)


def approve(desk: Desk, course: int, approval: Approval) -> None:
    """Approve a submitted course for its days. Raises NotFound, CeuCourseFixed, UnfitCeuCourse."""
    ceu_courses.needs_period(approval.first, approval.last)
    with desk.acting_as(Role.STAFF) as tx:
        before = _to_become(desk, tx, course, CeuState.APPROVED)
        fit = ceu_courses.checked(_entry(before, before.ceulid, approval))
        after = replace(
            before,
            state=str(CeuState.APPROVED),
            hours_hundredths=int(fit.hours * 100),
            category=fit.category,
            approved_from=fit.approved_from,
            approved_until=fit.approved_until,
            cycle_years=fit.cycle_years,
        )
        _write(desk, tx, before, after, approval.note)


def approve_again(desk: Desk, course: int, ceulid: str, approval: Approval) -> int:
    """Approve a course for another period under a new id, and link the old one to it; return the new one.

    The old id stays what it is, so that late attendance of its own days can still be credited. Raises NotFound,
    UnfitCeuCourse, CeuCourseExists, and CeuCourseFixed for one that was never approved or has a successor.
    """
    ceu_courses.needs_period(approval.first, approval.last)
    with desk.acting_as(Role.STAFF) as tx:
        old = ceu_courses.find(desk, tx, course)
        if old.state not in (CeuState.APPROVED, CeuState.RETIRED) or old.successor_id is not None:
            raise CeuCourseFixed(old.ceulid, _as_it_is(old), "approved again")
        fit = ceu_courses.checked(_entry(old, ceulid, approval))
        new = ceu_courses.new_course(desk, tx, fit, CeuState.APPROVED)
        submitted = replace(new, state=str(CeuState.SUBMITTED))
        ceu_courses.step(desk, tx, submitted, f"Approved before as {old.ceulid}.")
        ceu_courses.step(desk, tx, new, _short(approval.note))
        desk.record(tx, "ceu_course.added", f"ceu_course:{new.ceulid}", after=ceu_courses.said(new))
        linked = replace(old, successor_id=new.ceu_course_id, successor=new.ceulid)
        _write(desk, tx, old, linked, f"Approved again as {new.ceulid}.")
        return new.ceu_course_id


def in_next_period(course: CeuCourse) -> CeuCourse:
    """Return a course with the days that follow its own, for whoever approves it again; days that are open stay so."""
    if course.approved_from is None or course.approved_until is None:
        return course
    first, last = next_period(course.approved_from, course.approved_until)
    return replace(course, approved_from=first, approved_until=last)


def retire(desk: Desk, course: int, note: str = "", successor: str = "") -> None:
    """Retire an approved course, from now on and for every day; `successor` names the id that takes its place.

    Raises NotFound, also for an unknown successor with the nearest known one, CeuCourseFixed, UnfitCeuCourse.
    """
    with desk.acting_as(Role.STAFF) as tx:
        before = _to_become(desk, tx, course, CeuState.RETIRED)
        after = replace(before, state=str(CeuState.RETIRED))
        if successor.strip():
            new = ceu_courses.find_code(desk, tx, successor)
            _no_circle(registry.successors(tx, desk.actor.org_id), before.ceu_course_id, new.ceu_course_id)
            after = replace(after, successor_id=new.ceu_course_id, successor=new.ceulid)
        _write(desk, tx, before, after, note)


def _move(desk: Desk, course: int, to: CeuState, note: str, *, needs_note: bool = False) -> None:
    with desk.acting_as(Role.STAFF) as tx:
        before = _to_become(desk, tx, course, to)
        if needs_note and not note.strip():
            raise ReasonNeeded
        _write(desk, tx, before, replace(before, state=str(to)), note)


def _to_become(desk: Desk, tx: Tx, course: int, to: CeuState) -> CeuCourse:
    found = ceu_courses.find(desk, tx, course)
    if not may_become(CeuState(found.state), to):
        raise CeuCourseFixed(found.ceulid, found.state, str(to))
    return found


def _write(desk: Desk, tx: Tx, before: CeuCourse, after: CeuCourse, note: str) -> None:
    registry.write(tx, desk.actor.org_id, after)
    ceu_courses.step(desk, tx, after, _short(note))
    what = "linked" if before.state == after.state else after.state
    subject = f"ceu_course:{before.ceulid}"
    desk.record(tx, f"ceu_course.{what}", subject, ceu_courses.said(before), ceu_courses.said(after))


def _entry(course: CeuCourse, ceulid: str, approval: Approval) -> Entry:
    return Entry(
        ceulid,
        course.title,
        approval.hours,
        approval.category,
        course.provider,
        course.provider_contact,
        approval.first,
        approval.last,
        approval.cycle_years,
    )


def _short(note: str) -> str:
    return note.strip()[:LONGEST_NOTE]


def _as_it_is(course: CeuCourse) -> str:
    return f"succeeded by {course.successor}" if course.successor_id is not None else course.state


def _no_circle(follows: dict[int, int], old: int, new: int) -> None:
    """Raise UnfitCeuCourse when what comes after the new id leads back to the old one."""
    at: int | None = new
    while at is not None:
        if at == old:
            raise UnfitCeuCourse("These ids would succeed each other in a circle. Name a later one.")
        at = follows.get(at)
