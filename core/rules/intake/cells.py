"""How the cells of one column are read, each kind of cell by its own function."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.errors import BadAddress
from core.rules.addresses import normal_address
from core.rules.intake import days
from core.rules.intake.batch import Batch
from core.rules.intake.cleaning import CONTROL, trimmed_all
from core.rules.intake.kinds import Field
from core.rules.units import manager_words, unit_words

# fmt: off
_YES = frozenset(
    (
        "yes", "y", "true", "1", "x", "ja", "j", "wahr", "oui", "o", "vrai", "si", "sí", "s", "vero", "verdadero",
        "sim", "verdadeiro", "tak", "t", "prawda", "sant",
    )
)
_NO = frozenset(
    (
        "no", "n", "false", "0", "nein", "falsch", "non", "faux", "falso", "não", "nao", "nee", "nej", "nie",
        "fałsz", "falskt", "onwaar",
    )
)
# fmt: on
_HOURS = re.compile(r"(\d{1,4})(?:[.,](\d{1,2})0*)?", re.ASCII)


@dataclass(slots=True)
class Column:
    """One column of a batch being read. `spoiled` are cells that have a problem already and are not judged again."""

    batch: Batch
    field: Field
    at: int | None  # None: the file has no such column, or the cells come out of another one
    title: str
    cells: list[str]
    spoiled: set[int] = dataclasses.field(default_factory=set)

    def problem(self, at: int, code: str, say: str, cure: str) -> None:
        """Note a problem with the cell at a position."""
        self.spoiled.add(at)
        self.batch.problem(at, self.title, self.cells[at] or None, code, say, cure)


def prepared(batch: Batch, wanted: Field, at: int | None, title: str, raw: list[str]) -> Column:
    """Return a column with its cells trimmed, and those marked that no reader should look at."""
    column = Column(batch, wanted, at, title, trimmed_all(raw))
    longest = batch.task.limits.cell
    if max(map(len, column.cells), default=0) > longest or CONTROL.search("".join(column.cells)):
        for position, cell in enumerate(column.cells):
            _check_cell(column, position, cell, longest)
    if wanted.must and not all(column.cells):
        for position, cell in enumerate(column.cells):
            if not cell:
                _note_missing(column, position)
    return column


def _check_cell(column: Column, position: int, cell: str, longest: int) -> None:
    if len(cell) > longest:
        column.problem(
            position,
            "CELL_TOO_LONG",
            f"This cell holds more than {longest:,} characters.",
            "Shorten it; if it swallowed other rows, look for a quotation mark that is not closed.",
        )
    elif CONTROL.search(cell):
        column.problem(
            position,
            "CONTROL_CHARACTER",
            "This cell holds an invisible control character.",
            "Type the cell anew, without what was pasted.",
        )


_MISSING = {
    "address": ("MISSING_EMAIL", "The e-mail address is missing.", "Enter it, or remove the row."),
    "code": ("UNKNOWN_COURSE", "No course is named.", "Enter the course's code."),
    "day": ("BAD_DATE", "The date is missing.", "Enter it as YYYY-MM-DD, such as 2026-02-10."),
}


def _note_missing(column: Column, position: int) -> None:
    if column.at is not None and column.batch.too_few(position, column.at):
        note_too_few(column.batch, position, column.title)
        column.spoiled.add(position)
    else:
        column.problem(position, *_MISSING[column.field.parse])


def note_too_few(batch: Batch, position: int, title: str) -> None:
    """Note, once a record, that it ends before a column that is needed."""
    if "TOO_FEW_CELLS" in batch.bad.get(position, ()):
        return
    batch.problem(
        position,
        title,
        None,
        "TOO_FEW_CELLS",
        f"This row has {batch.short[position]} of {len(batch.task.header.cells)} cells and ends before {title}.",
        "Fill in the missing cells.",
    )


def _texts(column: Column) -> list[Any]:
    return column.cells


def _words(column: Column) -> list[Any]:
    """Return departments or locations: few are different, however long the list."""
    known = {cell: unit_words(cell) for cell in set(column.cells)}
    return [known[cell] for cell in column.cells]


def _managers(column: Column) -> list[Any]:
    """Return a normal address or a name a cell. What is neither is a name: nothing is sent to it."""
    known = {cell: manager_words(cell) for cell in set(column.cells)}
    return [known[cell] for cell in column.cells]


def _addresses(column: Column) -> list[Any]:
    """Return one normal address a cell; a bad one stays as it stood, for lists that keep it in sight."""
    values = column.cells[:]
    for at, cell in enumerate(column.cells):
        if at not in column.spoiled:
            try:
                values[at] = normal_address(cell)
            except BadAddress as wrong:
                _note_bad_address(column, at, wrong)
    return values


def _note_bad_address(column: Column, at: int, wrong: BadAddress) -> None:
    column.problem(at, "BAD_EMAIL", wrong.say, "Correct the address, such as name@example.org.")


def _several_addresses(column: Column) -> list[Any]:
    return [_address_list(column, at, cell) if cell else () for at, cell in enumerate(column.cells)]


def _address_list(column: Column, at: int, cell: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for part in cell.split(";"):
        if not part.strip() or at in column.spoiled:
            continue
        try:
            found[normal_address(part)] = None
        except BadAddress as wrong:
            _note_bad_address(column, at, wrong)
    return tuple(found)


def _days(column: Column) -> list[Any]:
    """Return a date or None a cell. Which number is the day is told by the first batch that tells it."""
    task, name = column.batch.task, column.field.name
    distinct = set(column.cells)
    order = task.day_first if task.day_first is not None else task.orders.get(name)
    if order is None:
        order = task.orders[name] = days.day_first(distinct)
    known = {cell: days.parse_day(cell, order) for cell in distinct}
    values = [known[cell] for cell in column.cells]
    latest = task.today if column.field.past and task.today else date.max
    if any(cell and ((day := known[cell]) is None or day > latest) for cell in distinct):
        for at, cell in enumerate(column.cells):
            if cell and at not in column.spoiled:
                _judge_day(column, at, known[cell], latest)
    return values


def _judge_day(column: Column, at: int, day: date | None, latest: date) -> None:
    if day is None and days.is_ambiguous(column.cells[at]):
        say = f"{column.cells[at]} may be either of two days, and the other rows do not tell which."
        column.problem(
            at, "BAD_DATE", say, "Write it as YYYY-MM-DD, or say for the whole column which number is the day."
        )
    elif day is None:
        column.problem(at, "BAD_DATE", "This is no day of the calendar that is understood.", "Write it as YYYY-MM-DD.")
    elif day > latest:
        column.problem(at, "FUTURE_DATE", f"{day} lies after today, {latest}.", "Enter the day on which it was done.")


def _hours(column: Column) -> list[Any]:
    return [_hours_of(column, at, cell) if cell else None for at, cell in enumerate(column.cells)]


def _hours_of(column: Column, at: int, cell: str) -> Decimal | None:
    if at in column.spoiled:
        return None
    found = _HOURS.fullmatch(cell)
    hours = Decimal(f"{found[1]}.{found[2] or 0}") if found else None
    if not hours or hours > 1000:
        column.problem(
            at,
            "BAD_HOURS",
            "This is no number of hours.",
            "Enter a number above 0 and up to 1000, with at most two decimals, such as 1.5.",
        )
    return hours


def _flags(column: Column) -> list[Any]:
    return [_flag_of(column, at, cell.casefold()) if cell else None for at, cell in enumerate(column.cells)]


def _flag_of(column: Column, at: int, word: str) -> bool | None:
    if word not in _YES and word not in _NO and at not in column.spoiled:
        column.problem(at, "BAD_FLAG", "This is neither yes nor no.", "Enter yes or no, or leave the cell empty.")
    return word in _YES


def _choices(column: Column) -> list[Any]:
    return [_choice_of(column, at, cell.casefold()) if cell else None for at, cell in enumerate(column.cells)]


def _choice_of(column: Column, at: int, word: str) -> str:
    if word not in column.field.choices and at not in column.spoiled:
        allowed = ", ".join(column.field.choices)
        column.problem(at, "BAD_STATE", "There is no such state.", f"Enter one of {allowed}, or leave the cell empty.")
    return word


READERS: dict[str, Callable[[Column], list[Any]]] = {
    "text": _texts,
    "words": _words,
    "manager": _managers,
    "code": _texts,
    "address": _addresses,
    "addresses": _several_addresses,
    "day": _days,
    "hours": _hours,
    "flag": _flags,
    "choice": _choices,
}
EMPTY: dict[str, Any] = {"text": "", "words": "", "manager": "", "code": "", "address": "", "addresses": ()}
