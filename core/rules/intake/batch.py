"""A stretch of records on the way to rows: their cells by column, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from core.model import Problem
from core.rules.intake.cleaning import BLANK
from core.rules.intake.header import Header
from core.rules.intake.kinds import Kind
from core.rules.intake.limits import Limits
from core.rules.intake.lines import Record, too_many_rows

SHOWN = 120


@dataclass(slots=True)
class Task:
    """What holds for every stretch of one file; counts what has gone by."""

    kind: Kind
    header: Header
    limits: Limits
    today: date | None
    day_first: bool | None  # as overruled
    orders: dict[str, bool | None] = field(default_factory=dict)  # field → whether the day stands first, once told
    rows: int = 0
    blank_lines: int = 0


@dataclass(slots=True)
class Batch:
    """Records as wide as the header, with the problems found in them so far."""

    task: Task
    lines: list[int] = field(default_factory=list)
    records: list[list[str]] = field(default_factory=list)
    short: dict[int, int] = field(default_factory=dict)  # position → how many cells there were
    problems: list[Problem] = field(default_factory=list)
    bad: dict[int, set[str]] = field(default_factory=dict)  # position → codes

    def problem(self, at: int, column: str | None, value: str | None, code: str, say: str, cure: str) -> None:
        """Note what is wrong with the record at a position."""
        if value is not None and len(value) > SHOWN:
            value = f"{value[:SHOWN]}…"
        self.problems.append(Problem(self.lines[at], column, value, code, say, cure))
        self.bad.setdefault(at, set()).add(code)

    def cells(self, at: int) -> list[str]:
        """Return the cells of the column at a position."""
        return [record[at] for record in self.records]

    def good(self) -> list[bool] | None:
        """Return which records are without a problem; None when all are."""
        return [at not in self.bad for at in range(len(self.lines))] if self.bad else None

    def too_few(self, at: int, column: int) -> bool:
        """Return whether a record ends before a column."""
        return at in self.short and column >= self.short[at]


def batches(records: Iterator[Record], task: Task, size: int) -> Iterator[Batch]:
    """Yield the records in stretches of `size` that are not blank; at least one, which may be empty."""
    while True:
        batch = Batch(task)
        _fill(batch, records, size)
        yield batch
        if len(batch.lines) < size:
            return


def _fill(batch: Batch, records: Iterator[Record], size: int) -> None:
    task, lines, held = batch.task, batch.lines, batch.records
    width = len(task.header.cells)
    for line, cells in records:
        if is_blank(cells):
            task.blank_lines += 1
            continue
        lines.append(line)
        held.append(cells)
        if len(cells) != width:
            held[-1] = _fitted(batch, len(held) - 1, cells, width)
        if len(held) == size:
            break
    task.rows += len(held)
    if task.rows > task.limits.rows:
        raise too_many_rows(task.limits.rows)


def is_blank(cells: list[str]) -> bool:
    """Return whether a record is nothing but delimiters and space."""
    return not cells or (not cells[0].strip(BLANK) and not "".join(cells).strip(BLANK))


def _fitted(batch: Batch, at: int, cells: list[str], width: int) -> list[str]:
    """Return a record brought to the header's width; filled cells past it are a problem."""
    if len(cells) < width:
        batch.short[at] = len(cells)
        return cells + [""] * (width - len(cells))
    extra = next((cell.strip(BLANK) for cell in islice(cells, width, None) if cell.strip(BLANK)), None)
    if extra is not None or not batch.task.kind.fields:  # read as they stand, even empty cells are too many
        batch.problem(
            at,
            None,
            extra,
            "TOO_MANY_CELLS",
            f"This row has {len(cells)} cells, the header {width}.",
            "Put quotation marks around a cell that holds the delimiter, or remove the cells that are too many.",
        )
    return cells[:width]
