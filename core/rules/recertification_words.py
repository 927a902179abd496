"""Where a person stands in a family of courses, in a sentence. Source: docs/recertification.md."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from core.rules.recertification import LearnerList
from core.rules.words import count_words, day_words


class Dates(Protocol):
    """The dates of one row of the lists."""

    @property
    def assigned_on(self) -> date | None: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def valid_through(self) -> date | None: ...
    @property
    def recertify_on(self) -> date | None: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def grace_until(self) -> date | None: ...
    @property
    def by_hand(self) -> bool: ...


def standing_words(on_list: LearnerList, row: Dates, on: date) -> str:
    """Return why a row is on its list on a day, and what comes next: "In grace since 1 Jul 2026, through 30 Jul 2026."

    A date that was set by hand says so.
    """
    if on_list is LearnerList.ARCHIVED:
        return "Archived here."
    if row.due_on is not None:
        return _open_words(on_list, row, on)
    return _completed_words(on_list, row) + (" The date was set by hand." if row.by_hand else "")


def _open_words(on_list: LearnerList, row: Dates, on: date) -> str:
    due = _day(row.due_on)
    if on_list is LearnerList.OVERDUE and row.due_on is not None:
        return f"Was due {due}, {count_words((on - row.due_on).days, 'day')} ago."
    if on_list is LearnerList.IN_PROGRESS:
        return f"Begun, due {due}."
    return f"Assigned {_day(row.assigned_on)}, due {due}."


def _completed_words(on_list: LearnerList, row: Dates) -> str:
    if row.recertify_on is None:
        return "Never expires."
    if on_list is LearnerList.CURRENT:
        return f"Due for recertification from {_day(row.recertify_on)}{_valid(row)}."
    if on_list is LearnerList.DUE:
        return f"Due for recertification since {_day(row.recertify_on)}{_valid(row)}."
    if on_list is LearnerList.IN_GRACE:
        return f"Ended {_day(row.ends_on)}, in grace through {_day(row.grace_until)}."
    return f"Ended {_day(row.ends_on)}, grace ended {_day(row.grace_until)}."


def _valid(row: Dates) -> str:
    return f", valid through {day_words(row.valid_through)}" if row.valid_through else ""


def _day(day: date | None) -> str:
    return day_words(day) if day else "no day"
