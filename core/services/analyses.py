"""What the page Analyses asks of the organisation's own published file, so that its numbers are those of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.analysts import questions
from core.analysts.questions import QUESTIONS, Question
from core.errors import NotFound
from core.rules.intake.export import csv_file, xlsx_file
from core.rules.money import digits, money
from core.services import publishing
from core.services.desk import Desk

MONTHS = (12, 24, 60)  # how far back a page may look, this month included


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of QUESTIONS, over so many months back, of some courses (none: all)."""

    about: str = "issued"
    months: int = MONTHS[0]
    courses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows in the order of the question's headings."""

    question: Question
    rows: list[tuple[Any, ...]]

    def records(self) -> list[dict[str, Any]]:
        """Return each row by the names of its columns."""
        names = [name for name, _ in self.question.headings]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


def titles() -> dict[str, str]:
    """Return the title of every question by its key."""
    return {key: question.title for key, question in QUESTIONS.items()}


def courses(desk: Desk) -> list[tuple[str, str]]:
    """Return (code, title) of every course that is published. Staff and analysts."""
    return questions.courses_in(publishing.file(desk, None))


def answer(desk: Desk, asked: Asked) -> Answer:
    """Return what the current file answers. Staff and analysts. Raises NotFound before the first publication."""
    question = QUESTIONS.get(asked.about)
    if question is None:
        raise NotFound("question", asked.about)
    months = asked.months if asked.months in MONTHS else MONTHS[0]
    file = publishing.file(desk, None)
    since, ahead = _months_from(desk.today, 1 - months), _months_from(desk.today, months - 1)
    return Answer(question, questions.ask(file, question, since, desk.today, ahead, asked.courses))


def _months_from(day: date, months: int) -> date:
    """Return the first day of the month that lies so many months after, or before, that of a day."""
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def export_file(desk: Desk, asked: Asked, *, kind: str = "csv") -> bytes:
    """Return an answer as a CSV or an XLSX file in which no cell acts as a formula; money as decimals."""
    found = answer(desk, asked)
    header = [heading for _, heading in found.question.headings]
    rows = list(_written(found.question, found.rows))
    return xlsx_file(header, rows, "Analysis") if kind == "xlsx" else csv_file(header, rows)


def _written(question: Question, rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    names = [name for name, _ in question.headings]
    for row in rows:
        record = dict(zip(names, row, strict=True))
        yield tuple(
            Decimal(cell).scaleb(-digits(str(record["currency"]))) if name in question.money else cell
            for name, cell in record.items()
        )


def shown(name: str, record: dict[str, Any], question: Question) -> str:
    """Return a cell as people read it: months and amounts as words, codes of reasons and lists as words."""
    cell = record[name]
    if isinstance(cell, date):
        return f"{cell:%b %Y}"
    if name in question.money:
        return money(int(cell), str(record["currency"]))
    if name in ("reason", "list", "outcome"):
        return str(cell).replace("_", " ").capitalize()
    return str(cell)


def length(record: dict[str, Any], question: Question) -> float:
    """Return how long a row's bar is; money in whole units of its currency."""
    held = float(record[question.measure])
    return held / 10 ** digits(str(record["currency"])) if question.measure in question.money else held
