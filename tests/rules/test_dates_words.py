"""Every derived date says how it came about."""

from __future__ import annotations

from datetime import date

import pytest

from core.model import AnchorRule, CourseTerms, ExpiryRule, Term
from core.rules.date_words import due_words, grace_words, window_words
from core.rules.dates import term

WORKSHOP = date(2026, 2, 10)
FORWARD = AnchorRule.CARRY_FORWARD


@pytest.mark.parametrize(
    ("course", "because"),
    [
        (CourseTerms(months=24, rule=ExpiryRule.END_OF_MONTH), "workshop 10 Feb 2026 + 24 months, end of month"),
        (CourseTerms(months=1), "workshop 10 Feb 2026 + 1 month, same day"),
        (CourseTerms(months=12, rule=ExpiryRule.DAY_BEFORE), "workshop 10 Feb 2026 + 12 months, day before"),
        (CourseTerms(), "workshop 10 Feb 2026, never expires"),
        (
            CourseTerms(rule=ExpiryRule.FIXED_DAY, fixed_day=(12, 31), min_active_months=5),
            "workshop 10 Feb 2026 + 5 months, the first 31 Dec from then on",
        ),
        (
            CourseTerms(rule=ExpiryRule.FIXED_DAY, fixed_day=(6, 30)),
            "workshop 10 Feb 2026, the first 30 Jun from then on",
        ),
    ],
)
def test_a_term_says_from_where_how_far_and_by_which_rule(course: CourseTerms, because: str) -> None:
    assert term(course, WORKSHOP, called="workshop").because == because


def test_a_term_carried_forward_names_the_day_it_is_counted_from() -> None:
    old = Term(date(2025, 3, 1), date(2026, 2, 28), "given")
    by_day_before = CourseTerms(months=12, rule=ExpiryRule.DAY_BEFORE, anchor=FORWARD, window_days=30)
    assert term(by_day_before, WORKSHOP, old).because == "carried forward from 1 Mar 2026 + 12 months, day before"
    by_same_day = CourseTerms(months=12, anchor=FORWARD, window_days=30)
    assert term(by_same_day, WORKSHOP, old).because == "carried forward from 28 Feb 2026 + 12 months, same day"


def test_a_term_carried_forward_past_an_extension_says_so() -> None:
    course = CourseTerms(months=12, anchor=FORWARD, window_days=30)
    old = Term(date(2025, 1, 1), date(2025, 12, 31), "given")
    earned = term(course, WORKSHOP, old, extended_to=date(2026, 2, 28))
    assert earned.because == "carried forward from 31 Dec 2025 (the end before the extension) + 12 months, same day"


def test_an_assigned_term_names_the_assignment() -> None:
    course = CourseTerms(months=12, anchor=AnchorRule.ASSIGNMENT)
    assert term(course, WORKSHOP, assigned=date(2026, 1, 2)).because == "assigned 2 Jan 2026 + 12 months, same day"
    assert term(course, WORKSHOP).because == "completed 10 Feb 2026 + 12 months, same day"


def test_due_dates_windows_and_grace_say_themselves_too() -> None:
    course = CourseTerms(months=24, window_days=90, grace_days=1)
    end = date(2028, 6, 30)
    assert due_words(date(2026, 7, 21), days=60) == "assigned 21 Jul 2026 + 60 days"
    assert due_words(date(2026, 7, 21), months=2) == "assigned 21 Jul 2026 + 2 months"
    assert due_words(date(2026, 7, 21), None) == "assigned 21 Jul 2026 + 30 days"
    assert window_words(course, end) == "30 Jun 2028 − 90 days"
    assert window_words(CourseTerms(months=24), end) == "the last day, 30 Jun 2028"
    assert window_words(course, None) == grace_words(course, None) == "never expires"
    assert grace_words(course, end) == "30 Jun 2028 + 1 day of grace"
    assert grace_words(CourseTerms(months=24), end) == "no grace, stays due"
