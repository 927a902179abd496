"""What each pair is told: the hint of its class, of its flags, and who may be meant by its address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.model import OrgId
from core.rules import pair_words
from core.rules.nearest import nearest
from core.rules.pair_words import CourseHint
from core.rules.pairs import BITS, Flag, PairClass
from core.services.ceu_courses import CeuCourse
from core.store import ceu_courses
from core.store.credits.judged import JudgedRow
from core.store.db import Tx
from core.store.near import NearMatch


def flags_of(bits: int) -> tuple[Flag, ...]:
    """Return the flags of a row in their order."""
    return tuple(flag for flag, bit in BITS.items() if bits & bit)


class Hints:
    """Hints for the rows of one list; thousands are alike, so that each sentence is made once."""

    def __init__(self, tx: Tx, org: OrgId, near: Mapping[int, NearMatch]) -> None:
        self._tx = tx
        self._org = org
        self._near = near
        self._unknown: dict[str, str] = {}
        self._unapproved: dict[tuple[int, date], str] = {}
        self._codes: list[str] | None = None
        self._next: dict[int, int] | None = None
        self._courses: dict[int, CeuCourse | None] = {}

    def of(self, row: JudgedRow) -> str | None:
        """Return the one hint of a row: its class comes first, then what unticks it, then who may be meant."""
        cls = PairClass(row.cls)
        if cls is PairClass.UNKNOWN_ID:
            return self._unknown_id(row)
        if cls is PairClass.OTHER_ORGANISATION:
            return pair_words.elsewhere_words(row.ceulid)
        if cls is PairClass.NOT_APPROVED:
            return self._not_approved(row)
        for flag in flags_of(row.flags):
            if flag in pair_words.FLAG_WORDS:
                return pair_words.FLAG_WORDS[flag]
        if meant := self._near.get(row.row_at):
            return pair_words.near_words(meant.address, meant.name, meant.because)
        return pair_words.CLASS_WORDS.get(cls)

    def _unknown_id(self, row: JudgedRow) -> str:
        if row.ceulid_key not in self._unknown:
            if self._codes is None:
                self._codes = ceu_courses.codes(self._tx, self._org)
            self._unknown[row.ceulid_key] = pair_words.unknown_words(row.ceulid, nearest(row.ceulid, self._codes))
        return self._unknown[row.ceulid_key]

    def _not_approved(self, row: JudgedRow) -> str:
        course = row.ceu_course_id or 0
        if (course, row.attended_on) not in self._unapproved:
            self._unapproved[course, row.attended_on] = self._why(course, row.attended_on)
        return self._unapproved[course, row.attended_on]

    def _why(self, course: int, on: date) -> str:
        found = self._course(course)
        if found is None:
            return pair_words.unknown_words("", None)
        hint = CourseHint(
            found.ceulid, found.state, found.approved_from, found.approved_until, self._successor(found, on)
        )
        return pair_words.not_approved_words(hint, on)

    def _successor(self, course: CeuCourse, on: date) -> str | None:
        """Return the first id down the chain that is approved on a day, or None."""
        if self._next is None:
            self._next = ceu_courses.successors(self._tx, self._org)
        seen = {course.ceu_course_id}
        at = self._next.get(course.ceu_course_id)
        while at is not None and at not in seen:
            seen.add(at)
            found = self._course(at)
            if found and _approved(found, on):
                return found.ceulid
            at = self._next.get(at)
        return None

    def _course(self, course: int) -> CeuCourse | None:
        if course not in self._courses:
            self._courses[course] = ceu_courses.find(self._tx, self._org, course)
        return self._courses[course]


def _approved(course: CeuCourse, on: date) -> bool:
    since = course.approved_from is None or course.approved_from <= on
    return course.state == "approved" and since and (course.approved_until is None or on <= course.approved_until)
