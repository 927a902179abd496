"""`core term -`: the term of each case on standard input. Needs no store and no organisation."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from io import TextIOWrapper
from typing import TYPE_CHECKING, TextIO

from core.commands.cases import Case, answer_cases, day, one_of, optional_day, text, whole_number
from core.model import AnchorRule, CourseTerms, ExpiryRule, Term
from core.rules.dates import parse_fixed_day, term
from core.rules.words import day_words

if TYPE_CHECKING:
    from core.commands.common import Call


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `term`. There is no store; --json is taken, for it is JSON either way."""
    parser.add_argument("--json", action="store_true", help="the answers are JSON either way")
    add_arguments(parser)
    parser.set_defaults(act=act)


def act(call: Call) -> int:
    """Answer what comes in on the process's own standard input."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    return run(call.args, sys.stdin, sys.stdout)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the one argument: "-", for standard input."""
    parser.add_argument("source", choices=["-"], help="a case a line of JSON on standard input")


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Answer every case on its line; exit status 1 when any was refused."""
    return answer_cases(answer, stdin, stdout)


def answer(case: Case) -> Mapping[str, object]:
    """Return the term that a case earns. Raises BadCase, UnfitTerms or DateOutOfRange."""
    previous_end = optional_day(case, "previous_valid_through")
    earned = term(
        course_terms(case),
        day(case, "completed"),
        # Only the end of the old term matters; its start is not part of a case.
        Term(previous_end, previous_end, "as given") if previous_end else None,
        optional_day(case, "assigned"),
    )
    return {
        "valid_from": earned.start.isoformat(),
        "valid_through": earned.through.isoformat() if earned.through else None,
        "say": say(earned),
    }


def course_terms(case: Case) -> CourseTerms:
    """Return the course settings of a case, with the same defaults as a course file. Raises BadCase or UnfitTerms."""
    fixed = text(case, "fixed_day")
    return CourseTerms(
        months=whole_number(case, "months"),
        rule=ExpiryRule(one_of(case, "rule", list(ExpiryRule), ExpiryRule.SAME_DAY)),
        fixed_day=parse_fixed_day(fixed) if fixed is not None else None,
        min_active_months=whole_number(case, "min_active_months") or 0,
        anchor=AnchorRule(one_of(case, "anchor", list(AnchorRule), AnchorRule.COMPLETION)),
        window_days=whole_number(case, "window_days") or 0,
    )


def say(earned: Term) -> str:
    """Return a term in a sentence, with how it came about."""
    if earned.through is None:
        return f"Valid from {day_words(earned.start)}: {earned.because}."
    return f"Valid from {day_words(earned.start)} through {day_words(earned.through)}: {earned.because}."
