"""The date engine: what a completion is worth, in calendar days of the organisation.

Every end is derived from one anchor day in one step, never month by month and
never by 365 days. Ends are inclusive. Source of every rule: docs/dates.md.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from core.errors import DateOutOfRange, UnfitTerms
from core.model import AnchorRule, CourseTerms, ExpiryRule, Term
from core.rules.date_words import term_words
from core.rules.words import day_words

LONGEST_MONTHS = 1200
LONGEST_DAYS = 36_525


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day that a term is counted from, the day it starts on, and the rule that gave them in this case."""

    rule: AnchorRule
    day: date
    start: date


def term(
    course: CourseTerms,
    completed: date,
    previous: Term | None = None,
    assigned: date | None = None,
    *,
    extended_to: date | None = None,
    called: str = "completed",
) -> Term:
    """Return the term that a completion earns.

    `previous` carries the end before any extension and `extended_to` the end after it: an extension
    moves the renewal window, never the base of the next term. `called` is the word for the completion
    ("workshop", "imported"). Raises UnfitTerms or DateOutOfRange. Source: docs/dates.md.
    """
    check_terms(course)
    anchor = anchor_of(course, completed, previous.through if previous else None, assigned, extended_to)
    return Term(
        start=anchor.start,
        through=end_of(course, anchor.day),
        because=term_words(course, anchor.rule, anchor.day, called, extended=extended_to is not None),
    )


def anchor_of(
    course: CourseTerms,
    completed: date,
    previous_end: date | None = None,
    assigned: date | None = None,
    extended_to: date | None = None,
) -> Anchor:
    """Return what the course's anchor rule comes to for this completion.

    Carry forward outside the window, a lapsed term among it, and assignment without an assignment
    both come to the completion.
    """
    if course.anchor is AnchorRule.ASSIGNMENT and assigned is not None:
        return Anchor(AnchorRule.ASSIGNMENT, assigned, assigned)
    if course.anchor is AnchorRule.CARRY_FORWARD and previous_end is not None:
        last_day = extended_to if extended_to is not None else previous_end
        if in_window(course, last_day, completed):
            return _carried(course, previous_end)
    return Anchor(AnchorRule.COMPLETION, completed, completed)


def _carried(course: CourseTerms, previous_end: date) -> Anchor:
    start = add_days(previous_end, 1)
    # Counted from the start, "same day" would gain a day at every renewal.
    day = previous_end if course.rule is ExpiryRule.SAME_DAY else start
    return Anchor(AnchorRule.CARRY_FORWARD, day, start)


def end_of(course: CourseTerms, anchor: date) -> date | None:
    """Return the last valid day of a term counted from `anchor`, None when it never ends."""
    if course.rule is ExpiryRule.FIXED_DAY:
        return _first_fixed_day(course.fixed_day, add_months(anchor, course.min_active_months))
    if course.months is None:
        return None
    same_day = add_months(anchor, course.months)
    if course.rule is ExpiryRule.DAY_BEFORE:
        return add_days(same_day, -1)
    if course.rule is ExpiryRule.END_OF_MONTH:
        return _clamped(same_day.year, same_day.month, 31)
    return same_day


def _first_fixed_day(fixed: tuple[int, int] | None, earliest: date) -> date:
    month, day = _checked_fixed_day(fixed)
    this_year = _clamped(earliest.year, month, day)
    if this_year >= earliest:
        return this_year
    if earliest.year == MAXYEAR:
        raise DateOutOfRange(f"The end of a term from {day_words(earliest)}")
    return _clamped(earliest.year + 1, month, day)


def _clamped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def add_months(day: date, months: int) -> date:
    """Return the same day so many calendar months on, or the month's last day where it has no such day.

    Negative months go back. Raises DateOutOfRange beyond the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise DateOutOfRange(f"{day_words(day)} {months:+d} months")
    return _clamped(year, month + 1, day.day)


def add_days(day: date, days: int) -> date:
    """Return the day so many days on, or back. Raises DateOutOfRange beyond the years 1 to 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise DateOutOfRange(f"{day_words(day)} {days:+d} days") from None


def reaches(day: date, months: int | None, on: date) -> bool:
    """Return whether `day` plus so many months is `on` or later; None: any age will do. Never raises."""
    if months is None:
        return True
    try:
        return add_months(day, months) >= on
    except DateOutOfRange:
        return months > 0


def window_opens(course: CourseTerms, through: date | None) -> date | None:
    """Return the first day of the renewal window of a term ending on `through` (extended, if it was).

    None: the term never ends, so the window never opens. This is also the automatic recertification date.
    """
    return None if through is None else _bounded(through, -course.window_days)


def in_window(course: CourseTerms, through: date | None, on: date) -> bool:
    """Return whether `on` lies in the renewal window, whose both ends are inclusive."""
    opens = window_opens(course, through)
    return opens is not None and through is not None and opens <= on <= through


def grace_end(course: CourseTerms, through: date | None) -> date | None:
    """Return the last day of grace after `through`; None: the course has no grace, or the term no end."""
    if through is None or course.grace_days is None:
        return None
    return _bounded(through, course.grace_days)


def _bounded(day: date, days: int) -> date:
    # Ends like 9999-12-31 come in from elsewhere; held at the calendar's edge they still compare rightly.
    try:
        return add_days(day, days)
    except DateOutOfRange:
        return date.max if days > 0 else date.min


def due_on(assigned: date, days: int | None = 30, months: int | None = None) -> date:
    """Return the due date of an assignment: calendar months if the course names them, else days (30)."""
    for number, longest in ((days, LONGEST_DAYS), (months, LONGEST_MONTHS)):
        if number is not None and not 0 <= number <= longest:
            raise UnfitTerms(f"An assignment cannot be due after {number}. Give 0 to {longest}.")
    if months is not None:
        return add_months(assigned, months)
    return add_days(assigned, 30 if days is None else days)


def check_terms(course: CourseTerms) -> None:
    """Raise UnfitTerms, saying which setting and why, unless a term can be derived from these settings."""
    fixed = course.rule is ExpiryRule.FIXED_DAY
    if not fixed and course.months is not None:
        _check("months", course.months, 1, LONGEST_MONTHS)
    if fixed:
        _check("min_active_months", course.min_active_months, 0, LONGEST_MONTHS)
        _checked_fixed_day(course.fixed_day)
    _check("window_days", course.window_days, 0, LONGEST_DAYS)
    if course.grace_days is not None:
        _check("grace_days", course.grace_days, 0, LONGEST_DAYS)


def _check(name: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise UnfitTerms(f"{name} is {number}; it must lie between {least} and {most}.")


def _checked_fixed_day(fixed: tuple[int, int] | None) -> tuple[int, int]:
    if fixed is None:
        raise UnfitTerms("The rule fixed_day needs the day it means, such as 12-31. Set fixed_day.")
    month, day = fixed
    # 2000 is a leap year: 29 February is a day, and becomes the 28th in other years.
    if not (1 <= month <= 12 and 1 <= day <= monthrange(2000, month)[1]):
        raise UnfitTerms(f"fixed_day {month:02d}-{day:02d} is no day of any year. Write month-day, such as 12-31.")
    return fixed


def parse_fixed_day(text: str) -> tuple[int, int]:
    """Return the (month, day) that "12-31" names. Raises UnfitTerms."""
    if not re.fullmatch(r"[0-9]{2}-[0-9]{2}", text):
        raise UnfitTerms(f"fixed_day {text!r} is not a day. Write month-day, such as 12-31.")
    return _checked_fixed_day((int(text[:2]), int(text[3:])))
