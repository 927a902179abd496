"""The set-based reminders say what the rule says, over thousands of people by chance."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pyarrow as pa
import pytest

from core.model import Course, CourseId, CourseTerms
from core.rules import reminders as rule
from core.rules.reminders import Counting, Ladder, TermDate, fit, to_say
from core.store import courses, reminders
from core.store.db import Tx
from core.store.reminders import StepRow
from tests.cast import NOW, Cast

ON = date(2028, 3, 1)  # the day after a leap day
PEOPLE = 4_000


def a_day(chance: random.Random, spread: int = 130) -> date:
    return ON + timedelta(days=chance.randint(-spread, spread))


def a_person(chance: random.Random) -> Counting:
    if chance.random() < 0.3:
        since = ON - timedelta(days=chance.randint(0, 40))
        return Counting(chance.random() < 0.1, True, since, a_day(chance, 20), a_day(chance), None, None)
    recertify = a_day(chance)
    ends = recertify + timedelta(days=chance.choice([0, 0, 30, 60, 90]))
    grace = ends + timedelta(days=chance.choice([0, 7, 30])) if chance.random() < 0.7 else None
    if chance.random() < 0.05:
        recertify, ends, grace = None, None, None  # type: ignore[assignment]
    since = ON - timedelta(days=chance.randint(0, 200))
    return Counting(chance.random() < 0.1, False, since, None, recertify, ends, grace)


def write(tx: Tx, cast: Cast, people: list[Counting]) -> None:
    courses.put(tx, cast.harbour.org_id, Course(CourseId(0), cast.harbour.org_id, "B", "B", "B", 1, CourseTerms()), NOW)
    course = courses.by_code(tx, cast.harbour.org_id, "B")
    assert course
    days = {
        "since": [one.since for one in people],
        "due_on": [one.due_on for one in people],
        "recertify_on": [one.recertify_on for one in people],
        "ends_on": [one.ends_on or one.recertify_on for one in people],
        "grace_until": [one.grace_until for one in people],
    }
    flags = {"archived": [one.archived for one in people], "opened": [one.open for one in people]}
    tx.load_rows(
        "given",
        {
            "who": (pa.int64(), list(range(len(people)))),
            **{name: (pa.date32(), values) for name, values in days.items()},
            **{name: (pa.bool_(), values) for name, values in flags.items()},
        },
    )
    tx.execute(
        """
        INSERT INTO learner (learner_id, org_id, person_id, family, course_id, dated_on, recertify_on, ends_on,
                             grace_until, by_hand, archived, assignment_id, open_course_id, assigned_on, due_on,
                             started)
        SELECT who, $org, who, 'B', $course, CASE WHEN NOT opened THEN since END, recertify_on, ends_on, grace_until,
               FALSE, archived, CASE WHEN opened THEN who END, CASE WHEN opened THEN $course END,
               CASE WHEN opened THEN since END, due_on, FALSE
          FROM given
        """,
        org=cast.harbour.org_id,
        course=course.course_id,
    )


@pytest.mark.parametrize("missed", [0, 1, 45])
@pytest.mark.parametrize("counted_to", TermDate)
def test_the_statement_finds_what_the_rule_says(cast: Cast, missed: int, counted_to: TermDate) -> None:
    chance = random.Random(missed)
    ladder = fit(Ladder((-90, -60, -30, -7, 0, 7), (-7, -1, 1, 7), counted_to, end_of_grace=missed != 1))
    people = [a_person(chance) for _ in range(PEOPLE)]
    steps = list(rule.steps_within(ladder, ON - timedelta(days=missed), ON))
    rows = [StepRow(one.counted_to, one.name, one.counted_on, one.step_on, one.weight) for one in steps]
    with cast.db.transaction() as tx:
        write(tx, cast, people)
        reminders.find(tx, cast.harbour.org_id, rows, ON, last_date_only=counted_to is TermDate.END)
        found = dict(tx.query("SELECT person_id, dedupe_key FROM reminded"))
    said = {who: to_say(ladder, one, steps) for who, one in enumerate(people)}
    expected = {who: f":{step.name}:{step.counted_on}" for who, step in said.items() if step}
    assert len(expected) > 30
    assert found.keys() == expected.keys()
    assert [who for who in found if not found[who].endswith(expected[who])] == []
