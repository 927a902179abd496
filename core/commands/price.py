"""`core price -`: the price of each case on standard input, by an organisation's price list."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable, Mapping
from typing import TextIO

from core.commands.cases import Case, answer_cases, day, one_of, text, whole_number
from core.errors import BadCase, NotFound
from core.model import PriceKind
from core.rules.fees import MOST_PEOPLE, PriceRow, Wanted, price
from core.rules.nearest import nearest


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare "-" for standard input; the organisation comes with the options that all commands share."""
    parser.add_argument("source", choices=["-"], help="a case a line of JSON on standard input")


def run_cases(
    rows: Iterable[PriceRow], currency: str, stdin: TextIO, stdout: TextIO, courses: Collection[str] | None = None
) -> int:
    """Answer every case by these price rows of all days; exit status 1 when any was refused.

    `courses` are the codes that exist, so that an unknown one is refused and not given away; None: any code will do.
    """
    all_rows = tuple(rows)

    def answer(case: Case) -> Mapping[str, object]:
        return price(_wanted_lines(case, courses), all_rows, day(case, "on"), currency).as_json()

    return answer_cases(answer, stdin, stdout)


def _wanted_lines(case: Case, courses: Collection[str] | None) -> list[Wanted]:
    lines = case.get("lines")
    if not isinstance(lines, list) or not all(isinstance(each, dict) for each in lines):
        raise BadCase("lines is not a list of objects. Give each a course, a kind and people.")
    return [_wanted(each, courses) for each in lines]


def _wanted(line: Case, courses: Collection[str] | None) -> Wanted:
    course = text(line, "course")
    if not course:
        raise BadCase("course is missing on a line. Give its code.")
    if courses is not None and course not in courses:
        raise NotFound("course", course, nearest(course, courses))
    people = whole_number(line, "people")
    if people is None or not 0 <= people <= MOST_PEOPLE:
        raise BadCase(f"people must be a number from 0 to {MOST_PEOPLE:,}.")
    return Wanted(course, PriceKind(one_of(line, "kind", list(PriceKind))), people)
