"""Reminders as staff set them: the ladder of the organisation, and what it would say to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from core.model import OrgId, Role
from core.rules import reminders as rule
from core.rules.dates import add_days
from core.rules.reminder_words import TERM_DATES, ladder_words, line_words, read_days, write_days
from core.rules.reminders import Counting, Ladder, TermDate
from core.services.desk import Desk
from core.store import reminder_ladder
from core.store.db import Tx
from core.store.reminder_ladder import LadderRow

SAMPLE = ("BLS Rescuer", 90, 30)  # title, window and grace in days of the sample person


def ladder_of(tx: Tx, org: OrgId) -> Ladder:
    """Return the ladder in use in an organisation: its own, or the one that everybody starts with."""
    found = reminder_ladder.find(tx, org)
    if found is None:
        return Ladder()
    return Ladder(
        found.recertification, found.due, TermDate(found.counted_to), found.end_of_grace, found.look_ahead_days
    )


def ladder(desk: Desk) -> Ladder:
    """Return the ladder in use. Staff only."""
    with desk.reading_as(Role.STAFF) as tx:
        return ladder_of(tx, desk.actor.org_id)


def save(desk: Desk, wanted: Ladder) -> bool:
    """Put a ladder into use from the next day on; return whether anything changed. Raises UnfitLadder.

    What was said is not said again: steps are known by the date that they count to.
    """
    fit = rule.fit(wanted)
    with desk.acting_as(Role.STAFF) as tx:
        org, before = desk.actor.org_id, ladder_of(tx, desk.actor.org_id)
        if before == fit:
            return False
        row = LadderRow(fit.recertification, fit.due, fit.counted_to, fit.end_of_grace, fit.look_ahead_days)
        reminder_ladder.put(tx, org, row, desk.actor.name, desk.now)
        desk.record(tx, "reminders.changed", f"organisation:{org}", asdict(before), asdict(fit))
        return True


COUNTED_TO = {str(each): words for each, words in TERM_DATES.items()}


@dataclass(frozen=True, slots=True)
class Steps:
    """A ladder as a form holds it: days before and after as people write them."""

    term_before: str
    term_on_day: bool
    term_after: str
    due_before: str
    due_on_day: bool
    due_after: str
    counted_to: str
    end_of_grace: bool
    look_ahead_days: int


def steps(desk: Desk) -> Steps:
    """Return the ladder in use as a form holds it. Staff only."""
    found = ladder(desk)
    return Steps(
        *_written(found.recertification),
        *_written(found.due),
        found.counted_to,
        found.end_of_grace,
        found.look_ahead_days,
    )


def _written(days: Sequence[int]) -> tuple[str, bool, str]:
    before, after = ([day for day in sorted(days) if day * sign > 0] for sign in (-1, 1))
    return write_days([-day for day in before]), 0 in days, write_days(after)


def read(form: Steps) -> Ladder:
    """Return the ladder that a form means. Raises UnfitLadder for what is no number of days."""
    return rule.fit(
        Ladder(
            _read(form.term_before, form.term_on_day, form.term_after),
            _read(form.due_before, form.due_on_day, form.due_after),
            TermDate(form.counted_to),
            form.end_of_grace,
            form.look_ahead_days,
        )
    )


def _read(before: str, on_day: bool, after: str) -> tuple[int, ...]:
    return (*(-day for day in read_days(before)), *([0] if on_day else []), *read_days(after))


@dataclass(frozen=True, slots=True)
class Sample:
    """What a ladder does, in sentences, and the reminders that a sample person would get."""

    sentences: tuple[str, ...]
    term: Sequence[tuple[date, str]]
    due: Sequence[tuple[date, str]]


def sample(desk: Desk, wanted: Ladder) -> Sample:
    """Return what a ladder would say to somebody whose course has a window and a time of grace. Raises UnfitLadder."""
    fit = rule.fit(wanted)
    _, window, grace = SAMPLE
    recertify = add_days(desk.today, rule.FARTHEST + 1)
    ends = add_days(recertify, window)
    term = Counting(recertify_on=recertify, ends_on=ends, grace_until=add_days(ends, grace))
    assigned = Counting(open=True, due_on=recertify)
    return Sample(ladder_words(fit), _said(fit, term, desk.today), _said(fit, assigned, desk.today))


def _said(wanted: Ladder, counting: Counting, today: date) -> list[tuple[date, str]]:
    title, window, grace = SAMPLE
    last = add_days(today, 2 * rule.FARTHEST + window + grace + 1)
    by_day: dict[date, list[rule.Step]] = {}
    for step in rule.steps_within(wanted, today, last):
        by_day.setdefault(step.step_on, []).append(step)
    found = [(day, rule.to_say(wanted, counting, steps)) for day, steps in by_day.items()]
    return [(day, line_words(title, step.counted_to, step.counted_on, day)) for day, step in found if step]
