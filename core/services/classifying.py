"""Classify a list as a workshop's roster would be, without a workshop: nothing is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.errors import FutureWorkshop, NoCourseChosen, NotFound
from core.model import Course, CourseId, PersonId, PriceKind, Problem, Role, Status
from core.rules import intake
from core.rules.eligibility import name_key
from core.rules.nearest import nearest
from core.rules.verdict import RowWarning, Verdict
from core.services import pricing, standing_words, workshops
from core.services.desk import Desk
from core.services.workshops import MAY
from core.store import classified, courses, organisations, suggestions
from core.store.classified import ClassifiedRow
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A participant in a course: as they stand in the file, who that is here, and the verdict in sentences."""

    line: int
    first_name: str
    last_name: str
    email: str
    person: PersonId | None
    course: str
    verdict: Verdict

    def as_json(self) -> dict[str, object]:
        names = ("line", "first_name", "last_name", "email", "person", "course")
        return {name: getattr(self, name) for name in names} | self.verdict.as_json()


@dataclass(frozen=True, slots=True)
class ClassifiedFile:
    """A whole file, classified. `total_minor` is the price of everything selectable on the desk's today."""

    rows: tuple[ListedRow, ...]
    problems: Sequence[Problem]
    counts: Mapping[str, int]
    total_minor: int
    currency: str

    def as_json(self) -> dict[str, object]:
        """Return the document that `core classify --json` prints."""
        return {
            "rows": [row.as_json() for row in self.rows],
            "problems": [problem.as_json() for problem in self.problems],
            "counts": dict(self.counts),
            "total": self.total_minor,
            "currency": self.currency,
        }


def classify_file(
    desk: Desk, content: bytes, name: str, course_codes: Sequence[str], on: date, *, retakes: bool = False
) -> ClassifiedFile:
    """Decide for everybody on a list whether they may be certified in each course for a workshop on a day.

    A row a participant × course, in the order of the file, then of the courses as they were named. Rows with a
    problem are among the problems only. Raises IntakeRefused, FutureWorkshop, NoCourseChosen, or NotFound for a
    code, with the nearest known one.
    """
    found = intake.read(content, name, "roster")
    with desk.reading_as(*MAY) as tx:
        if on > desk.today:
            raise FutureWorkshop(on)
        taught = _taught(desk, tx, course_codes)
        decided = _decided(desk, tx, found.rows, taught, on, retakes=retakes)
        suggestions.look(tx, desk.actor.org_id, on)
        meant = {key: standing_words.near_match(desk.actor.role, one) for key, one in suggestions.found(tx).items()}
        codes = {course.course_id: course.code for course in taught}
        chosen = [(codes[row.course_id], PriceKind(row.kind)) for row in decided if row.selectable]
        price = pricing.price_of(tx, desk.actor.org_id, desk.today, chosen)
        currency = organisations.by_id(tx, desk.actor.org_id).currency
        lapsed = _lapsed(desk, tx, taught, on)
    counted = Counter(row.status for row in decided)
    counts = {str(status): counted[status] for status in Status}
    rows = _in_words(found.rows, decided, taught, on, lapsed, meant, retakes=retakes)
    return ClassifiedFile(rows, found.problems, counts, price.total, currency)


def _taught(desk: Desk, tx: Tx, codes: Sequence[str]) -> list[Course]:
    """Return the courses of these codes in the order given, each once."""
    if not codes:
        raise NoCourseChosen
    known = {course.code: course for course in courses.by_codes(tx, desk.actor.org_id, codes)}
    if missing := [code for code in codes if code not in known]:
        every = [course.code for course in courses.all_in(tx, desk.actor.org_id)]
        raise NotFound("course", missing[0], nearest(missing[0], every))
    return [known[code] for code in dict.fromkeys(codes)]


def _decided(
    desk: Desk, tx: Tx, rows: intake.Rows, taught: Sequence[Course], on: date, *, retakes: bool
) -> list[ClassifiedRow]:
    names = zip(rows.columns["first_name"], rows.columns["last_name"], strict=True)
    return classified.classify_list(
        tx,
        desk.actor.org_id,
        on,
        rows.lines,
        rows.columns["email"],
        [name_key(first, last) for first, last in names],
        [course.course_id for course in taught],
        retakes=retakes,
    )


def _lapsed(desk: Desk, tx: Tx, taught: Sequence[Course], on: date) -> Mapping[CourseId, RowWarning]:
    """Return the warning for each course, if an instructor asks: then it is known who taught."""
    if desk.actor.role is not Role.INSTRUCTOR or desk.actor.person_id is None:
        return {}
    return workshops.lapsed(tx, desk.actor.org_id, desk.actor.person_id, taught, on)


def _in_words(
    rows: intake.Rows,
    decided: Sequence[ClassifiedRow],
    taught: Sequence[Course],
    on: date,
    lapsed: Mapping[CourseId, RowWarning],
    meant: Mapping[tuple[int, int], RowWarning],
    *,
    retakes: bool,
) -> tuple[ListedRow, ...]:
    """Return the rows in sentences; thousands stand alike, so that each sentence is made once."""
    known = {course.course_id: course for course in taught}
    said: dict[tuple[object, ...], Verdict] = {}
    listed = []
    for row in decided:
        alike = (row.course_id, row.kind, row.selectable, row.reasons, row.warnings)
        if alike not in said:
            worded = standing_words.worded(row, known[row.course_id], on, retakes=retakes)
            said[alike] = _warned(worded, lapsed.get(row.course_id))
        at = rows[row.at]
        verdict = _warned(said[alike], meant.get((row.at, row.course_id)))
        listed.append(
            ListedRow(at.line, at.first_name, at.last_name, at.email, row.person_id, known[row.course_id].code, verdict)
        )
    return tuple(listed)


def _warned(row: Verdict, warning: RowWarning | None) -> Verdict:
    return replace(row, warnings=(*row.warnings, warning)) if warning else row
