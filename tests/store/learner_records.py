"""Histories by chance, and how they come into a store in a few statements."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from core.model import AnchorRule, Course, CourseId, CourseTerms, ExpiryRule, OrgId
from core.store import courses
from core.store.db import Tx
from tests.store.learner_model import Assigned, Certified, Completed, History, terms_of

NOW = datetime.fromisoformat("2026-03-02T09:00")
NEVER_LATER = date(9999, 12, 31)
CARRY, SAME, BEFORE, MONTH_END = (
    AnchorRule.CARRY_FORWARD,
    ExpiryRule.SAME_DAY,
    ExpiryRule.DAY_BEFORE,
    ExpiryRule.END_OF_MONTH,
)
# code, family, version, terms: every rule and anchor, grace and none, and siblings that differ in all of it
TAUGHT = (
    ("BLS-1", "BLS", 1, CourseTerms(24, MONTH_END, window_days=90, grace_days=30)),
    ("BLS-2", "BLS", 2, CourseTerms(12, SAME, anchor=CARRY, window_days=60, grace_days=0)),
    ("BLS-3", "BLS", 3, CourseTerms(12, BEFORE, anchor=CARRY, window_days=400)),
    ("ALS-1", "ALS", 1, CourseTerms(None, ExpiryRule.FIXED_DAY, (2, 29), 5, CARRY, window_days=120, grace_days=60)),
    ("ALS-2", "ALS", 2, CourseTerms(6, SAME, anchor=AnchorRule.ASSIGNMENT, window_days=0, grace_days=10)),
    ("FA", "FA", 1, CourseTerms()),
    ("FA-2", "FA", 2, CourseTerms(36, SAME, window_days=36_000, grace_days=36_000)),
)


def teach(tx: Tx, org: OrgId) -> list[Course]:
    """Enter the courses of these histories; due after 30 days, 60 days or two months."""
    dues = ((30, None), (60, None), (None, 2))
    for at, (code, family, version, terms) in enumerate(TAUGHT):
        days, months = dues[at % 3]
        course = Course(CourseId(0), org, code, code.title(), family, version, terms, days, months)
        courses.put(tx, org, course, NOW)
    return courses.all_in(tx, org)


def a_day(chance: random.Random) -> date:
    """Return a day of seven years; month ends and leap days, where calendars differ, come often."""
    if chance.random() < 0.4:
        return date(chance.randint(2020, 2026), chance.randint(1, 12), 1) + timedelta(days=chance.randint(-2, 1))
    return date(2020, 1, 1) + timedelta(days=chance.randint(0, 2_500))


def a_history(chance: random.Random, taught: list[Course], key: int) -> History:
    """Return the history of one person; `key` makes the ids of its completions and assignments its own."""
    made = History(archived=chance.random() < 0.05)
    family = chance.choice([course.family for course in taught])
    siblings = [course for course in taught if course.family == family]
    for _ in range(chance.choice([0, 0, 1, 1, 2])):
        made.certified.append(_a_certificate(chance, chance.choice(siblings if chance.random() < 0.8 else taught)))
    day = a_day(chance)
    for at in range(chance.choice([0, 1, 1, 2, 4])):
        course = chance.choice(siblings if chance.random() < 0.8 else taught)
        assigned = day - timedelta(days=chance.randint(0, 40)) if chance.random() < 0.4 else None
        made.completed.append(Completed(key * 10 + at, course, day, assigned, chance.random() < 0.1))
        day += timedelta(days=chance.choice([0, 1, 180, 300, 330, 364, 365, 366, 400]))
    for at in range(chance.choice([0, 0, 1, 2])):
        made.assigned.append(_an_assignment(chance, chance.choice(siblings), key * 10 + at))
    _set_by_hand(chance, made)
    if chance.random() < 0.2:
        made.next_course[family] = chance.choice(siblings).course_id
    return made


def _a_certificate(chance: random.Random, course: Course) -> Certified:
    starts = a_day(chance)
    through = chance.choice([starts + timedelta(days=chance.randint(1, 900)), None, NEVER_LATER])
    held = starts - timedelta(days=chance.randint(0, 90)) if chance.random() < 0.5 else None
    state = chance.choice(["offered", "issued", "issued", "issued", "superseded", "revoked", "withdrawn"])
    return Certified(course, starts, through, state, held)


def _an_assignment(chance: random.Random, course: Course, key: int) -> Assigned:
    on = a_day(chance)
    due = on + timedelta(days=chance.randint(0, 90))
    state = chance.choice(["assigned", "in_progress", "completed", "unassigned", "replaced"])
    started = on + timedelta(days=chance.randint(0, 20)) if chance.random() < 0.5 and state != "assigned" else None
    if state == "completed":
        noted = due if chance.random() < 0.5 else None
        return Assigned(key, course, on, state, None, noted, started, on + timedelta(days=chance.randint(0, 120)))
    return Assigned(key, course, on, state, due, None, started)


def _set_by_hand(chance: random.Random, made: History) -> None:
    """Extend some of the terms that there are, and set the date of some by hand."""
    for term in terms_of(made, NEVER_LATER):
        if term.through and term.through < date(2500, 1, 1) and chance.random() < 0.3:
            later = term.through + timedelta(days=chance.randint(1, 200))
            made.extended[term.course.family, term.starts_on] = later
    for term in terms_of(made, NEVER_LATER):
        if chance.random() < 0.2:
            day = term.starts_on + timedelta(days=chance.randint(0, 1_200))
            made.by_hand[term.course.family, term.starts_on] = day


def write(tx: Tx, org: OrgId, histories: Mapping[int, History]) -> None:
    """Write histories by person into an organisation that holds none of them."""
    _write_certificates(tx, org, histories)
    _write_completions(tx, org, histories)
    _write_assignments(tx, org, histories)
    for table, kind in (("extension", "extended"), ("manual_date", "by_hand")):
        rows = [
            (who, family, start, day)
            for who, one in histories.items()
            for (family, start), day in getattr(one, kind).items()
        ]
        _load(tx, {"who": pa.int64(), "family": pa.string(), "start": pa.date32(), "day": pa.date32()}, rows)
        columns = "extended_to, reason" if table == "extension" else "recertify_on"
        values = "day, ''" if table == "extension" else "day"
        tx.execute(
            f"""
            INSERT INTO {table} (org_id, person_id, family, starts_on, {columns}, made_at)
            SELECT $org, who, family, start, {values}, $now
              FROM given
            """,
            org=org,
            now=NOW,
        )
    chosen = [(who, family, course) for who, one in histories.items() for family, course in one.next_course.items()]
    _load(tx, {"who": pa.int64(), "family": pa.string(), "course": pa.int64()}, chosen)
    tx.execute(
        """
        INSERT INTO next_course (org_id, person_id, family, course_id, made_at)
        SELECT $org, who, family, course, $now
          FROM given
        """,
        org=org,
        now=NOW,
    )
    _load(tx, {"who": pa.int64()}, [(who,) for who, one in histories.items() if one.archived])
    tx.execute("INSERT INTO archived_person SELECT $org, who, $now FROM given", org=org, now=NOW)


def _load(tx: Tx, kinds: dict[str, pa.DataType], rows: list[Any]) -> None:
    columns = {name: (kind, [row[at] for row in rows]) for at, (name, kind) in enumerate(kinds.items())}
    tx.load_rows("given", columns)


def _write_certificates(tx: Tx, org: OrgId, histories: Mapping[int, History]) -> None:
    rows = [
        (who, one.course.course_id, one.state, one.starts_on, one.valid_through, one.held_on)
        for who, history in histories.items()
        for one in history.certified
    ]
    kinds = {
        "who": pa.int64(),
        "course": pa.int64(),
        "state": pa.string(),
        "starts_on": pa.date32(),
        "through": pa.date32(),
        "held_on": pa.date32(),
    }
    _load(tx, kinds, rows)
    tx.execute("CREATE OR REPLACE TEMP TABLE keyed AS SELECT *, nextval('ids') AS key FROM given")
    tx.execute(
        """
        INSERT INTO workshop (workshop_id, org_id, instructor_id, held_on, place, name, state, include_retakes,
                              revision, made_by, made_at)
        SELECT key, $org, who, held_on, '', '', 'closed', FALSE, 0, '', $now
          FROM keyed
         WHERE held_on IS NOT NULL
        """,
        org=org,
        now=NOW,
    )
    tx.execute(
        """
        INSERT INTO certificate (certificate_id, org_id, person_id, course_id, workshop_id, number, state, starts_on,
                                 valid_through, because, made_at)
        SELECT key, $org, who, course, CASE WHEN held_on IS NOT NULL THEN key END, $org || '-' || key, state,
               starts_on, through, 'as told', $now
          FROM keyed
        """,
        org=org,
        now=NOW,
    )


def _write_completions(tx: Tx, org: OrgId, histories: Mapping[int, History]) -> None:
    rows = [
        (one.completion_id, who, one.course.course_id, one.on, one.assigned_on, one.undone)
        for who, history in histories.items()
        for one in history.completed
    ]
    kinds = {
        "key": pa.int64(),
        "who": pa.int64(),
        "course": pa.int64(),
        "day": pa.date32(),
        "assigned_on": pa.date32(),
        "undone": pa.bool_(),
    }
    _load(tx, kinds, rows)
    tx.execute(
        """
        INSERT INTO completion (completion_id, org_id, person_id, course_id, completed_on, source, made_at, undone_at,
                                assigned_on)
        SELECT key, $org, who, course, day, 'import', $now, CASE WHEN undone THEN CAST($now AS TIMESTAMP) END,
               assigned_on
          FROM given
        """,
        org=org,
        now=NOW,
    )


def _write_assignments(tx: Tx, org: OrgId, histories: Mapping[int, History]) -> None:
    rows = [
        (
            one.assignment_id,
            who,
            one.course.course_id,
            one.state,
            one.on,
            one.due_on,
            one.was_due_on,
            one.started_on,
            one.completed_on,
        )
        for who, history in histories.items()
        for one in history.assigned
    ]
    kinds: dict[str, pa.DataType] = {"key": pa.int64(), "who": pa.int64(), "course": pa.int64(), "state": pa.string()}
    days = ("assigned_on", "due_on", "was_due_on", "started_on", "completed_on")
    _load(tx, {**kinds, **dict.fromkeys(days, pa.date32())}, rows)
    tx.execute(
        """
        INSERT INTO assignment (assignment_id, org_id, person_id, course_id, state, assigned_on, due_on, was_due_on,
                                started_on, completed_on, source, made_at)
        SELECT key, $org, who, course, state, assigned_on, due_on, was_due_on, started_on, completed_on, 'manual', $now
          FROM given
        """,
        org=org,
        now=NOW,
    )
