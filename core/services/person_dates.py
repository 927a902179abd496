"""The dates of one person in one family of courses, each with the rule behind it in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.model import Course
from core.rules import dates
from core.rules.date_words import due_words, grace_words, window_words
from core.rules.words import day_words
from core.store.learners import LearnerRow
from core.store.person_history import NewestTerm


@dataclass(frozen=True, slots=True)
class ExplainedDate:
    """A date, what it is for, and how it came about; no date: never."""

    label: str
    day: date | None
    because: str


def explained(
    row: LearnerRow, assigned: Course, term: NewestTerm | None, taken: Course | None
) -> tuple[ExplainedDate, ...]:
    """Return the dates of a row of the lists in the order in which they come about.

    `assigned` is the row's course, `taken` the one that the newest term is of, if there is a term.
    """
    found = []
    if row.due_on and row.assigned_on:
        found.append(ExplainedDate("Due by", row.due_on, _due(row.assigned_on, row.due_on, assigned)))
    if term and taken:
        found += _of_term(row, term, taken)
    return tuple(found)


def _due(assigned: date, due: date, course: Course) -> str:
    usual = dates.due_on(assigned, course.due_days, course.due_months)
    if due == usual:
        return due_words(assigned, course.due_days, course.due_months)
    return f"set by hand; assigned {day_words(assigned)}, usually due {day_words(usual)}"


def _of_term(row: LearnerRow, term: NewestTerm, course: Course) -> list[ExplainedDate]:
    through = term.extended_to or term.base_through
    found = [ExplainedDate("Valid through", through, _through(term))]
    if row.recertify_on:
        because = "set by hand" if row.by_hand else window_words(course.terms, through)
        found.append(ExplainedDate("Due again from", row.recertify_on, because))
    if row.grace_until:
        found.append(ExplainedDate("Grace until", row.grace_until, grace_words(course.terms, row.ends_on)))
    return found


def _through(term: NewestTerm) -> str:
    if term.extended_to is None:
        return term.because
    ended = f"extended from {day_words(term.base_through)}" if term.base_through else "extended"
    return f"{ended}: {term.reason or 'no reason given'} ({term.because})"
