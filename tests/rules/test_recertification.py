"""On which list somebody stands on a day, and who may be renewed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.recertification import LearnerList, Standing, list_of, why_not

OPENS, ENDS, GRACE = date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 30)
HELD = Standing(completed=True, recertify_on=OPENS, ends_on=ENDS, grace_until=GRACE)
OPEN = Standing(open=True, due_on=date(2026, 5, 10))
DAY = timedelta(days=1)
days = st.dates(date(2020, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("on", "wanted"),
    [
        (OPENS - DAY, LearnerList.CURRENT),
        (OPENS, LearnerList.DUE),
        (ENDS, LearnerList.DUE),
        (ENDS + DAY, LearnerList.IN_GRACE),
        (GRACE, LearnerList.IN_GRACE),
        (GRACE + DAY, LearnerList.LAPSED),
    ],
)
def test_a_term_is_current_then_due_then_in_grace_then_lapsed(on: date, wanted: LearnerList) -> None:
    assert list_of(HELD, on) is wanted


def test_without_grace_somebody_stays_due_for_ever() -> None:
    assert list_of(replace(HELD, grace_until=None), date(2060, 1, 1)) is LearnerList.DUE


def test_a_grace_of_no_days_lapses_on_the_day_after_the_end() -> None:
    assert list_of(replace(HELD, grace_until=ENDS), ENDS + DAY) is LearnerList.LAPSED


def test_a_course_that_never_expires_keeps_people_current() -> None:
    assert list_of(Standing(completed=True), date(2099, 1, 1)) is LearnerList.CURRENT


@pytest.mark.parametrize(
    ("started", "on", "wanted"),
    [
        (False, date(2026, 5, 10), LearnerList.NOT_STARTED),
        (True, date(2026, 5, 10), LearnerList.IN_PROGRESS),
        (False, date(2026, 5, 11), LearnerList.OVERDUE),
        (True, date(2026, 5, 11), LearnerList.OVERDUE),
    ],
)
def test_an_open_assignment_is_overdue_from_the_day_after_its_due_date(
    started: bool, on: date, wanted: LearnerList
) -> None:
    assert list_of(replace(OPEN, started=started), on) is wanted


def test_an_open_assignment_hides_the_term_that_it_renews() -> None:
    both = replace(HELD, open=True, due_on=date(2026, 9, 1))
    assert list_of(both, GRACE + DAY) is LearnerList.NOT_STARTED
    assert why_not(both, GRACE + DAY) == "OPEN_ASSIGNMENT"


def test_archived_people_are_on_that_list_only() -> None:
    for standing in (HELD, OPEN, Standing()):
        assert list_of(replace(standing, archived=True), ENDS) is LearnerList.ARCHIVED
        assert why_not(replace(standing, archived=True), ENDS) == "ARCHIVED"


def test_only_who_is_due_in_grace_or_lapsed_may_be_renewed() -> None:
    assert why_not(HELD, OPENS - DAY) == "NOT_DUE"
    assert [why_not(HELD, on) for on in (OPENS, ENDS, GRACE, GRACE + DAY)] == [None] * 4
    assert why_not(OPEN, OPENS) == "OPEN_ASSIGNMENT"
    assert why_not(Standing(), OPENS) == "NOTHING_COMPLETED"


@given(opens=days, length=st.integers(0, 900), grace=st.integers(0, 400), on=days, later=st.integers(1, 900))
def test_time_only_moves_a_closed_term_on(opens: date, length: int, grace: int, on: date, later: int) -> None:
    order = [LearnerList.CURRENT, LearnerList.DUE, LearnerList.IN_GRACE, LearnerList.LAPSED]
    ends = opens + timedelta(days=length)
    held = replace(HELD, recertify_on=opens, ends_on=ends, grace_until=ends + timedelta(days=grace))
    before, after = list_of(held, on), list_of(held, on + timedelta(days=later))
    assert order.index(before) <= order.index(after)
