"""Recertification: on which list a person stands in a family of courses on a day, and who may be renewed.

Pure. The set-based twin is core/store/learner_status.py; a test compares both. Source: docs/recertification.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LearnerList(StrEnum):
    """The lists of a day. They are derived from dates and never stored."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    OVERDUE = "overdue"
    CURRENT = "current"
    DUE = "due"
    IN_GRACE = "in_grace"
    LAPSED = "lapsed"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a list rests on: the dates of the newest completed term, and the open assignment if there is one."""

    archived: bool = False
    open: bool = False
    due_on: date | None = None
    started: bool = False
    completed: bool = False
    recertify_on: date | None = None
    ends_on: date | None = None
    grace_until: date | None = None


def list_of(standing: Standing, on: date) -> LearnerList:
    """Return the one list for a person and family on a day. The first that applies decides."""
    if standing.archived:
        return LearnerList.ARCHIVED
    if standing.open:
        return _while_open(standing, on)
    if standing.recertify_on is None or standing.ends_on is None or on < standing.recertify_on:
        return LearnerList.CURRENT
    if on <= standing.ends_on or standing.grace_until is None:
        return LearnerList.DUE
    return LearnerList.IN_GRACE if on <= standing.grace_until else LearnerList.LAPSED


def _while_open(standing: Standing, on: date) -> LearnerList:
    if standing.due_on is not None and standing.due_on < on:
        return LearnerList.OVERDUE
    return LearnerList.IN_PROGRESS if standing.started else LearnerList.NOT_STARTED


def why_not(standing: Standing, on: date) -> str | None:
    """Return the code for which a person cannot be recertified on a day, None when they can."""
    found = list_of(standing, on)
    if found is LearnerList.ARCHIVED:
        return "ARCHIVED"
    if standing.open:
        return "OPEN_ASSIGNMENT"
    if not standing.completed:
        return "NOTHING_COMPLETED"
    return "NOT_DUE" if found is LearnerList.CURRENT else None
