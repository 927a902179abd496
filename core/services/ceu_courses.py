"""The registry of CEU courses as staff keep it: what there is, how each came to be so, and what is entered.

Source of every rule: docs/ceu-courses.md.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from core.errors import CeuCourseExists, CeuCourseFixed, NotFound, UnfitCeuCourse
from core.model import Role
from core.rules.ceu_states import CHANGEABLE, CeuState
from core.rules.ceulids import ceulid_key
from core.rules.nearest import nearest
from core.services.desk import Desk
from core.store import ceu_courses
from core.store.ceu_courses import CeuCourse as CeuCourse
from core.store.ceu_courses import Step as Step
from core.store.db import Tx

PAGE = 25
MOST_HOURS = Decimal(1000)
LENGTHS = {"ceulid": 200, "title": 200, "category": 100, "provider": 200, "provider_contact": 254}


@dataclass(frozen=True, slots=True)
class Entry:
    """What staff enter of a CEU course. Hours have at most two decimals; `cycle_years` None: the approval period."""

    ceulid: str
    title: str
    hours: Decimal
    category: str = ""
    provider: str = ""
    provider_contact: str = ""
    approved_from: date | None = None
    approved_until: date | None = None
    cycle_years: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the registry. `counts` are by state, under the same search; `total` is of what is shown."""

    rows: list[CeuCourse]
    total: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A course that waits for a reviewer, and since when."""

    course: CeuCourse
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Detail:
    """One course with its history, newest step first, and the ids that it succeeds."""

    course: CeuCourse
    steps: list[Step]
    succeeds: list[str]


def listing(desk: Desk, state: str = "", search: str = "", page: int = 1) -> Listing:
    """Return one page of the registry: of a state ('' for any) and with a text in code, title, provider, category."""
    with desk.reading_as(Role.STAFF) as tx:
        counted = ceu_courses.counts(tx, desk.actor.org_id, search)
        rows = ceu_courses.page(tx, desk.actor.org_id, state, search, (max(1, page) - 1) * PAGE, PAGE)
        return Listing(rows, counted.get(state, 0) if state else sum(counted.values()), counted)


def queue(desk: Desk) -> list[Waiting]:
    """Return what waits for a reviewer, longest waiting first."""
    with desk.reading_as(Role.STAFF) as tx:
        return [Waiting(*one) for one in ceu_courses.waiting(tx, desk.actor.org_id)]


def show(desk: Desk, course: int) -> Detail:
    """Return one course with its history. Raises NotFound."""
    with desk.reading_as(Role.STAFF) as tx:
        found = find(desk, tx, course)
        steps = ceu_courses.steps(tx, desk.actor.org_id, course)
        return Detail(found, steps, [one.ceulid for one in ceu_courses.predecessors(tx, desk.actor.org_id, course)])


def approved_on(desk: Desk, day: date) -> list[CeuCourse]:
    """Return what is approved on a day, by code: what attendance can be credited for."""
    with desk.reading_as(Role.STAFF) as tx:
        return ceu_courses.approved_on(tx, desk.actor.org_id, day)


def categories(desk: Desk) -> list[str]:
    """Return every category that is in use."""
    with desk.reading_as(Role.STAFF) as tx:
        return ceu_courses.categories(tx, desk.actor.org_id)


def add(desk: Desk, entry: Entry) -> int:
    """Add a draft; return its id. Raises UnfitCeuCourse, or CeuCourseExists for an id in use, whatever its state."""
    fit = checked(entry)
    with desk.acting_as(Role.STAFF) as tx:
        made = new_course(desk, tx, fit, CeuState.DRAFT)
        step(desk, tx, made, "")
        desk.record(tx, "ceu_course.added", f"ceu_course:{made.ceulid}", after=said(made))
        return made.ceu_course_id


def save(desk: Desk, course: int, entry: Entry) -> bool:
    """Change what a draft, returned or approved course says; return whether anything changed. The id stays.

    Credits that were posted keep their hours. Raises NotFound, UnfitCeuCourse, CeuCourseFixed.
    """
    with desk.acting_as(Role.STAFF) as tx:
        before = find(desk, tx, course)
        fit = checked(replace(entry, ceulid=before.ceulid))
        if before.state not in CHANGEABLE:
            raise CeuCourseFixed(before.ceulid, before.state, "changed")
        if before.state == CeuState.APPROVED:
            needs_period(fit.approved_from, fit.approved_until)
        after = _with(before, fit)
        if after == before:
            return False
        ceu_courses.write(tx, desk.actor.org_id, after)
        step(desk, tx, after, f"Changed: {', '.join(_changed(before, after))}.")
        desk.record(tx, "ceu_course.changed", f"ceu_course:{before.ceulid}", said(before), said(after))
        return True


def find(desk: Desk, tx: Tx, course: int) -> CeuCourse:
    """Return a course of the desk's organisation. Raises NotFound."""
    found = ceu_courses.find(tx, desk.actor.org_id, course)
    if found is None:
        raise NotFound("CEU course", course)
    return found


def find_code(desk: Desk, tx: Tx, ceulid: str) -> CeuCourse:
    """Return the course of an id. Raises NotFound with the nearest known one."""
    found = ceu_courses.by_key(tx, desk.actor.org_id, ceulid_key(ceulid))
    if found is None:
        raise NotFound("CEU course", ceulid, nearest(ceulid, ceu_courses.codes(tx, desk.actor.org_id)))
    return found


def new_course(desk: Desk, tx: Tx, entry: Entry, state: CeuState) -> CeuCourse:
    """Add what was entered in a state. Raises CeuCourseExists."""
    key = ceulid_key(entry.ceulid)
    if ceu_courses.by_key(tx, desk.actor.org_id, key):
        raise CeuCourseExists(entry.ceulid)
    blank = CeuCourse(tx.new_id(), entry.ceulid, "", 0, "", "", "", str(state), None, None, None, None, "", desk.now)
    made = _with(blank, entry)
    ceu_courses.add(tx, desk.actor.org_id, made, key)
    return made


def step(desk: Desk, tx: Tx, course: CeuCourse, note: str) -> None:
    """Add a step to a course's history."""
    ceu_courses.add_step(
        tx, desk.actor.org_id, course.ceu_course_id, Step(course.state, note, desk.actor.name, desk.now)
    )


def said(course: CeuCourse) -> dict[str, object]:
    """Return what an audit entry keeps of a course."""
    return {name: value for name, value in asdict(course).items() if name not in ("ceu_course_id", "made_at")}


def checked(entry: Entry) -> Entry:
    """Return an entry in its normal form. Raises UnfitCeuCourse naming what cannot be."""
    texts = {name: " ".join(getattr(entry, name).split()) for name in LENGTHS}
    for name, text in texts.items():
        if len(text) > LENGTHS[name]:
            raise UnfitCeuCourse(f"The {name.replace('_', ' ')} has at most {LENGTHS[name]} letters. Shorten it.")
    if not texts["ceulid"]:
        raise UnfitCeuCourse("A CEU course needs its id, the CEULid. Enter it.")
    if not texts["title"]:
        raise UnfitCeuCourse("A CEU course needs a title. Enter it as holders shall read it.")
    if not 0 < entry.hours <= MOST_HOURS or entry.hours != round(entry.hours, 2):
        raise UnfitCeuCourse("Hours are above 0 and up to 1000, with at most two decimals, such as 1.5.")
    if entry.cycle_years is not None and not 1 <= entry.cycle_years <= 20:
        raise UnfitCeuCourse("A cycle is the approval period, or 1 to 20 years. Choose one of them.")
    if entry.approved_from and entry.approved_until and entry.approved_until < entry.approved_from:
        raise UnfitCeuCourse("This approval would end before it begins. Correct one of the two days.")
    return replace(entry, **texts)  # type: ignore[arg-type]  # names of text fields only


def needs_period(first: date | None, last: date | None) -> None:
    """Raise UnfitCeuCourse unless an approval has both its days, the last not before the first."""
    if first is None or last is None:
        raise UnfitCeuCourse("An approval has a first and a last day. Enter both.")
    if last < first:
        raise UnfitCeuCourse("This approval would end before it begins. Correct one of the two days.")


def _with(course: CeuCourse, entry: Entry) -> CeuCourse:
    return replace(
        course,
        title=entry.title,
        hours_hundredths=int(entry.hours * 100),
        category=entry.category,
        provider=entry.provider,
        provider_contact=entry.provider_contact,
        approved_from=entry.approved_from,
        approved_until=entry.approved_until,
        cycle_years=entry.cycle_years,
    )


def _changed(before: CeuCourse, after: CeuCourse) -> list[str]:
    old, new = said(before), said(after)
    names = [name for name in new if old[name] != new[name]]
    return [name.replace("_hundredths", "").replace("_", " ") for name in names]
