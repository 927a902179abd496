"""What reading a file comes to: what was detected, rows, problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, overload

from core.model import Problem


@dataclass(frozen=True, slots=True)
class Overrule:
    """What a person says about a file instead of what was detected; None leaves it to detection.

    `header_line` is the physical line (the row in a sheet), 0 for a file without a header. `columns` names, for a
    field, the column by its header or by its number from 1, 0 for none; other fields stay as detected. `day_first`
    decides dates such as 03/04/2026.
    """

    encoding: str | None = None
    delimiter: str | None = None
    header_line: int | None = None
    columns: Mapping[str, str | int] | None = None
    sheet: str | None = None
    day_first: bool | None = None

    def as_json(self) -> dict[str, Any]:
        """Return only what was overruled, ready to be stored."""
        said = {**asdict(self), "columns": dict(self.columns) if self.columns is not None else None}
        return {name: value for name, value in said.items() if value is not None}


NOTHING_OVERRULED = Overrule()


@dataclass(frozen=True, slots=True)
class Detected:
    """How a file was read. `columns` maps a field to the header above it; `sheet` is None for text.

    `sheets` are the names to choose another one from.
    """

    encoding: str | None
    delimiter: str | None
    header_line: int | None
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: Sequence[str] = ()
    header: Sequence[str] = ()
    sheet: str | None = None
    sheets: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "header_line": self.header_line,
            "columns": dict(self.columns),
            "ignored": list(self.ignored),
            "header": list(self.header),
        }
        return shown | ({"sheet": self.sheet} if self.sheet is not None else {})


@dataclass(frozen=True, slots=True)
class Rows(Sequence[Any]):
    """Good rows, held as columns: iterate for one named tuple a row, or take a whole column for a bulk load."""

    make: Any
    lines: list[int]
    columns: dict[str, list[Any]]
    same: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # position → the other lines

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> list[Any]: ...
    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return [self[position] for position in range(*at.indices(len(self)))]
        at = range(len(self))[at]
        return self.make(self.lines[at], *(column[at] for column in self.columns.values()), self.same.get(at, ()))

    def __iter__(self) -> Iterator[Any]:
        same = self.same
        for at, values in enumerate(zip(self.lines, *self.columns.values(), strict=True)):
            yield self.make(*values, same.get(at, ()))

    def as_json(self) -> list[dict[str, Any]]:
        names = ("line", *self.columns)
        shown = [
            dict(zip(names, map(_plain, values), strict=True))
            for values in zip(self.lines, *self.columns.values(), strict=True)
        ]
        for at, others in self.same.items():
            shown[at]["same_as"] = list(others)
        return shown


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class Intake:
    """A file, read. A row with a problem is in `problems` only.

    `salvaged` holds rows whose one problem is a bad address, with the address as it stood: for lists that keep such
    rows in sight.
    """

    name: str
    detected: Detected
    rows: Rows
    problems: list[Problem]
    blank_lines: int
    salvaged: Rows

    def as_json(self) -> dict[str, Any]:
        """Return the document that `core intake --json` prints for one file."""
        return {
            "file": self.name,
            "detected": self.detected.as_json(),
            "rows": self.rows.as_json(),
            "problems": [problem.as_json() for problem in self.problems],
            "blank_lines": self.blank_lines,
        }
