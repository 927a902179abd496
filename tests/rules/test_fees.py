"""Prices against the examples of docs/fees.md, and what holds of every price."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.commands.price import run_cases
from core.model import PriceKind
from core.rules.fees import Price, PriceLine, PriceRow, PriceStep, Wanted, grouped, price, rows_in_force

PAGE = Path(__file__).parents[2] / "docs" / "fees.md"
NEW, RENEWAL, REPLACEMENT = PriceKind
BLS = PriceRow("BLS-2", date(2024, 1, 1), new=2500, renewal=2000, replacement=500)
some = settings(max_examples=100)


def rows_of_the_page() -> list[PriceRow]:
    table = re.findall(r"^\| ([A-Z]+-\d) \| (\S+) \| (\d+) \| (\d+) \| (\d+) \|$", PAGE.read_text("utf-8"), re.M)
    return [PriceRow(code, date.fromisoformat(day), *map(int, minor)) for code, day, *minor in table]


def examples_of_the_page() -> list[tuple[str, str]]:
    blocks = re.findall(r"^```json\n(.*?)\n```$", PAGE.read_text("utf-8"), re.M | re.S)
    return list(zip(blocks[::2], blocks[1::2], strict=True))


def test_the_page_has_its_price_list_and_its_examples() -> None:
    assert len(rows_of_the_page()) == 3
    assert len(examples_of_the_page()) == 5


@pytest.mark.parametrize(("case", "answer"), examples_of_the_page())
def test_every_example_of_the_page_is_what_the_command_answers(case: str, answer: str) -> None:
    printed = io.StringIO()
    assert run_cases(rows_of_the_page(), "USD", io.StringIO(case), printed) == 0
    assert json.loads(printed.getvalue()) == json.loads(answer)


@pytest.mark.parametrize(
    ("on", "unit"),
    [(date(2023, 12, 31), 0), (date(2024, 1, 1), 2500), (date(2026, 6, 30), 2500), (date(2026, 7, 1), 2800)],
)
def test_the_row_in_force_is_the_last_to_start_on_or_before_the_day(on: date, unit: int) -> None:
    assert price([Wanted("BLS-2", NEW, 1)], rows_of_the_page(), on, "USD").total == unit


def test_each_kind_has_its_own_price() -> None:
    wanted = [Wanted("BLS-2", kind, 1) for kind in PriceKind]
    assert [line.unit for line in price(wanted, [BLS], BLS.starts_on, "USD").lines] == [2500, 2000, 500]


def test_a_course_without_rows_costs_nothing_and_says_so() -> None:
    free = price([Wanted("FIRST-AID", NEW, 3)], [BLS], date(2026, 2, 10), "USD")
    assert free.total == 0
    assert free.steps[0].say == "FIRST-AID, new: 3 people, no price in force on 10 Feb 2026"


def test_of_two_rows_for_one_day_the_one_entered_later_counts() -> None:
    corrected = PriceRow("BLS-2", BLS.starts_on, new=2600)
    assert rows_in_force([BLS, corrected], BLS.starts_on)["BLS-2"] == corrected
    assert rows_in_force([corrected, BLS], BLS.starts_on)["BLS-2"] == BLS


def test_a_price_whose_lines_and_steps_differ_cannot_be_made() -> None:
    line = PriceLine(Wanted("BLS-2", NEW, 2), 2500)
    with pytest.raises(ValueError, match="5000"):
        Price((line,), (PriceStep("too little", 4999),), "USD")


def test_chosen_rows_are_grouped_by_course_and_kind_whatever_the_order_of_ticking() -> None:
    chosen = [("BLS-2", RENEWAL), ("ALS-1", NEW), ("BLS-2", NEW), ("BLS-2", RENEWAL)]
    expected = (Wanted("ALS-1", NEW, 1), Wanted("BLS-2", NEW, 1), Wanted("BLS-2", RENEWAL, 2))
    assert grouped(chosen) == grouped(reversed(chosen)) == expected


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
CODES = st.sampled_from(["BLS-2", "ALS-1", "PALS"])
MINOR = st.integers(0, 10**9)
ROWS = st.lists(st.builds(PriceRow, CODES, DAYS, MINOR, MINOR, MINOR), max_size=8)
WANTED = st.lists(st.builds(Wanted, CODES, st.sampled_from(PriceKind), st.integers(0, 10**6)), max_size=8)


@some
@given(WANTED, ROWS, DAYS)
def test_lines_and_steps_each_add_up_to_the_total(wanted: list[Wanted], rows: list[PriceRow], on: date) -> None:
    priced = price(wanted, rows, on, "USD")
    printed = json.loads(json.dumps(priced.as_json()))
    assert sum(line["people"] * line["unit"] for line in printed["lines"]) == printed["total"]
    assert sum(line["amount"] for line in printed["lines"]) == printed["total"]
    assert sum(step["amount"] for step in printed["steps"]) == printed["total"] >= 0


@some
@given(WANTED, ROWS, DAYS)
def test_the_order_of_lines_does_not_change_the_total(wanted: list[Wanted], rows: list[PriceRow], on: date) -> None:
    assert price(wanted, rows, on, "USD").total == price(wanted[::-1], rows, on, "USD").total


@some
@given(WANTED, WANTED, ROWS, DAYS)
def test_two_orders_of_one_day_cost_what_one_order_does(
    first: list[Wanted], second: list[Wanted], rows: list[PriceRow], on: date
) -> None:
    together = price(first + second, rows, on, "USD").total
    assert together == price(first, rows, on, "USD").total + price(second, rows, on, "USD").total


@some
@given(WANTED, ROWS, DAYS, ROWS)
def test_rows_that_start_later_do_not_touch_todays_price(
    wanted: list[Wanted], rows: list[PriceRow], on: date, later: list[PriceRow]
) -> None:
    future = [row for row in later if row.starts_on > on]
    assert price(wanted, rows + future, on, "USD") == price(wanted, rows, on, "USD")
