"""`core price -`: what is refused on its line. What is answered stands in docs/fees.md and its tests."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest

from core.commands.price import run_cases
from core.rules.fees import PriceRow

ROWS = [PriceRow("BLS-2", date(2024, 1, 1), new=2500, renewal=2000, replacement=500)]


def ask(*lines: str) -> tuple[int, list[dict[str, Any]]]:
    printed = io.StringIO()
    status = run_cases(ROWS, "USD", io.StringIO("\n".join(lines)), printed, ["BLS-2", "FIRST-AID"])
    return status, [json.loads(line) for line in printed.getvalue().splitlines()]


def case(**line: object) -> str:
    wanted = {"course": "BLS-2", "kind": "new", "people": 2} | line
    return json.dumps({"on": "2026-02-10", "lines": [wanted]})


def test_an_unknown_course_is_refused_with_the_nearest_one_and_the_next_case_goes_on() -> None:
    status, answers = ask(case(course="BLS2"), case())
    assert status == 1
    assert answers[0]["refused"] == "NOT_FOUND"
    assert "BLS-2" in answers[0]["say"]
    assert answers[1]["total"] == 5000


def test_a_line_for_nobody_costs_nothing() -> None:
    status, [answer] = ask(case(people=0))
    assert (status, answer["total"], answer["lines"][0]["unit"]) == (0, 0, 2500)


def test_a_known_course_without_prices_costs_nothing() -> None:
    status, [answer] = ask(case(course="FIRST-AID"))
    assert (status, answer["total"]) == (0, 0)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('{"lines": []}', "on"),
        ('{"on": "2026-02-10"}', "lines"),
        ('{"on": "2026-02-10", "lines": {}}', "lines"),
        ('{"on": "2026-02-10", "lines": [3]}', "lines"),
        (case(course=""), "course"),
        (case(course=5), "course"),
        (case(kind="used"), "new, renewal, replacement"),
        (case(kind=None), "new, renewal, replacement"),
        (case(people=-1), "people"),
        (case(people=1_000_001), "people"),
        (case(people=1.5), "people"),
        (case(people=None), "people"),
    ],
)
def test_a_case_that_cannot_be_priced_is_refused_by_name(line: str, named: str) -> None:
    status, [answer] = ask(line)
    assert status == 1
    assert answer["refused"] == "BAD_CASE"
    assert named in answer["say"]
