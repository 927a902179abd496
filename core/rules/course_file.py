"""Course files: what a body teaches, as TOML. Reads all of it and reports everything that is wrong at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from core.errors import Refusal
from core.model import AnchorRule, Course, CourseId, CourseTerms, ExpiryRule, OrgId, Prerequisite, Problem
from core.rules.dates import check_terms, due_on, parse_fixed_day
from core.rules.nearest import nearest

T = TypeVar("T")
LONGEST_TEXT = 200
MOST_MINOR = 10**12
_HEADER = re.compile(r"\s*\[\[\s*course\s*\]\]")
_PRICES = ("new", "renewal", "replacement")
_DATES = ["months", "rule", "fixed_day", "min_active_months", "anchor", "window_days", "grace_days"]
_KEYS = ["code", "title", "family", "version", *_DATES, "due_days", "due_months", "automatic", "claim_step"]
_LISTS = ["fees", "requires"]


@dataclass(frozen=True, slots=True)
class FiledFee:
    """Prices in minor units from a day on."""

    starts_on: date
    new: int
    renewal: int
    replacement: int


@dataclass(frozen=True, slots=True)
class FiledCourse:
    """One course of a file. Its ids are 0: the code tells which course of the organisation it is.

    `says_claim_step` is False when the file leaves the claim step as it is.
    """

    course: Course
    fees: tuple[FiledFee, ...]
    says_claim_step: bool


class UnreadableCourses(Refusal):
    def __init__(self, why: str) -> None:
        super().__init__(f"This is not a course file: {why}. Write it as docs/import.md shows.")


class BadCourse(Refusal):
    """A setting of a course that cannot be; `say` names it and the cure."""


class _Wrong(Exception):
    """A setting that cannot be; caught where the course is known."""

    def __init__(self, column: str, value: object, say: str, cure: str, code: str = "BAD_SETTING") -> None:
        super().__init__(say)
        self.column, self.value, self.say, self.cure, self.code = column, value, say, cure, code


def read_courses(content: bytes) -> tuple[list[FiledCourse], list[Problem]]:
    """Return the courses of a file and what is wrong with the others; a problem's line is that of its [[course]].

    Raises UnreadableCourses for what is no TOML or holds no course.
    """
    text, tables = _tables(content)
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]
    courses: list[FiledCourse] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for index, table in enumerate(tables):
        try:
            found = _course(table)
            if found.course.code in seen:
                raise _Wrong("code", found.course.code, "This code stands twice in the file.", "Keep one.")
            seen.add(found.course.code)
            courses.append(found)
        except _Wrong as wrong:
            line = lines[index] if len(lines) == len(tables) else index + 1
            problems.append(Problem(line, wrong.column, _shown(wrong.value), wrong.code, wrong.say, wrong.cure))
    return courses, problems


def read_table(table: Mapping[str, Any]) -> FiledCourse:
    """Return the course that one table of settings describes, as a file or a form gives it. Raises BadCourse."""
    try:
        return _course(table)
    except _Wrong as wrong:
        raise BadCourse(f"{wrong.say} {wrong.cure}") from None


def _tables(content: bytes) -> tuple[str, list[Mapping[str, Any]]]:
    try:
        text = content.decode("utf-8-sig")
        parsed = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnreadableCourses(str(error)) from error
    tables = parsed.get("course")
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise UnreadableCourses("it holds no [[course]]")
    other = [key for key in parsed if key != "course"]
    if other:
        raise UnreadableCourses(f"it holds {other[0]} beside its [[course]] tables")
    return text, tables


def _course(table: Mapping[str, Any]) -> FiledCourse:
    _only(table, [*_KEYS, *_LISTS])
    code = _text(table, "code")
    course = Course(
        CourseId(0),
        OrgId(0),
        code=code,
        title=_text(table, "title"),
        family=_text(table, "family", code),
        version=_number(table, "version", 1, 1) or 1,
        terms=_terms(table),
        **_due(table),
        automatic=_flag(table, "automatic", False),
        claim_step=_flag(table, "claim_step", True),
        requires=tuple(_requires(table)),
    )
    return FiledCourse(course, tuple(_fees(table)), "claim_step" in table)


def _terms(table: Mapping[str, Any]) -> CourseTerms:
    fixed = table.get("fixed_day")
    if fixed is not None and not isinstance(fixed, str):
        raise _Wrong("fixed_day", fixed, "fixed_day is no text.", 'Write month-day in quotes, such as "12-31".')
    terms = CourseTerms(
        months=_number(table, "months", None),
        rule=ExpiryRule(_word(table, "rule", [*ExpiryRule])),
        fixed_day=_checked("fixed_day", fixed, lambda: parse_fixed_day(fixed)) if fixed is not None else None,
        min_active_months=_number(table, "min_active_months", 0) or 0,
        anchor=AnchorRule(_word(table, "anchor", [*AnchorRule])),
        window_days=_number(table, "window_days", 0) or 0,
        grace_days=_number(table, "grace_days", None),
    )
    _checked("rule", terms.rule, lambda: check_terms(terms))
    return terms


def _due(table: Mapping[str, Any]) -> dict[str, Any]:
    months = _number(table, "due_months", None)
    days = _number(table, "due_days", None if months is not None else 30)
    if days is not None and months is not None:
        raise _Wrong("due_months", months, "Both due_days and due_months are given.", "Keep one of them.")
    _checked("due_days", days or months, lambda: due_on(date(2000, 1, 1), days, months))
    return {"due_days": days, "due_months": months}


def _requires(table: Mapping[str, Any]) -> Iterator[Prerequisite]:
    for one in _list_of_tables(table, "requires"):
        _only(one, ["family", "min_version", "max_age_months"])
        yield Prerequisite(
            _text(one, "family"), _number(one, "min_version", 1, 1) or 1, _number(one, "max_age_months", None)
        )


def _fees(table: Mapping[str, Any]) -> Iterator[FiledFee]:
    seen: set[date] = set()
    for one in _list_of_tables(table, "fees"):
        _only(one, ["from", *_PRICES])
        day = _day(one.get("from"))
        if day in seen:
            raise _Wrong("fees", day, "Two rows of fees start on the same day.", "Keep one of them.")
        seen.add(day)
        yield FiledFee(day, *(_number(one, price, 0, 0, MOST_MINOR) or 0 for price in _PRICES))


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise _Wrong("fees", value, "A row of fees has no first day.", 'Write from = "2026-01-31".', "BAD_DATE")


def _list_of_tables(table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _Wrong(key, found, f"{key} is no list of tables.", "Write it as docs/import.md shows.")
    return found


def _only(table: Mapping[str, Any], known: list[str]) -> None:
    for key in table:
        if key not in known:
            hint = nearest(key, known)
            cure = f"Did you mean {hint}?" if hint else f"Known here: {', '.join(known)}."
            raise _Wrong(key, table[key], f"There is no setting {key}.", cure, "UNKNOWN_SETTING")


def _text(table: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = table.get(key, default)
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text or len(text) > LONGEST_TEXT or not text.isprintable():
        raise _Wrong(key, value, f"A course needs a {key}.", f"Give 1 to {LONGEST_TEXT} characters in quotes.")
    return text


def _number(
    table: Mapping[str, Any], key: str, default: int | None, least: int = 0, most: int = 2**31 - 1
) -> int | None:
    value = table.get(key, default)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise _Wrong(key, value, f"{key} is no whole number from {least} on.", "Write it without quotes.")
    return value


def _flag(table: Mapping[str, Any], key: str, default: bool) -> bool:
    value = table.get(key, default)
    if not isinstance(value, bool):
        raise _Wrong(key, value, f"{key} is neither true nor false.", "Write true or false without quotes.")
    return value


def _word(table: Mapping[str, Any], key: str, known: list[str]) -> str:
    value = table.get(key, known[0])
    if value not in known:
        raise _Wrong(key, value, f"There is no {key} {value}.", f"Use one of {', '.join(known)}.")
    return str(value)


def _checked(key: str, value: object, act: Callable[[], T]) -> T:
    try:
        return act()
    except Refusal as refusal:
        raise _Wrong(key, value, refusal.say, "Change the setting.") from refusal


def _shown(value: object) -> str | None:
    return None if value is None else str(value)[:LONGEST_TEXT]
