"""Automatic recertification: on the day, once, told, and never over a date set by hand that staff have not seen."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from core.jobs import daily
from core.jobs.daily import JOBS
from core.model import CourseTerms, PersonId
from core.services.look_ahead import ahead
from core.services.recertification import undo
from tests.cast import Cast
from tests.jobs.reminding import Calendar, calendar, every_day, noon

ALONE = tuple(job for job in JOBS if job.name in ("automatic", "look_ahead"))
TERMS = CourseTerms(months=12, window_days=60, grace_days=30)
OPENS = date(2026, 7, 17)  # for whoever completed BLS on 15 September 2025
MONDAY = date(2026, 7, 13)


@pytest.fixture
def year(cast: Cast) -> Calendar:
    """Harbour, where BLS assigns by itself."""
    made = calendar(cast)
    made.course("BLS", TERMS, automatic=True, due_days=14)
    return made


def assigned(year: Calendar) -> list[tuple[str, date, date | None, str]]:
    """Return (first name, assigned on, due on, state) of every assignment, in order."""
    rows = year.rows("""
        SELECT p.first_name, a.assigned_on, coalesce(a.due_on, a.was_due_on), a.state
          FROM assignment AS a
          JOIN person AS p
            ON p.person_id = a.person_id
         WHERE a.source = 'automatic'
         ORDER BY a.assigned_on, p.first_name
    """)
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def test_a_course_assigns_by_itself_on_the_day_and_tells_once(year: Calendar) -> None:
    year.person("Mia Lund", date(2025, 9, 15))
    year.days(OPENS - timedelta(days=3), OPENS + timedelta(days=10))
    assert assigned(year) == [("Mia", OPENS, OPENS + timedelta(days=14), "assigned")]
    told = year.mails("recertified_automatically")
    assert [(name, parameters["course"], parameters["due_on"]) for _, _, name, parameters in told] == [
        ("Mia Lund", "Bls", "2026-07-31")
    ]
    assert year.said() == ["Bls is due in 7 days"]  # of the assignment, and no longer of the term


def test_switched_off_it_marks_and_reminds_and_assigns_nothing(year: Calendar) -> None:
    year.course("BLS", TERMS, automatic=False)
    year.person("Mia Lund", date(2025, 9, 15))
    year.days(OPENS - timedelta(days=1), OPENS + timedelta(days=1))
    assert assigned(year) == []
    assert year.said() == ["Bls falls due for recertification today"]


def test_switched_on_later_it_assigns_to_everybody_who_is_due_in_grace_or_lapsed(year: Calendar) -> None:
    year.course("BLS", TERMS, automatic=False)
    for name, ended in (("Due", 300), ("Grace", 380), ("Lapsed", 500), ("Current", 100)):
        year.person(f"{name} Lund", OPENS - timedelta(days=ended + 10))
    year.day(OPENS)
    year.course("BLS", TERMS, automatic=True, due_days=14)
    year.day(OPENS + timedelta(days=1))
    assert [name for name, *_ in assigned(year)] == ["Due", "Grace", "Lapsed"]


def test_who_has_something_open_or_is_archived_or_completed_nothing_is_left_alone(year: Calendar) -> None:
    year.assign(year.person("Open Lund", date(2025, 1, 1)), date(2026, 7, 1), date(2026, 12, 1))
    year.archive(year.person("Archived Lund", date(2025, 1, 1)))
    year.person("Nothing Lund")
    year.person("Other Lund", date(2025, 1, 1), "AED")
    year.day(OPENS)
    assert assigned(year) == []


def test_a_date_set_by_hand_waits_until_staff_were_shown_it(year: Calendar) -> None:
    mia = year.person("Mia Lund", date(2025, 9, 15))
    year.day(MONDAY)
    year.set_date(mia, date(2026, 7, 15))  # after this week's list
    year.days(MONDAY + timedelta(days=1), MONDAY + timedelta(days=6))
    assert assigned(year) == []
    year.day(MONDAY + timedelta(days=7))
    assert assigned(year) == []
    (*_, parameters) = year.mails("look_ahead")[-1]
    assert parameters["by_hand_lines"] == ["Mia Lund: Bls, 15 Jul 2026"]
    year.day(MONDAY + timedelta(days=8))
    assert [(name, on) for name, on, *_ in assigned(year)] == [("Mia", MONDAY + timedelta(days=8))]


def test_a_date_that_was_listed_and_then_moved_has_to_be_listed_again(year: Calendar) -> None:
    mia = year.person("Mia Lund", date(2025, 9, 15))
    year.set_date(mia, date(2026, 7, 15))
    year.day(MONDAY)
    year.set_date(mia, date(2026, 7, 16))
    year.days(MONDAY + timedelta(days=1), MONDAY + timedelta(days=7))
    assert assigned(year) == []
    year.day(MONDAY + timedelta(days=8))
    assert [on for _, on, *_ in assigned(year)] == [MONDAY + timedelta(days=8)]


def test_what_was_taken_back_is_not_assigned_again_for_the_same_date(year: Calendar) -> None:
    mia = year.person("Mia Lund", date(2025, 9, 15))
    year.day(OPENS)
    olga = year.cast.desk_of(year.cast.olga)
    ((batch, by, made_at),) = year.rows("SELECT batch_id, made_by, made_at FROM batch WHERE kind = 'recertify'")
    assert by == "the daily jobs"
    year.cast.now = made_at
    done = undo.confirm(olga, batch, undo.preview(olga, batch).hash)
    assert done.counts["reversed"] == 1
    year.days(OPENS + timedelta(days=1), OPENS + timedelta(days=20))
    assert [state for *_, state in assigned(year)] == ["unassigned"]
    assert len(year.mails("assignment_withdrawn")) == 1
    later = OPENS + timedelta(days=60)
    year.set_date(mia, later)  # another date has its turn again, once it was listed
    year.days(OPENS + timedelta(days=21), later)
    assert [(on, state) for _, on, _, state in assigned(year)] == [(OPENS, "unassigned"), (later, "assigned")]


def test_a_course_that_is_no_longer_offered_assigns_nothing(year: Calendar) -> None:
    year.person("Mia Lund", date(2025, 9, 15))
    with year.cast.db.transaction() as tx:
        tx.execute("UPDATE course SET retired_at = now() WHERE code = 'BLS'")
    year.day(OPENS)
    assert assigned(year) == []


def test_days_on_which_the_server_slept_are_made_up_for_by_the_next(year: Calendar) -> None:
    year.person("Mia Lund", date(2025, 9, 15))
    year.day(OPENS - timedelta(days=2))
    year.day(OPENS + timedelta(days=3))
    assert [(on, due) for _, on, due, _ in assigned(year)] == [(OPENS + timedelta(days=3), OPENS + timedelta(days=17))]


def test_the_look_ahead_counts_by_course_and_names_dates_by_hand(year: Calendar) -> None:
    year.person("Mia Lund", date(2025, 9, 15))
    year.person("Tom Iwu", date(2025, 7, 20), "AED")
    year.person("Far Off", date(2026, 7, 1))
    year.set_date(year.person("Eva Roth", date(2025, 9, 15)), date(2026, 8, 1))
    year.cast.now = year.cast.now.replace(month=7, day=13)
    found = ahead(year.cast.desk_of(year.cast.olga))
    assert (found.on, found.until, found.people, found.by_hand_total) == (MONDAY, date(2026, 8, 12), 3, 1)
    assert [(one.title, one.automatic, one.people) for one in found.courses] == [("Aed", False, 1), ("Bls", True, 2)]
    assert [(one.name, one.recertify_on, one.listed_on) for one in found.by_hand] == [
        ("Eva Roth", date(2026, 8, 1), None)
    ]
    year.day(MONDAY)
    (shown,) = ahead(year.cast.desk_of(year.cast.olga)).by_hand
    assert shown.listed_on == MONDAY
    (_, _, name, parameters) = year.mails("look_ahead")[0]
    assert (name, parameters["people"]) == ("Olga Berg", "3 people")
    assert parameters["courses_lines"] == ["Aed: 1 person, assigned by you", "Bls: 2 people, assigned by itself"]
    year.day(MONDAY + timedelta(days=1))
    assert len(year.mails("look_ahead")) == 1


def test_nothing_ahead_is_no_mail(year: Calendar) -> None:
    year.day(MONDAY)
    assert year.mails() == []


# Four hundred days of a course that lasts three months, against plain arithmetic.

QUARTERLY = CourseTerms(months=3, window_days=10, grace_days=5)
FIRST, LAST = date(2027, 12, 1), date(2029, 1, 4)  # four hundred days and a leap day among them
TAKES = {"Ada": 1, "Bo": 7, "Cy": 20, "Di": 0}  # days from the assignment to the completion; Eli never begins


def three_months_on(day: date) -> date:
    year, month = (day.year, day.month + 3) if day.month < 10 else (day.year + 1, day.month - 9)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def turns(completed: date, takes: int | None) -> Iterator[date]:
    """Yield the days on which somebody is assigned the course."""
    while True:
        day = max(three_months_on(completed) - timedelta(days=10), FIRST)
        if day > LAST:
            return
        yield day
        if takes is None:
            return
        completed = day + timedelta(days=takes)


def test_four_hundred_days_assign_exactly_what_the_calendar_says(year: Calendar) -> None:
    year.course("QTR", QUARTERLY, automatic=True, due_days=14)
    starts = {"Ada": date(2027, 11, 30), "Bo": date(2027, 10, 31), "Cy": date(2027, 8, 1), "Di": date(2027, 9, 11)}
    starts["Eli"] = date(2027, 11, 30)  # falls due on 19 February 2028: February has no 30th, but a 29th
    people: dict[str, PersonId] = {name: year.person(f"{name} Lund", day, "QTR") for name, day in starts.items()}
    for day in every_day(FIRST, LAST):
        daily.run(year.cast.db, noon(day), jobs=ALONE, only=year.org)
        for name, on, _, state in assigned(year):
            if state == "assigned" and name in TAKES and on + timedelta(days=TAKES[name]) == day:
                year.complete(people[name], day, "QTR")
    expected = sorted((day, name) for name in starts for day in turns(starts[name], TAKES.get(name)))
    assert [(on, name) for name, on, *_ in assigned(year)] == expected
    assert (date(2028, 2, 19), "Eli") in expected
    assert len(expected) > 15
    assert all(due == on + timedelta(days=14) for _, on, due, _ in assigned(year))
    assert len(year.mails("recertified_automatically")) == len(expected)
