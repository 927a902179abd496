"""The facts of recertification in plain Python, one person at a time: what the store's statements must come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from core.model import AnchorRule, Course, Term
from core.rules import dates
from core.rules.recertification import Standing

COUNTED = ("offered", "issued", "superseded")


@dataclass(frozen=True, slots=True)
class Certified:
    course: Course
    starts_on: date
    valid_through: date | None
    state: str = "issued"
    held_on: date | None = None  # of its workshop


@dataclass(frozen=True, slots=True)
class Completed:
    completion_id: int
    course: Course
    on: date
    assigned_on: date | None = None
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Assigned:
    assignment_id: int
    course: Course
    on: date
    state: str = "assigned"
    due_on: date | None = None
    was_due_on: date | None = None
    started_on: date | None = None
    completed_on: date | None = None


@dataclass(slots=True)
class History:
    """What the records hold of one person. `extended` and `by_hand` are by family and first day of a term."""

    certified: list[Certified] = field(default_factory=list)
    completed: list[Completed] = field(default_factory=list)
    assigned: list[Assigned] = field(default_factory=list)
    extended: dict[tuple[str, date], date] = field(default_factory=dict)
    by_hand: dict[tuple[str, date], date] = field(default_factory=dict)
    next_course: dict[str, int] = field(default_factory=dict)
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Earned:
    """One completed term; `through` is its last day before an extension."""

    course: Course
    dated_on: date
    starts_on: date
    through: date | None
    extended_to: date | None

    @property
    def end(self) -> date | None:
        return self.extended_to or self.through


@dataclass(frozen=True, slots=True)
class Facts:
    """What `learner` keeps of one person and family."""

    course_id: int | None = None
    dated_on: date | None = None
    starts_on: date | None = None
    valid_through: date | None = None
    recertify_on: date | None = None
    ends_on: date | None = None
    grace_until: date | None = None
    by_hand: bool = False
    archived: bool = False
    assignment_id: int | None = None
    open_course_id: int | None = None
    assigned_on: date | None = None
    due_on: date | None = None
    started: bool = False
    next_course_id: int | None = None

    def standing(self) -> Standing:
        """Return what the rule needs of these facts."""
        return Standing(
            self.archived,
            self.assignment_id is not None,
            self.due_on,
            self.started,
            self.course_id is not None,
            self.recertify_on,
            self.ends_on,
            self.grace_until,
        )


def facts(history: History, on: date) -> dict[str, Facts]:
    """Return the facts of each family as they stood on a day."""
    terms = terms_of(history, on)
    opened = [one for one in history.assigned if _open(one, on)]
    families = {one.course.family for one in terms} | {one.course.family for one in opened}
    return {family: _facts(history, family, terms, opened, on) for family in families}


def terms_of(history: History, on: date) -> list[Earned]:
    """Return every term dated by a day; completions in the order of their days, so that one can carry the last on."""
    terms = [
        _earned(history, one.course, one.held_on or one.starts_on, one.starts_on, one.valid_through)
        for one in history.certified
        if one.state in COUNTED
    ]
    for done in sorted(history.completed, key=lambda one: (one.on, one.completion_id)):
        if done.undone:
            continue
        before = newest(one for one in terms if one.course.family == done.course.family and one.dated_on < done.on)
        carried = before if done.course.terms.anchor is AnchorRule.CARRY_FORWARD else None
        previous = Term(carried.starts_on, carried.through, "") if carried else None
        term = dates.term(
            done.course.terms,
            done.on,
            previous,
            done.assigned_on,
            extended_to=carried.extended_to if carried else None,
        )
        terms.append(_earned(history, done.course, done.on, term.start, term.through))
    return [one for one in terms if one.dated_on <= on]


def newest(terms: Iterable[Earned]) -> Earned | None:
    """Return the one that counts: the latest start, then the higher version, then the later end."""
    return max(
        terms,
        key=lambda one: (
            one.starts_on,
            one.course.version,
            one.end is None,
            one.end or date.min,
            one.dated_on,
            one.course.course_id,
        ),
        default=None,
    )


def _earned(history: History, course: Course, dated_on: date, starts_on: date, through: date | None) -> Earned:
    return Earned(course, dated_on, starts_on, through, history.extended.get((course.family, starts_on)))


def _open(one: Assigned, on: date) -> bool:
    if one.state not in ("assigned", "in_progress", "completed") or one.on > on:
        return False
    return one.completed_on is None or one.completed_on > on


def _facts(history: History, family: str, terms: Sequence[Earned], opened: Sequence[Assigned], on: date) -> Facts:
    counts = newest(one for one in terms if one.course.family == family)
    work = max(
        (one for one in opened if one.course.family == family), key=lambda o: (o.on, o.assignment_id), default=None
    )
    by_hand = history.by_hand.get((family, counts.starts_on)) if counts else None
    opens = by_hand or (dates.window_opens(counts.course.terms, counts.end) if counts else None)
    end = max((day for day in (counts.end if counts else None, opens) if day), default=None)
    return Facts(
        course_id=counts.course.course_id if counts else None,
        dated_on=counts.dated_on if counts else None,
        starts_on=counts.starts_on if counts else None,
        valid_through=counts.end if counts else None,
        recertify_on=opens,
        ends_on=end,
        grace_until=dates.grace_end(counts.course.terms, end) if counts else None,
        by_hand=by_hand is not None,
        archived=history.archived,
        assignment_id=work.assignment_id if work else None,
        open_course_id=work.course.course_id if work else None,
        assigned_on=work.on if work else None,
        due_on=_due(work) if work else None,
        started=_started(work, on) if work else False,
        next_course_id=history.next_course.get(family),
    )


def _due(work: Assigned) -> date:
    return work.due_on or work.was_due_on or dates.due_on(work.on, work.course.due_days, work.course.due_months)


def _started(work: Assigned, on: date) -> bool:
    began = work.started_on or (work.on if work.state == "in_progress" else None)
    return began is not None and began <= on
