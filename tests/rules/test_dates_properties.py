"""What holds of the date engine for any date and any course."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core.model import AnchorRule, CourseTerms, ExpiryRule, Term
from core.rules.dates import Anchor, add_months, anchor_of, end_of, in_window, term, window_opens

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
MONTHS = st.integers(1, 120)
RULES = st.sampled_from(ExpiryRule)
FIXED = st.sampled_from([(12, 31), (2, 29), (2, 28), (6, 30), (1, 1), (3, 1)])
some = settings(max_examples=150)


@st.composite
def courses(draw: st.DrawFn, anchor: AnchorRule | None = None) -> CourseTerms:
    return CourseTerms(
        months=draw(MONTHS),
        rule=draw(RULES),
        fixed_day=draw(FIXED),
        min_active_months=draw(st.integers(0, 24)),
        anchor=anchor or draw(st.sampled_from(AnchorRule)),
        window_days=draw(st.integers(0, 400)),
    )


def ends(through: date) -> Term:
    return Term(date(1890, 1, 1), through, "given")


@some
@given(DAYS, st.integers(-1200, 1200))
@example(date(2024, 2, 29), 12)
@example(date(2026, 1, 31), 1)
def test_months_are_added_as_the_common_library_adds_them(day: date, months: int) -> None:
    assert add_months(day, months) == day + relativedelta(months=months)


@some
@given(DAYS, st.integers(0, 600))
def test_added_months_land_in_the_right_month_on_that_day_or_the_last_one(day: date, months: int) -> None:
    landed = add_months(day, months)
    assert (landed.year * 12 + landed.month) - (day.year * 12 + day.month) == months
    assert landed.day == day.day or (landed.day < day.day and (landed + timedelta(1)).day == 1)


@some
@given(DAYS, MONTHS, st.integers(2, 5))
def test_terms_are_counted_from_the_anchor_and_not_month_by_month(day: date, months: int, times: int) -> None:
    crept = day
    for _ in range(times):
        crept = add_months(crept, months)
    direct = add_months(day, months * times)
    assert crept <= direct
    assert (crept == direct) or day.day > 28


def test_going_month_by_month_would_lose_days() -> None:
    crept = add_months(add_months(date(2026, 1, 31), 1), 1)
    assert crept == date(2026, 3, 28)
    assert add_months(date(2026, 1, 31), 2) == date(2026, 3, 31)


@some
@given(DAYS, MONTHS)
def test_day_before_is_same_day_less_one_and_end_of_month_the_end_of_its_month(day: date, months: int) -> None:
    same, before, month_end = (
        end_of(CourseTerms(months=months, rule=rule), day)
        for rule in (ExpiryRule.SAME_DAY, ExpiryRule.DAY_BEFORE, ExpiryRule.END_OF_MONTH)
    )
    assert same
    assert before
    assert month_end
    assert before == same - timedelta(1)
    assert same <= month_end
    assert (month_end.year, month_end.month) == (same.year, same.month)
    assert (month_end + timedelta(1)).day == 1


@some
@given(DAYS, FIXED, st.integers(0, 24))
def test_a_fixed_end_is_the_first_such_day_of_all_that_follow(day: date, fixed: tuple[int, int], active: int) -> None:
    earliest = add_months(day, active)
    through = end_of(CourseTerms(rule=ExpiryRule.FIXED_DAY, fixed_day=fixed, min_active_months=active), day)
    assert through
    assert earliest <= through <= earliest + timedelta(366)

    def is_fixed(each: date) -> bool:
        leap = each.year % 4 == 0 and (each.year % 100 != 0 or each.year % 400 == 0)
        wanted = (2, 28) if fixed == (2, 29) and not leap else fixed
        return (each.month, each.day) == wanted

    days = [earliest + timedelta(n) for n in range((through - earliest).days + 1)]
    assert [each for each in days if is_fixed(each)] == [through]


@some
@given(courses(), DAYS, st.integers(0, 800), st.none() | DAYS)
def test_a_later_completion_never_ends_earlier(
    course: CourseTerms, first: date, later_by: int, previous_end: date | None
) -> None:
    previous = ends(previous_end) if previous_end else None
    earlier, later = term(course, first, previous), term(course, first + timedelta(later_by), previous)
    assert earlier.through
    assert later.through
    assert earlier.through <= later.through
    assert earlier.start <= later.start


@some
@given(courses(AnchorRule.CARRY_FORWARD), DAYS, st.data())
def test_renewing_early_never_loses_a_day_nor_leaves_a_gap(course: CourseTerms, end: date, data: st.DataObject) -> None:
    opens = window_opens(course, end)
    assert opens
    completed = data.draw(st.dates(opens, end))
    carried = term(course, completed, ends(end))
    fresh = term(replace(course, anchor=AnchorRule.COMPLETION), completed)
    assert carried.through
    assert fresh.through
    assert carried.start == end + timedelta(1)
    assert carried.through >= fresh.through


@some
@given(courses(AnchorRule.CARRY_FORWARD), DAYS, DAYS)
def test_outside_the_window_a_term_is_the_same_as_a_first_one(course: CourseTerms, end: date, completed: date) -> None:
    assume(not in_window(course, end, completed))
    assert term(course, completed, ends(end)) == term(course, completed)


@some
@given(courses(AnchorRule.CARRY_FORWARD), DAYS, st.integers(1, 300), st.integers(0, 400))
def test_an_extension_never_moves_the_base_of_the_next_term(
    course: CourseTerms, end: date, longer: int, before: int
) -> None:
    extended = end + timedelta(longer)
    completed = extended - timedelta(before)
    earned = anchor_of(course, completed, end, extended_to=extended)
    carried = anchor_of(replace(course, window_days=0), end, end)
    assert earned == (carried if before <= course.window_days else Anchor(AnchorRule.COMPLETION, completed, completed))


@some
@given(courses(), DAYS, st.none() | DAYS, st.none() | DAYS)
def test_a_term_never_ends_before_it_starts_and_always_says_why(
    course: CourseTerms, completed: date, previous_end: date | None, assigned: date | None
) -> None:
    previous = ends(previous_end) if previous_end else None
    earned = term(course, completed, previous, assigned)
    assert earned.through
    assert earned.through >= earned.start
    assert earned.because
    assert earned == term(course, completed, previous, assigned)
