"""The ladder: which step is said on a day, and that nothing else ever is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.rules.reminder_words import far_words, ladder_words, line_words, read_days, steps_words, when_words
from core.rules.reminders import (
    CountedTo,
    Counting,
    Ladder,
    Step,
    TermDate,
    UnfitLadder,
    first_day,
    fit,
    steps_of,
    steps_within,
    to_say,
)

DUE = date(2028, 2, 29)
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
STEPS = st.lists(st.integers(-120, 60), max_size=5, unique=True).map(tuple)
LADDERS = st.builds(Ladder, STEPS, STEPS, st.sampled_from(TermDate), st.booleans()).map(fit)


def said(counting: Counting, on: date, first: date | None = None, ladder: Ladder | None = None) -> Step | None:
    used = ladder or Ladder()
    return to_say(used, counting, list(steps_within(used, first or on, on)))


@st.composite
def countings(draw: st.DrawFn) -> Counting:
    recertify = draw(st.none() | DAYS)
    ends = recertify + timedelta(days=draw(st.integers(0, 90))) if recertify else None
    grace = ends + timedelta(days=draw(st.integers(0, 60))) if ends and draw(st.booleans()) else None
    opened = draw(st.booleans())
    due = draw(DAYS) if opened else None
    return Counting(draw(st.integers(0, 9)) == 0, opened, draw(st.none() | DAYS), due, recertify, ends, grace)


@pytest.mark.parametrize(("before", "name"), [(90, "recertify-90"), (30, "recertify-30"), (0, "recertify+0")])
def test_a_step_falls_so_many_days_from_its_date(before: int, name: str) -> None:
    counting = Counting(recertify_on=DUE, ends_on=DUE)
    found = said(counting, DUE - timedelta(days=before))
    assert found
    assert found.name == name
    assert said(counting, DUE - timedelta(days=before + 1)) is None


def test_with_an_assignment_open_only_its_due_date_counts() -> None:
    counting = Counting(open=True, due_on=DUE, recertify_on=DUE - timedelta(days=3), ends_on=DUE - timedelta(days=3))
    found = said(counting, DUE - timedelta(days=1))
    assert found
    assert found.name == "due-1"
    assert said(counting, DUE - timedelta(days=3)) is None


def test_a_step_on_the_day_of_the_completion_or_before_is_not_said() -> None:
    day = DUE - timedelta(days=30)
    assert said(Counting(recertify_on=DUE, ends_on=DUE, since=day), day) is None
    assert said(Counting(recertify_on=DUE, ends_on=DUE, since=day - timedelta(days=1)), day)


def test_of_two_steps_on_one_day_the_one_nearer_to_its_date_is_said() -> None:
    counting = Counting(recertify_on=DUE, ends_on=DUE + timedelta(days=60), grace_until=DUE + timedelta(days=67))
    names = [said(counting, day) for day in (DUE, DUE + timedelta(days=67))]
    assert [step.name for step in names if step] == ["recertify+0", "grace+0"]


def test_a_ladder_counted_to_the_end_still_reaches_who_falls_due_on_the_last_day() -> None:
    ladder = Ladder((0,), (), TermDate.END)
    same, window = Counting(recertify_on=DUE, ends_on=DUE), Counting(recertify_on=DUE, ends_on=DUE + timedelta(days=9))
    assert said(same, DUE, ladder=ladder)
    assert said(window, DUE, ladder=ladder) is None
    assert said(window, DUE + timedelta(days=9), ladder=ladder)


@settings(max_examples=200)
@given(LADDERS, countings(), DAYS, st.integers(0, 150))
def test_what_is_said_fits_and_nothing_newer_would(ladder: Ladder, counting: Counting, on: date, missed: int) -> None:
    first = on - timedelta(days=missed)
    found = said(counting, on, first, ladder)
    later = [said(counting, first + timedelta(days=at), ladder=ladder) for at in range(missed + 1)]
    assert found == next((step for step in reversed(later) if step), None)
    if found:
        assert not counting.archived
        assert first <= found.step_on <= on
        assert found.counted_on + timedelta(days=found.days) == found.step_on
        assert (found.counted_to, found.days) in steps_of(ladder)
        assert (found.counted_to is CountedTo.DUE) == counting.open


def test_the_calendar_has_an_edge_and_ladders_stay_within_it() -> None:
    assert list(steps_within(Ladder(), date.min, date.min))
    assert list(steps_within(Ladder(), date.max, date.max))
    assert first_day(date.min, date.max) == date.max - timedelta(days=400)
    assert first_day(None, date.min) == date.min


def test_the_day_of_the_newest_run_is_looked_at_once_more_and_a_first_run_only_at_its_own() -> None:
    assert first_day(date(2028, 2, 28), DUE) == date(2028, 2, 28)
    assert first_day(None, DUE) == DUE
    assert first_day(DUE + timedelta(days=5), DUE) == DUE


@pytest.mark.parametrize(
    ("ladder", "words"),
    [
        (Ladder(tuple(range(13))), "at most 12 steps"),
        (Ladder(due=(-401,)), "401 days is too far"),
        (Ladder(look_ahead_days=6), "sees 7 to 366 days"),
    ],
)
def test_a_ladder_that_cannot_be_says_why(ladder: Ladder, words: str) -> None:
    with pytest.raises(UnfitLadder, match=words):
        fit(ladder)


def test_steps_come_into_order_each_once() -> None:
    assert fit(Ladder((7, -30, -30), (1, -1))).recertification == (-30, 7)


@pytest.mark.parametrize(
    ("days", "words"),
    [(30, "in 30 days"), (1, "tomorrow"), (0, "today"), (-1, "yesterday"), (-7, "7 days ago")],
)
def test_a_distance_reads_as_people_say_it(days: int, words: str) -> None:
    assert far_words(days) == words


def test_every_date_has_its_verb_ahead_and_behind() -> None:
    on = DUE - timedelta(days=2)
    assert when_words(CountedTo.END, DUE, on) == "runs out in 2 days"
    assert when_words(CountedTo.DUE, on, DUE) == "was due 2 days ago"
    assert line_words("BLS", CountedTo.RECERTIFY, DUE, DUE) == "BLS falls due for recertification today, on 29 Feb 2028"


def test_days_are_read_as_people_write_them() -> None:
    assert read_days(" 90, 60;30 and 7 ") == (90, 60, 30, 7)
    assert read_days("") == ()


@pytest.mark.parametrize("text", ["ninety", "-7", "7.5", "0", "²", "99999999999999"])
def test_what_is_no_number_of_days_is_named(text: str) -> None:
    with pytest.raises(UnfitLadder, match="no number of days"):
        read_days(text)


def test_a_ladder_says_itself() -> None:
    assert steps_words((-90, -7, 0, 7)) == "90 and 7 days before, on the day, and 7 days after"
    assert steps_words((-1,)) == "1 day before"
    assert ladder_words(Ladder()) == (
        "Terms: 90, 60, 30 and 7 days before, on the day, 7 days after, and on the last day of grace, "
        "counted to both days, where they differ.",
        "Due dates: 7 and 1 days before, and 1 and 7 days after.",
    )
    assert ladder_words(Ladder((), (), end_of_grace=False)) == ("Terms: no reminders.", "Due dates: no reminders.")
