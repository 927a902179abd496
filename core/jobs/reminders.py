"""The daily reminders of one organisation: whom a step of its ladder concerns today, and what was missed since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from core.rules import reminders as rule
from core.rules.reminder_words import line_words, when_words
from core.rules.reminders import TOGETHER, CountedTo, Step, TermDate
from core.services.desk import Desk
from core.services.reminding import ladder_of
from core.store import job_days, reminder_mails, reminders
from core.store.db import Tx
from core.store.reminder_mails import Phrase, Queued
from core.store.reminders import StepRow

NAME = "reminders"


def remind(desk: Desk, tx: Tx) -> dict[str, int]:
    """Queue every reminder that is to be said today and was not said before; return how many of each kind.

    Days missed since the newest run are caught up: of each person's steps in a family only the newest is said.
    """
    org, on = desk.actor.org_id, desk.today
    ladder = ladder_of(tx, org)
    first = rule.first_day(job_days.newest_before(tx, org, NAME, on), on)
    steps = [_row(step) for step in rule.steps_within(ladder, first, on)]
    found = reminders.find(tx, org, steps, on, last_date_only=ladder.counted_to is TermDate.END)
    if not found or not reminders.drop_said(tx):
        return asdict(Queued())
    return asdict(reminder_mails.queue(tx, org, _phrases(reminders.dates_said(tx), on), TOGETHER, on, desk.now))


def _row(step: Step) -> StepRow:
    return StepRow(step.counted_to, step.name, step.counted_on, step.step_on, step.weight)


def _phrases(said: Sequence[tuple[int, str, str, date]], on: date) -> list[Phrase]:
    return [
        Phrase(
            course_id,
            counted_to,
            counted_on,
            json.dumps(
                {
                    "course": title,
                    "when": when_words(CountedTo(counted_to), counted_on, on),
                    "date_on": counted_on.isoformat(),
                },
                ensure_ascii=False,
            )[1:-1],
            json.dumps(line_words(title, CountedTo(counted_to), counted_on, on), ensure_ascii=False),
        )
        for course_id, title, counted_to, counted_on in said
    ]
