"""Courses and prices: what the organisation teaches, entered by staff or brought in as a file."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from core.errors import NotFound
from core.model import Course, OrgId, Problem, Role, Term
from core.rules import dates
from core.rules.course_file import FiledCourse, read_courses
from core.rules.fees import PriceRow
from core.rules.nearest import nearest
from core.services.desk import Desk
from core.services.rehearsal import acting_or_rehearsing
from core.store import assignments, courses, learner_facts, organisations
from core.store.courses import FeeRow
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Listed:
    """A course as the list shows it; `fee` None: it costs nothing today."""

    course: Course
    fee: FeeRow | None
    retired: bool


@dataclass(frozen=True, slots=True)
class PriceList:
    """Every price row of an organisation, in the order entered, and the codes that exist."""

    rows: tuple[PriceRow, ...]
    currency: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What a course file did, or would do."""

    new: int
    updated: int
    unchanged: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class FeeEntry:
    """One price row with who entered it when; `in_force` is the row of today."""

    fee: FeeRow
    made_at: datetime
    made_by: str
    in_force: bool


def listing(desk: Desk) -> list[Listed]:
    """Return every course of the organisation with today's price, those no longer offered last."""
    with desk.reading_as(Role.STAFF, Role.INSTRUCTOR) as tx:
        org = desk.actor.org_id
        prices = courses.fees_on(tx, org, desk.today)
        gone = courses.retired(tx, org)
        return [Listed(one, prices.get(one.course_id), one.course_id in gone) for one in courses.all_in(tx, org)]


def price_list(desk: Desk) -> PriceList:
    """Return what `core price` and previews calculate with."""
    with desk.reading_as(Role.STAFF, Role.INSTRUCTOR) as tx:
        org = desk.actor.org_id
        rows = tuple(
            PriceRow(code, fee.starts_on, fee.new, fee.renewal, fee.replacement)
            for code, fee in courses.every_fee(tx, org)
        )
        codes = frozenset(one.code for one in courses.all_in(tx, org))
        return PriceList(rows, organisations.by_id(tx, org).currency, codes)


def fee_history(desk: Desk, code: str) -> list[FeeEntry]:
    """Return every price row of a course, newest day first, future ones too."""
    with desk.reading_as(Role.STAFF) as tx:
        course = find_course(tx, desk.actor.org_id, code)
        rows = courses.fee_history(tx, desk.actor.org_id, course.course_id)
        current = next((index for index, (fee, _, _) in enumerate(rows) if fee.starts_on <= desk.today), None)
        return [FeeEntry(fee, when, who, index == current) for index, (fee, when, who) in enumerate(rows)]


def save(desk: Desk, course: Course) -> str:
    """Write a course by its code; return 'new', 'updated' or 'unchanged'. Raises UnfitTerms.

    Certificates that exist keep their dates: a term is derived once. Who completed the course in another way, and
    everybody's window and grace, go by the new settings.
    """
    dates.check_terms(course.terms)
    dates.due_on(desk.today, course.due_days, course.due_months)
    with desk.acting_as(Role.STAFF) as tx:
        before = courses.by_code(tx, desk.actor.org_id, course.code)
        outcome = courses.put(tx, desk.actor.org_id, course, desk.now)
        if outcome != "unchanged":
            what = "course.added" if outcome == "new" else "course.changed"
            desk.record(tx, what, f"course:{course.code}", asdict(before) if before else None, asdict(course))
        if before:
            _move_learners(tx, before, course)
        return outcome


def set_fee(desk: Desk, code: str, fee: FeeRow) -> bool:
    """Add a price row; return whether it is new. Orders keep the prices they were made with."""
    with desk.acting_as(Role.STAFF) as tx:
        course = find_course(tx, desk.actor.org_id, code)
        added = courses.put_fee(tx, course.course_id, fee, desk.actor.name, desk.now)
        if added:
            desk.record(tx, "fee.added", f"course:{code}", after=asdict(fee))
        return added


def set_retired(desk: Desk, code: str, retired: bool) -> bool:
    """Stop offering a course for new workshops, or offer it again; return whether that changed anything."""
    with desk.acting_as(Role.STAFF) as tx:
        course = find_course(tx, desk.actor.org_id, code)
        changed = courses.set_retired(tx, desk.actor.org_id, course.course_id, desk.now if retired else None) > 0
        if changed:
            desk.record(tx, "course.retired" if retired else "course.offered_again", f"course:{code}")
        return changed


def sample_term(course: Course, completed: date) -> Term:
    """Return what a completion earns somebody without an earlier certificate. Raises UnfitTerms."""
    return dates.term(course.terms, completed)


def import_file(desk: Desk, content: bytes, *, dry_run: bool = False) -> FileOutcome:
    """Bring in a course file: every good course goes in, in one transaction, the others are listed with why.

    A file says a course as a whole: what it leaves out takes its default. Prices are only ever added.
    Raises UnreadableCourses.
    """
    filed, problems = read_courses(content)
    with acting_or_rehearsing(desk, Role.STAFF, rehearse=dry_run) as tx:
        outcome = _outcome([_put(tx, desk, one) for one in filed], problems)
        if outcome.new or outcome.updated:
            counts = {"new": outcome.new, "updated": outcome.updated, "codes": [one.course.code for one in filed]}
            desk.record(tx, "courses.imported", f"organisation:{desk.actor.org_id}", after=counts)
    return outcome


def find_course(tx: Tx, org: OrgId, code: str) -> Course:
    """Return the course of this code. Raises NotFound with the nearest known one."""
    found = courses.by_code(tx, org, code)
    if found is None:
        raise NotFound("course", code, nearest(code, [one.code for one in courses.all_in(tx, org)]))
    return found


def _outcome(each: list[str], problems: list[Problem]) -> FileOutcome:
    return FileOutcome(each.count("new"), each.count("updated"), each.count("unchanged"), tuple(problems))


def _put(tx: Tx, desk: Desk, filed: FiledCourse) -> str:
    org = desk.actor.org_id
    before = courses.by_code(tx, org, filed.course.code)
    outcome = courses.put(tx, org, _with_claim_step(filed, before), desk.now)
    course = find_course(tx, org, filed.course.code)
    if before:
        _move_learners(tx, before, course)
    added = [courses.put_fee(tx, course.course_id, fee, desk.actor.name, desk.now) for fee in _fee_rows(filed)]
    return "updated" if outcome == "unchanged" and any(added) else outcome


def _move_learners(tx: Tx, before: Course, after: Course) -> None:
    """Let the facts of recertification follow a course whose dates come to something else now."""
    if (before.family, before.version, before.terms) != (after.family, after.version, after.terms):
        learner_facts.touch_course(tx, before.org_id, before.course_id)
        learner_facts.refresh(tx, before.org_id)
        assignments.key_again(tx, before.org_id)


def _with_claim_step(filed: FiledCourse, before: Course | None) -> Course:
    if before and not filed.says_claim_step:
        return replace(filed.course, claim_step=before.claim_step)
    return filed.course


def _fee_rows(filed: FiledCourse) -> list[FeeRow]:
    return [FeeRow(fee.new, fee.renewal, fee.replacement, fee.starts_on) for fee in filed.fees]
