"""Reminders: the ladder of an organisation, and which step of it is to be said to a person on a day.

Pure. The set-based twin is core/store/reminders.py; a test compares both. Source: docs/reminders.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from core.errors import Refusal

MOST_STEPS = 12
FARTHEST = 400  # days from the date
LOOK_AHEAD = (7, 366)  # a weekly list that saw less than a week would miss days
TOGETHER = 5  # so many mails to one person on one day; more become one digest
LONGEST_GAP = 400  # days that are caught up after a standstill


class UnfitLadder(Refusal):
    """Steps of reminders that cannot be; `say` names what does not fit."""


class CountedTo(StrEnum):
    """The date that a step counts to."""

    RECERTIFY = "recertify"
    END = "end"
    GRACE = "grace"
    DUE = "due"


class TermDate(StrEnum):
    """Which date of a term the steps count to: the one it falls due on, its end, or both where they differ."""

    RECERTIFY = "recertify"
    END = "end"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Ladder:
    """Steps in days from their date: -30 is thirty days before it, 0 the day itself, 7 a week after."""

    recertification: tuple[int, ...] = (-90, -60, -30, -7, 0, 7)
    due: tuple[int, ...] = (-7, -1, 1, 7)
    counted_to: TermDate = TermDate.BOTH
    end_of_grace: bool = True
    look_ahead_days: int = 30


@dataclass(frozen=True, slots=True)
class Step:
    """One step for whoever has `counted_on` as the date that it counts to; it falls on `step_on`."""

    counted_to: CountedTo
    days: int
    counted_on: date
    step_on: date

    @property
    def weight(self) -> int:
        """What decides between two steps on one day: the one nearer to its date is said, else the later of the two."""
        return len(CountedTo) * (FARTHEST - abs(self.days)) + list(CountedTo).index(self.counted_to)

    @property
    def name(self) -> str:
        """The step as a mail's key holds it: recertify-30."""
        return f"{self.counted_to}{self.days:+d}"


@dataclass(frozen=True, slots=True)
class Counting:
    """The dates of a person in a family. With an open assignment only its due date counts, else those of the term.

    `since` is the day of the assignment, or of the newest completion: what falls on it or before is never said.
    """

    archived: bool = False
    open: bool = False
    since: date | None = None
    due_on: date | None = None
    recertify_on: date | None = None
    ends_on: date | None = None
    grace_until: date | None = None


def fit(ladder: Ladder) -> Ladder:
    """Return a ladder with its steps in order. Raises UnfitLadder naming what cannot be."""
    for steps in (ladder.recertification, ladder.due):
        if len(set(steps)) > MOST_STEPS:
            raise UnfitLadder(f"A ladder has at most {MOST_STEPS} steps. Take some out.")
        far = [step for step in steps if abs(step) > FARTHEST]
        if far:
            raise UnfitLadder(f"{abs(far[0])} days is too far; a step lies within {FARTHEST} days of its date.")
    if not LOOK_AHEAD[0] <= ladder.look_ahead_days <= LOOK_AHEAD[1]:
        raise UnfitLadder(f"The look-ahead sees {LOOK_AHEAD[0]} to {LOOK_AHEAD[1]} days far. Enter such a number.")
    recertification, due = (tuple(sorted(set(steps))) for steps in (ladder.recertification, ladder.due))
    return replace(ladder, recertification=recertification, due=due)


def steps_of(ladder: Ladder) -> list[tuple[CountedTo, int]]:
    """Return every step of a ladder with the date that it counts to."""
    steps: list[tuple[CountedTo, int]] = [(CountedTo.DUE, days) for days in ladder.due]
    steps += [(CountedTo.RECERTIFY, days) for days in ladder.recertification]
    if ladder.counted_to is not TermDate.RECERTIFY:
        steps += [(CountedTo.END, days) for days in ladder.recertification]
    if ladder.end_of_grace:
        steps.append((CountedTo.GRACE, 0))
    return steps


def steps_within(ladder: Ladder, first: date, last: date) -> Iterator[Step]:
    """Yield every step that falls on a day from `first` to `last`, for whatever date puts it there."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        for counted_to, days in steps_of(ladder):
            if date.min.toordinal() <= ordinal - days <= date.max.toordinal():
                yield Step(counted_to, days, date.fromordinal(ordinal - days), date.fromordinal(ordinal))


def first_day(newest_run: date | None, on: date) -> date:
    """Return from which day on steps are looked for on a day.

    The day of the newest run is looked at once more: a date that was moved since can have put a step on it. Without
    a run before, only the day itself counts, so that nobody is flooded with what is long past.
    """
    if newest_run is None or newest_run >= on:
        return on
    return max(newest_run, on - timedelta(days=min(LONGEST_GAP, on.toordinal() - 1)))


def to_say(ladder: Ladder, counting: Counting, steps: Sequence[Step]) -> Step | None:
    """Return the one step to be said to a person in a family: the newest that fits, None when there is none.

    After a standstill that is one mail, not one for each step that was missed.
    """
    if counting.archived:
        return None
    dates = _dates(ladder, counting)
    fitting = [
        step
        for step in steps
        if dates.get(step.counted_to) == step.counted_on and (counting.since is None or step.step_on > counting.since)
    ]
    return max(fitting, key=lambda step: (step.step_on, step.weight), default=None)


def _dates(ladder: Ladder, counting: Counting) -> dict[CountedTo, date | None]:
    if counting.open:
        return {CountedTo.DUE: counting.due_on}
    dates = {CountedTo.GRACE: counting.grace_until}
    if counting.ends_on != counting.recertify_on:
        dates[CountedTo.END] = counting.ends_on
    if counting.ends_on == counting.recertify_on or ladder.counted_to is not TermDate.END:
        dates[CountedTo.RECERTIFY] = counting.recertify_on
    return dates
