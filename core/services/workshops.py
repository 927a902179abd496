"""Workshops: create, list, look at, change, cancel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.errors import (
    FutureWorkshop,
    NoCourseChosen,
    NotFound,
    NotYourWorkshop,
    WorkshopExists,
    WorkshopFixed,
    WorkshopNotDone,
)
from core.model import Course, CourseId, OrgId, PersonId, Role, WorkshopId
from core.rules.eligibility_words import instructor_lapsed
from core.rules.verdict import RowWarning
from core.services.desk import Desk
from core.store import certificates, courses, participants, people, standings, workshops
from core.store.db import Tx
from core.store.workshops import Workshop, WorkshopLine

MAY = (Role.STAFF, Role.INSTRUCTOR)
OPEN_STATES = ("draft", "uploaded")
PAGE = 25


@dataclass(frozen=True, slots=True)
class NewWorkshop:
    """What the dialog asks for. Instructor None: the actor."""

    held_on: date
    courses: tuple[CourseId, ...]
    place: str = ""
    instructor: PersonId | None = None


@dataclass(frozen=True, slots=True)
class WorkshopView:
    """A workshop as its page shows it."""

    workshop: Workshop
    instructor: str
    courses: tuple[Course, ...]
    counts: dict[str, int]
    warnings: tuple[str, ...] = ()

    @property
    def changeable(self) -> bool:
        return self.workshop.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be chosen when a workshop is created."""

    courses: tuple[Course, ...]
    instructors: tuple[tuple[PersonId, str], ...]


def offer(desk: Desk) -> Offer:
    """Return the courses that are taught, and for staff the instructors to choose from."""
    with desk.reading_as(*MAY) as tx:
        org = desk.actor.org_id
        gone = courses.retired(tx, org)
        taught = tuple(course for course in courses.all_in(tx, org) if course.course_id not in gone)
        if desk.actor.role is Role.INSTRUCTOR and desk.actor.person_id:
            return Offer(taught, ((desk.actor.person_id, desk.actor.name),))
        return Offer(taught, tuple(people.with_role(tx, org, Role.INSTRUCTOR)))


def create(desk: Desk, new: NewWorkshop, *, anyway: bool = False) -> WorkshopId:
    """Create a workshop under its generated name.

    Raises FutureWorkshop, NoCourseChosen, or WorkshopExists for the same instructor, course and day unless
    `anyway` says that it really is another one.
    """
    with desk.acting_as(*MAY) as tx:
        _check_date(desk, new.held_on)
        chosen = _courses(desk, tx, new.courses)
        instructor = _instructor(desk, tx, new.instructor)
        twins = workshops.same(tx, desk.actor.org_id, instructor, new.held_on, list(new.courses))
        if twins and not anyway:
            raise WorkshopExists(twins[0].workshop_id, twins[0].name)
        workshop = Workshop(
            workshop_id=WorkshopId(tx.new_id()),
            org_id=desk.actor.org_id,
            instructor_id=instructor,
            held_on=new.held_on,
            place=" ".join(new.place.split())[:200],
            name=name_of(new.held_on, people.name_of(tx, instructor), chosen),
            state="draft",
            include_retakes=False,
            revision=1,
        )
        workshops.add(tx, workshop, [course.course_id for course in chosen], desk.actor.name, desk.now)
        desk.record(tx, "workshop.created", f"workshop:{workshop.workshop_id}", None, {"name": workshop.name})
        return workshop.workshop_id


def name_of(held_on: date, instructor: str, chosen: list[Course]) -> str:
    """Return the generated name: `2026.09.23 Andrea Steele BLS Rescuer`."""
    return f"{held_on:%Y.%m.%d} {instructor} {' + '.join(course.title for course in chosen)}"


def _check_date(desk: Desk, held_on: date) -> None:
    if held_on > desk.today:
        raise FutureWorkshop(held_on)


def _courses(desk: Desk, tx: Tx, ids: tuple[CourseId, ...]) -> list[Course]:
    if not ids:
        raise NoCourseChosen
    known = {course.course_id: course for course in courses.by_ids(tx, desk.actor.org_id, ids)}
    if missing := [course for course in ids if course not in known]:
        raise NotFound("course", missing[0])
    return [known[course] for course in dict.fromkeys(ids)]


def _instructor(desk: Desk, tx: Tx, wanted: PersonId | None) -> PersonId:
    """An instructor teaches as themselves; staff choose among the instructors of their organisation."""
    if desk.actor.role is Role.INSTRUCTOR and desk.actor.person_id:
        return desk.actor.person_id
    if wanted is None or Role.INSTRUCTOR not in people.roles_in(tx, desk.actor.org_id, wanted):
        raise NotFound("instructor", wanted or "(nobody chosen)")
    return wanted


def owned(desk: Desk, tx: Tx, workshop: WorkshopId) -> Workshop:
    """Return a workshop that the actor may work on: staff all of the organisation's, an instructor the own ones."""
    found = workshops.find(tx, desk.actor.org_id, workshop)
    if found is None:
        raise NotFound("workshop", workshop)
    if desk.actor.role is Role.INSTRUCTOR and found.instructor_id != desk.actor.person_id:
        raise NotYourWorkshop
    return found


def open_one(desk: Desk, tx: Tx, workshop: WorkshopId) -> Workshop:
    """Return a workshop whose roster may still change."""
    found = owned(desk, tx, workshop)
    if found.state in ("closed", "cancelled"):
        raise WorkshopFixed(found.state)
    return found


def list_workshops(
    desk: Desk, *, state: str | None = None, search: str = "", page: int = 1
) -> tuple[int, list[WorkshopLine]]:
    """Return (how many match, the 25 of one page), newest first; an instructor sees the own ones only."""
    with desk.reading_as(*MAY) as tx:
        instructor = desk.actor.person_id if desk.actor.role is Role.INSTRUCTOR else None
        return workshops.page(tx, desk.actor.org_id, instructor, state, search, (max(page, 1) - 1) * PAGE, PAGE)


def show(desk: Desk, workshop: WorkshopId) -> WorkshopView:
    """Return one workshop with its courses and counts."""
    with desk.reading_as(*MAY) as tx:
        return view(desk, tx, owned(desk, tx, workshop))


def view(desk: Desk, tx: Tx, workshop: Workshop) -> WorkshopView:
    """Return a workshop as its page shows it."""
    ids = workshops.course_ids(tx, workshop.workshop_id)
    known = {course.course_id: course for course in courses.by_ids(tx, desk.actor.org_id, ids)}
    taught = tuple(known[course] for course in ids)
    warned = lapsed(tx, workshop.org_id, workshop.instructor_id, taught, workshop.held_on)
    return WorkshopView(
        workshop,
        people.name_of(tx, workshop.instructor_id),
        taught,
        participants.counts(tx, workshop.workshop_id),
        tuple(warning.say for warning in warned.values()),
    )


def lapsed(tx: Tx, org: OrgId, instructor: PersonId, taught: Sequence[Course], on: date) -> dict[CourseId, RowWarning]:
    """Warn of each course in which the instructor's own certificate had ended by the workshop; no status changes."""
    held = certificates.newest_terms(tx, org, [instructor])
    name = people.name_of(tx, instructor)
    terms = {course.course_id: held.get((instructor, course.family), (None, None, None)) for course in taught}
    ends = {course: extended or end for course, (_, end, extended) in terms.items()}
    return {course: instructor_lapsed(name, end) for course, end in ends.items() if end and end < on}


def set_retakes(desk: Desk, workshop: WorkshopId, include: bool) -> None:
    """Switch *include retakes*: whether Completed people may be chosen as renewals."""
    with desk.acting_as(*MAY) as tx:
        found = open_one(desk, tx, workshop)
        changed = replace(found, include_retakes=include)
        workshops.change(tx, changed)
        standings.classify_again(tx, changed)
        desk.record(
            tx,
            "workshop.retakes",
            f"workshop:{workshop}",
            {"include_retakes": found.include_retakes},
            {"include_retakes": include},
        )


def change(desk: Desk, workshop: WorkshopId, new: NewWorkshop) -> None:
    """Change date, courses or place while nothing is ordered; everybody is classified again."""
    with desk.acting_as(*MAY) as tx:
        found = owned(desk, tx, workshop)
        if found.state not in OPEN_STATES:
            raise WorkshopFixed(found.state)
        _check_date(desk, new.held_on)
        chosen = _courses(desk, tx, new.courses)
        name = name_of(new.held_on, people.name_of(tx, found.instructor_id), chosen)
        changed = replace(found, held_on=new.held_on, place=" ".join(new.place.split())[:200], name=name)
        workshops.change(tx, changed)
        workshops.set_courses(tx, workshop, [course.course_id for course in chosen])
        standings.look_again(tx, changed)
        desk.record(tx, "workshop.changed", f"workshop:{workshop}", {"name": found.name}, {"name": name})


def close(desk: Desk, workshop: WorkshopId) -> None:
    """Close a workshop on which nothing is open: everybody told, all paid, nothing held or disputed. Staff only."""
    with desk.acting_as(Role.STAFF) as tx:
        found = owned(desk, tx, workshop)
        if found.state == "closed":
            return
        if workshop not in workshops.done(tx, found.org_id):
            raise WorkshopNotDone
        workshops.change(tx, replace(found, state="closed"))
        desk.record(tx, "workshop.closed", f"workshop:{workshop}", {"state": found.state}, {"state": "closed"})


def cancel(desk: Desk, workshop: WorkshopId) -> None:
    """Cancel a workshop for which nothing was ordered."""
    with desk.acting_as(*MAY) as tx:
        found = owned(desk, tx, workshop)
        if found.state not in OPEN_STATES:
            raise WorkshopFixed(found.state)
        workshops.change(tx, replace(found, state="cancelled"))
        desk.record(tx, "workshop.cancelled", f"workshop:{workshop}", {"state": found.state}, {"state": "cancelled"})
