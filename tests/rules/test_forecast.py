"""The forecast: months and courses, people once each, fees at the prices of the day on which they fall due."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from core.rules.fees import PriceRow
from core.rules.forecast import Falling, ForecastLine, forecast, last_day

TODAY = date(2026, 11, 24)
PRICES = [PriceRow("BLS", date(2024, 1, 1), 2500, 2000), PriceRow("BLS", date(2027, 1, 1), 3000, 2400)]


def test_a_forecast_of_twelve_months_ends_with_the_eleventh_month_after_this_one() -> None:
    assert last_day(TODAY, 12) == date(2027, 10, 31)
    assert last_day(date(2026, 1, 31), 2) == date(2026, 2, 28)


def test_what_is_due_already_comes_first_then_months_then_courses() -> None:
    falling = [
        Falling("FA", date(2026, 12, 24), 1),
        Falling("BLS", date(2026, 12, 31), 3),
        Falling("BLS", date(2026, 12, 1), 4),
        Falling("BLS", None, 2),
        Falling("BLS", date(2027, 1, 1), 5),
    ]
    lines = [(line.month, line.course, line.people) for line in forecast(falling, PRICES, TODAY)]
    december = date(2026, 12, 1)
    assert lines == [(None, "BLS", 2), (december, "BLS", 7), (december, "FA", 1), (date(2027, 1, 1), "BLS", 5)]


def test_fees_are_those_of_the_day_and_a_first_certificate_costs_more_than_a_renewal() -> None:
    falling = [
        Falling("BLS", date(2026, 12, 31), 2),
        Falling("BLS", date(2027, 1, 1), 2),
        Falling("BLS", date(2027, 1, 9), 1, assigned=True, renewal=False),
        Falling("BLS", None, 1),
        Falling("FA", date(2027, 1, 1), 9),
    ]
    assert [line.fees for line in forecast(falling, PRICES, TODAY)] == [2000, 4000, 2 * 2400 + 3000, 0]


def test_who_has_an_open_assignment_is_counted_apart_from_who_still_needs_one() -> None:
    falling = [Falling("BLS", TODAY, 3), Falling("BLS", TODAY, 2, assigned=True)]
    assert forecast(falling, [], TODAY) == [ForecastLine(date(2026, 11, 1), "BLS", 3, 2, 0)]


@settings(max_examples=50)
@given(
    st.lists(
        st.builds(
            Falling,
            st.sampled_from(["BLS", "FA"]),
            st.none() | st.dates(date(2026, 11, 25), date(2028, 12, 31)),
            st.integers(1, 9),
            assigned=st.booleans(),
            renewal=st.booleans(),
        )
    )
)
def test_nobody_is_lost_and_nothing_is_charged_twice(falling: list[Falling]) -> None:
    lines = forecast(falling, PRICES, TODAY)
    assert sum(line.people for line in lines) == sum(each.people for each in falling)
    assert sum(line.fees for line in lines) == sum(
        line.fees for each in falling for line in forecast([each], PRICES, TODAY)
    )
    assert len({(line.month, line.course) for line in lines}) == len(lines)
