"""The period after a period, and codes that are one whatever their case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.rules.ceu_periods import next_period
from core.rules.ceulids import ceulid_key
from core.rules.words import hours_words, period_words

DAYS = some.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("first", "last", "then_first", "then_last"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31)),
        (date(2027, 3, 1), date(2028, 2, 29), date(2028, 3, 1), date(2029, 2, 28)),
        (date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 1, 1), date(2026, 1, 10), date(2026, 1, 11), date(2026, 1, 20)),
    ],
)
def test_the_next_period_is_as_long_in_whole_months_or_in_days(
    first: date, last: date, then_first: date, then_last: date
) -> None:
    assert next_period(first, last) == (then_first, then_last)


@given(DAYS, some.integers(0, 2000))
def test_the_next_period_begins_on_the_next_day_and_ends_later(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    then_first, then_last = next_period(first, last)
    assert then_first == last + timedelta(days=1)
    assert then_last >= then_first


def test_codes_are_one_without_case_and_surrounding_space() -> None:
    assert ceulid_key("  Ceu-Straße 1 ") == ceulid_key("CEU-STRASSE 1")
    assert ceulid_key("CEU 1") != ceulid_key("CEU1")
    assert ceulid_key("cafe\u0301") == ceulid_key("CAFÉ")


def test_hours_and_periods_in_words() -> None:
    assert [hours_words(one) for one in (100, 150, 25, 1000)] == ["1 hour", "1.5 hours", "0.25 hours", "10 hours"]
    assert period_words(date(2026, 1, 1), None) == "from 1 Jan 2026"
    assert period_words(None, None) == "any day"
