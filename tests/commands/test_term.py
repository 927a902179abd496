"""`core term -` against the worked cases of docs/dates.md, and against what people type wrong."""

from __future__ import annotations

import argparse
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.commands import term

ROOT = Path(__file__).parents[2]


def ask(*lines: str) -> tuple[int, list[dict[str, Any]]]:
    parser = argparse.ArgumentParser()
    term.add_arguments(parser)
    printed = io.StringIO()
    status = term.run(parser.parse_args(["-"]), io.StringIO("".join(f"{line}\n" for line in lines)), printed)
    return status, [json.loads(line) for line in printed.getvalue().splitlines()]


def cases_of_the_page() -> list[tuple[str, str]]:
    block = re.search(r"^```jsonl\n(.*?)\n```$", (ROOT / "docs" / "dates.md").read_text("utf-8"), re.M | re.S)
    assert block
    lines = block[1].splitlines()
    return list(zip(lines[::2], lines[1::2], strict=True))


def test_the_page_has_its_cases() -> None:
    assert len(cases_of_the_page()) == 13


@pytest.mark.parametrize(("case", "expected"), cases_of_the_page())
def test_every_case_of_the_page_is_answered_as_it_says(case: str, expected: str) -> None:
    status, [answer] = ask(case)
    assert status == 0
    assert {name: answer[name] for name in ("valid_from", "valid_through")} == json.loads(expected)


def test_an_answer_says_in_a_sentence_how_it_came_about() -> None:
    _, answers = ask('{"completed": "2026-02-10", "months": 24, "rule": "end_of_month"}', '{"completed": "2026-02-10"}')
    assert [answer["say"] for answer in answers] == [
        "Valid from 10 Feb 2026 through 29 Feb 2028: completed 10 Feb 2026 + 24 months, end of month.",
        "Valid from 10 Feb 2026: completed 10 Feb 2026, never expires.",
    ]


def test_a_refused_case_answers_on_its_line_and_the_next_goes_on() -> None:
    good = '{"completed": "2026-08-02", "months": 24, "rule": "same_day"}'
    status, answers = ask(good, '{"completed": "yesterday"}', "", good)
    assert status == 1
    assert [answer.get("refused") for answer in answers] == [None, "BAD_CASE", None]
    assert answers[0] == answers[2]


def case(**fields: object) -> str:
    return json.dumps({"completed": "2026-02-10", "months": 24, "rule": "same_day"} | fields)


@pytest.mark.parametrize(
    ("line", "code", "named"),
    [
        ("nonsense", "BAD_CASE", "JSON"),
        ("[1]", "BAD_CASE", "object"),
        ("[" * 100_000, "BAD_CASE", "JSON"),
        ('{"months": ' + "9" * 5000 + "}", "BAD_CASE", "JSON"),
        ("{}", "BAD_CASE", "completed"),
        (case(completed=None), "BAD_CASE", "completed"),
        (case(completed=20260210), "BAD_CASE", "completed"),
        (case(completed="20260210"), "BAD_CASE", "completed"),
        (case(completed="2026-02-30"), "BAD_CASE", "2026-02-30"),
        (case(completed="0000-01-01"), "BAD_CASE", "0000-01-01"),
        (case(completed="٢٠٢٦-02-10"), "BAD_CASE", "completed"),
        (case(months="24"), "BAD_CASE", "months"),
        (case(months=24.5), "BAD_CASE", "months"),
        (case(months=True), "BAD_CASE", "months"),
        (case(months=0), "UNFIT_TERMS", "months"),
        (case(months=10**30), "UNFIT_TERMS", "months"),
        (case(rule="sameday"), "BAD_CASE", "end_of_month"),
        (case(rule=7), "BAD_CASE", "rule"),
        (case(anchor="\ud800"), "BAD_CASE", "carry_forward"),
        (case(rule="fixed_day"), "UNFIT_TERMS", "fixed_day"),
        (case(rule="fixed_day", fixed_day="31-12"), "UNFIT_TERMS", "31-12"),
        (case(fixed_day="\ud800"), "UNFIT_TERMS", "fixed_day"),
        (case(window_days=-1), "UNFIT_TERMS", "window_days"),
        (case(assigned="soon"), "BAD_CASE", "assigned"),
        (case(completed="9999-01-01"), "DATE_OUT_OF_RANGE", "9999"),
    ],
)
def test_a_case_that_cannot_be_answered_is_refused_by_name(line: str, code: str, named: str) -> None:
    status, [answer] = ask(line)
    assert status == 1
    assert answer["refused"] == code
    assert named in answer["say"]


def test_no_cases_give_no_answers() -> None:
    assert ask() == (0, [])
    assert ask("", "  ") == (0, [])


def test_a_mark_at_the_start_of_the_input_is_not_part_of_the_first_case() -> None:
    status, [answer] = ask("\ufeff" + case())
    assert (status, answer["valid_through"]) == (0, "2028-02-10")


def test_terms_are_answered_without_loading_the_store_or_the_app() -> None:
    program = (
        "import core.commands.term, sys; print([m for m in ('duckdb', 'streamlit', 'pyarrow') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
