"""The date engine against every worked case of docs/dates.md, and each rule at its edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.errors import DateOutOfRange, UnfitTerms
from core.model import AnchorRule, CourseTerms, ExpiryRule, Term
from core.rules.dates import add_months, due_on, grace_end, parse_fixed_day, reaches, term, window_opens

TWO_YEARS = CourseTerms(months=24)
DAY_BEFORE = CourseTerms(months=12, rule=ExpiryRule.DAY_BEFORE)
END_OF_MONTH = CourseTerms(months=24, rule=ExpiryRule.END_OF_MONTH)
YEAR_END = CourseTerms(rule=ExpiryRule.FIXED_DAY, fixed_day=(12, 31), min_active_months=5)
CARRIED = CourseTerms(months=12, rule=ExpiryRule.DAY_BEFORE, anchor=AnchorRule.CARRY_FORWARD, window_days=30)


def ends(through: date) -> Term:
    return Term(start=date(2000, 1, 1), through=through, because="given")


@pytest.mark.parametrize(
    ("course", "completed", "through"),
    [
        (TWO_YEARS, date(2026, 8, 2), date(2028, 8, 2)),
        (DAY_BEFORE, date(2023, 2, 12), date(2024, 2, 11)),
        (END_OF_MONTH, date(2021, 6, 1), date(2023, 6, 30)),
        (END_OF_MONTH, date(2026, 2, 10), date(2028, 2, 29)),
        (CourseTerms(months=12), date(2024, 2, 29), date(2025, 2, 28)),
        (DAY_BEFORE, date(2024, 2, 29), date(2025, 2, 27)),
        (CourseTerms(months=48), date(2024, 2, 29), date(2028, 2, 29)),
        (YEAR_END, date(2014, 8, 24), date(2015, 12, 31)),
    ],
)
def test_every_worked_case_ends_where_the_page_says(course: CourseTerms, completed: date, through: date) -> None:
    earned = term(course, completed)
    assert (earned.start, earned.through) == (completed, through)


def test_a_renewal_inside_the_window_starts_the_day_after_the_old_end() -> None:
    earned = term(CARRIED, date(2025, 3, 1), ends(date(2025, 3, 14)))
    assert (earned.start, earned.through) == (date(2025, 3, 15), date(2026, 3, 14))


def test_due_dates_count_days_or_calendar_months_from_the_assignment() -> None:
    assigned = date(2026, 7, 21)
    assert due_on(assigned, days=60) == date(2026, 9, 19)
    assert due_on(assigned, days=None, months=2) == date(2026, 9, 21)
    assert due_on(assigned) == date(2026, 8, 20)
    assert due_on(assigned, months=0) == assigned
    assert due_on(date(2026, 12, 31), days=30, months=2) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("completed", "start", "through"),
    [
        (date(2025, 2, 11), date(2025, 2, 11), date(2026, 2, 10)),  # a day before the window opens
        (date(2025, 2, 12), date(2025, 3, 15), date(2026, 3, 14)),  # the day it opens
        (date(2025, 3, 14), date(2025, 3, 15), date(2026, 3, 14)),  # the last valid day
        (date(2025, 3, 15), date(2025, 3, 15), date(2026, 3, 14)),  # lapsed by a day: from the completion
        (date(2027, 1, 1), date(2027, 1, 1), date(2027, 12, 31)),  # long lapsed: never old end + n
    ],
)
def test_the_window_holds_both_its_ends_and_a_lapsed_term_carries_nothing(
    completed: date, start: date, through: date
) -> None:
    earned = term(CARRIED, completed, ends(date(2025, 3, 14)))
    assert (earned.start, earned.through) == (start, through)


def test_a_same_day_renewal_is_counted_from_the_old_end_so_that_the_day_never_creeps() -> None:
    course = replace(CARRIED, rule=ExpiryRule.SAME_DAY, months=24)
    earned = term(course, date(2028, 7, 20), ends(date(2028, 8, 2)))
    assert (earned.start, earned.through) == (date(2028, 8, 3), date(2030, 8, 2))


@pytest.mark.parametrize(
    ("rule", "through"),
    [
        (ExpiryRule.SAME_DAY, date(2025, 6, 30)),
        (ExpiryRule.DAY_BEFORE, date(2025, 6, 30)),
        (ExpiryRule.END_OF_MONTH, date(2025, 7, 31)),
        (ExpiryRule.FIXED_DAY, date(2023, 12, 31)),
    ],
)
def test_each_rule_carries_forward_from_its_own_base(rule: ExpiryRule, through: date) -> None:
    course = replace(CARRIED, rule=rule, months=24, fixed_day=(12, 31))
    earned = term(course, date(2023, 6, 15), ends(date(2023, 6, 30)))
    assert (earned.start, earned.through) == (date(2023, 7, 1), through)


def test_without_window_days_only_the_last_valid_day_carries_forward() -> None:
    course = replace(CARRIED, window_days=0)
    assert term(course, date(2025, 3, 13), ends(date(2025, 3, 14))).start == date(2025, 3, 13)
    assert term(course, date(2025, 3, 14), ends(date(2025, 3, 14))).start == date(2025, 3, 15)


def test_only_a_carry_forward_course_looks_at_the_previous_term() -> None:
    earned = term(replace(CARRIED, anchor=AnchorRule.COMPLETION), date(2025, 3, 1), ends(date(2025, 3, 14)))
    assert earned.start == date(2025, 3, 1)


def test_an_extension_moves_the_window_but_not_the_base_of_the_next_term() -> None:
    old, extended = ends(date(2025, 3, 14)), date(2025, 6, 14)
    inside = term(CARRIED, date(2025, 6, 1), old, extended_to=extended)
    assert (inside.start, inside.through) == (date(2025, 3, 15), date(2026, 3, 14))
    too_early = term(CARRIED, date(2025, 3, 10), old, extended_to=extended)
    assert too_early.start == date(2025, 3, 10)
    too_late = term(CARRIED, date(2025, 6, 15), old, extended_to=extended)
    assert too_late.start == date(2025, 6, 15)


def test_an_assignment_anchor_counts_from_the_assignment_and_without_one_from_the_completion() -> None:
    course = CourseTerms(months=12, anchor=AnchorRule.ASSIGNMENT)
    earned = term(course, date(2026, 3, 1), assigned=date(2026, 2, 1))
    assert (earned.start, earned.through) == (date(2026, 2, 1), date(2027, 2, 1))
    assert term(course, date(2026, 3, 1)).start == date(2026, 3, 1)
    by_completion = replace(course, anchor=AnchorRule.COMPLETION)
    assert term(by_completion, date(2026, 3, 1), assigned=date(2026, 2, 1)).start == date(2026, 3, 1)


def test_a_course_without_months_never_expires_and_has_no_window_and_no_grace() -> None:
    course = CourseTerms(window_days=30, grace_days=30)
    earned = term(course, date(2026, 2, 10))
    assert earned.through is None
    assert window_opens(course, earned.through) is None
    assert grace_end(course, earned.through) is None


def test_a_term_that_never_ends_carries_nothing_forward() -> None:
    assert term(CARRIED, date(2026, 2, 10), Term(date(2020, 1, 1), None, "given")).start == date(2026, 2, 10)


@pytest.mark.parametrize(
    ("fixed", "active", "completed", "through"),
    [
        ((12, 31), 0, date(2026, 12, 31), date(2026, 12, 31)),
        ((6, 30), 0, date(2026, 7, 1), date(2027, 6, 30)),
        ((2, 29), 0, date(2026, 1, 5), date(2026, 2, 28)),
        ((2, 29), 0, date(2028, 1, 5), date(2028, 2, 29)),
        ((2, 29), 0, date(2027, 3, 1), date(2028, 2, 29)),
        ((2, 28), 0, date(2028, 2, 29), date(2029, 2, 28)),
        ((12, 31), 5, date(2026, 7, 31), date(2026, 12, 31)),  # 31 July + 5 months is the day itself
        ((12, 31), 5, date(2026, 8, 1), date(2027, 12, 31)),
    ],
)
def test_a_fixed_day_is_the_first_one_after_the_least_active_months(
    fixed: tuple[int, int], active: int, completed: date, through: date
) -> None:
    course = CourseTerms(rule=ExpiryRule.FIXED_DAY, fixed_day=fixed, min_active_months=active)
    assert term(course, completed).through == through


def test_a_fixed_day_ignores_months() -> None:
    assert term(replace(YEAR_END, months=3), date(2014, 8, 24)).through == date(2015, 12, 31)


def test_the_window_opens_so_many_days_before_the_end_and_grace_ends_so_many_after() -> None:
    course = CourseTerms(months=24, window_days=90, grace_days=30)
    assert window_opens(course, date(2028, 6, 30)) == date(2028, 4, 1)
    assert grace_end(course, date(2028, 6, 30)) == date(2028, 7, 30)
    assert window_opens(CourseTerms(months=24), date(2028, 6, 30)) == date(2028, 6, 30)
    assert grace_end(CourseTerms(months=24), date(2028, 6, 30)) is None


def test_an_end_at_the_edge_of_the_calendar_keeps_its_window_and_grace_inside_it() -> None:
    course = CourseTerms(window_days=90, grace_days=30)
    assert grace_end(course, date.max) == date.max
    assert window_opens(course, date(1, 1, 15)) == date.min


@pytest.mark.parametrize(
    ("course", "named"),
    [
        (CourseTerms(months=0), "months"),
        (CourseTerms(months=-1), "months"),
        (CourseTerms(months=1201), "months"),
        (CourseTerms(months=12, window_days=-1), "window_days"),
        (CourseTerms(months=12, grace_days=-1), "grace_days"),
        (CourseTerms(rule=ExpiryRule.FIXED_DAY), "fixed_day"),
        (CourseTerms(rule=ExpiryRule.FIXED_DAY, fixed_day=(2, 30)), "02-30"),
        (CourseTerms(rule=ExpiryRule.FIXED_DAY, fixed_day=(13, 1)), "13-01"),
        (CourseTerms(rule=ExpiryRule.FIXED_DAY, fixed_day=(4, 31)), "04-31"),
        (CourseTerms(rule=ExpiryRule.FIXED_DAY, fixed_day=(12, 31), min_active_months=-1), "min_active_months"),
    ],
)
def test_settings_that_give_no_date_are_refused_by_name(course: CourseTerms, named: str) -> None:
    with pytest.raises(UnfitTerms) as refused:
        term(course, date(2026, 2, 10))
    assert named in refused.value.say


@pytest.mark.parametrize(
    ("course", "completed"),
    [
        (CourseTerms(months=24), date(9998, 1, 1)),
        (YEAR_END, date(9999, 8, 1)),
        (replace(YEAR_END, fixed_day=(6, 30), min_active_months=0), date(9999, 7, 1)),
        (CourseTerms(months=1200), date(9900, 1, 1)),
    ],
)
def test_an_end_beyond_the_year_9999_is_refused_with_a_sentence(course: CourseTerms, completed: date) -> None:
    with pytest.raises(DateOutOfRange) as refused:
        term(course, completed)
    assert refused.value.code == "DATE_OUT_OF_RANGE"
    assert "years 1 to 9999" in refused.value.say


def test_carrying_forward_the_last_day_of_the_calendar_is_refused() -> None:
    with pytest.raises(DateOutOfRange):
        term(CARRIED, date.max, ends(date.max))


def test_an_absurd_due_date_is_refused() -> None:
    with pytest.raises(UnfitTerms):
        due_on(date(2026, 1, 1), days=-1)
    with pytest.raises(UnfitTerms):
        due_on(date(2026, 1, 1), months=1201)
    with pytest.raises(DateOutOfRange):
        due_on(date(9999, 12, 15), days=30)


def test_months_go_back_as_they_go_on() -> None:
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 15), -13) == date(2024, 12, 15)
    with pytest.raises(DateOutOfRange):
        add_months(date(1, 1, 1), -1)


def test_a_completion_is_fresh_enough_through_its_last_calendar_month() -> None:
    assert reaches(date(2024, 2, 29), 12, date(2025, 2, 28))
    assert not reaches(date(2024, 2, 29), 12, date(2025, 3, 1))
    assert reaches(date(1990, 1, 1), None, date(2026, 1, 1))
    assert reaches(date(9999, 1, 1), 24, date(9999, 12, 31))


@pytest.mark.parametrize("text", ["", "1-1", "31-12", "02-30", "12/31", "१२-३१", "12-31 "])
def test_a_fixed_day_that_is_not_month_day_is_refused(text: str) -> None:
    with pytest.raises(UnfitTerms):
        parse_fixed_day(text)


def test_a_fixed_day_reads_as_month_and_day() -> None:
    assert parse_fixed_day("12-31") == (12, 31)
    assert parse_fixed_day("02-29") == (2, 29)
