"""How far a workbook's sheets reach, so that nothing makes room for a cell a million rows away."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from core.errors import IntakeRefused
from core.rules.intake.limits import SLACK, Limits

# Where a cell that holds something stands; one that is only formatted ends, after plain attributes, with />.
_FILLED = rb"(?!(?:\s+\w+=[\"']\w*[\"'])*\s*/>)"
_COLUMN = re.compile(rb"<c r=\"([A-Z]{1,3})[0-9]+\"" + _FILLED)
_ROW = re.compile(rb"<c r=\"[A-Z]{1,3}([0-9]+)\"" + _FILLED)
# Cells written in any other way, or without a place of their own: then every place that is named counts.
_ANY_COLUMN = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})[0-9]+[\"']")
_ANY_ROW = re.compile(rb"\br\s*=\s*[\"'][A-Z]{0,3}([0-9]+)[\"']")
_UNUSUAL = (b"<c>", b"<c\t", b"<c\n", b"<c\r", b"<c/", b":c>", b":c ", b":c\t", b":c\n", b":c\r", b":c/")


@dataclass(slots=True)
class Extent:
    """What was found of a workbook so far: bytes unzipped, cells counted, the farthest column and row of this sheet,
    and the room that the sheets before it need.
    """

    limits: Limits
    read: int = 0
    cells: int = 0
    columns: int = 0
    rows: int = 0
    room: int = 0

    def widen(self, columns: int, rows: int) -> None:
        """Take a filled cell into account."""
        self.columns = max(self.columns, columns)
        self.rows = max(self.rows, rows)

    def refuse(self) -> None:
        """Raise IntakeRefused when it is too much already."""
        limits = self.limits
        if self.columns > limits.columns:
            say = f"A cell stands farther right than column {limits.columns}. Keep only the columns that are needed."
            raise IntakeRefused("TOO_MANY_COLUMNS", say)
        if self.rows > limits.rows + SLACK:
            say = f"A cell stands below row {limits.rows:,}. Remove what is below the list, or give it in parts."
            raise IntakeRefused("TOO_MANY_ROWS", say)
        room = self.columns * self.rows
        if self.read > limits.unpacked or max(self.cells, room, (self.room + room) // 2) > limits.cells:
            raise too_large(limits)

    def next_sheet(self) -> None:
        """Close the account of a sheet."""
        self.room += self.columns * self.rows
        self.cells = self.columns = self.rows = 0


def too_large(limits: Limits) -> IntakeRefused:
    """Return the refusal of a workbook that is more than it looks."""
    return IntakeRefused(
        "TOO_LARGE",
        f"Unzipped, this workbook holds more than {limits.unpacked // 1_000_000} MB or {limits.cells:,} cells. "
        "Copy the list alone into a new workbook, or save it as CSV.",
    )


def measure_xlsx(text: bytes, extent: Extent) -> None:
    """Widen an extent by a piece of an XLSX sheet or of its strings."""
    usual = text.count(b'<c r="') == text.count(b"<c ") and not any(mark in text for mark in _UNUSUAL)
    column, row = (_COLUMN, _ROW) if usual else (_ANY_COLUMN, _ANY_ROW)
    if columns := set(column.findall(text)):
        extent.widen(max(map(_number_of, columns)), 0)
    if rows := set(row.findall(text)):
        extent.widen(0, max(int(found[:9]) for found in rows))


def _number_of(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


class OdsMeasure:
    """Follows an OpenDocument sheet element by element, since it may say of any cell or row: a million times."""

    def __init__(self, extent: Extent) -> None:
        self.extent = extent
        self.row = self.column = self.repeat = self.row_repeat = self.reach = self.elements = self.tables = 0
        self.filled = False
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = _refuse_doctype
        self.feed: Callable[[bytes], Any] = parser.Parse

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > 3 * self.extent.limits.cells:
            raise too_large(self.extent.limits)
        kind = name.rpartition(":")[2]
        if kind == "table":
            self.tables += 1
        elif kind == "table-row":
            self.column, self.reach, self.row_repeat = 0, 0, _repeated(attributes, "number-rows-repeated")
        elif kind in ("table-cell", "covered-table-cell"):
            self.repeat = _repeated(attributes, "number-columns-repeated")
            self.filled = any(name.endswith("value-type") for name in attributes)
        elif kind == "p":
            self.filled = True

    def _end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind in ("table-cell", "covered-table-cell"):
            self.column += self.repeat
            self.reach = self.column if self.filled else self.reach
        elif kind == "table-row":
            self.row += self.row_repeat
            if self.reach:
                self.extent.widen(self.reach, self.row)
        elif kind == "table":
            self.tables -= 1
            if not self.tables:  # a table inside a cell is no sheet
                self.extent.refuse()
                self.extent.next_sheet()
                self.row = 0


def _refuse_doctype(*_: object) -> None:
    raise ValueError("a sheet declares no entities of its own, except to swell")


def _repeated(attributes: dict[str, str], name: str) -> int:
    found = next((value for key, value in attributes.items() if key.endswith(name)), "1")
    return int(found) if found.isdecimal() else 1


_CELLS = frozenset((0x03, 0x04, 0x05, 0x06, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x206, 0x27E, 0x406))
_SEVERAL, _SHEET, _END = 0xBD, 0x85, 0x0A


def measure_xls(stream: bytes, extent: Extent) -> None:
    """Widen an extent by every sheet of the workbook stream of an old XLS file. Raises struct.error on a broken one."""
    starts = [struct.unpack_from("<I", body)[0] for kind, body in _records(stream, 0) if kind == _SHEET]
    for start in starts:
        for kind, body in _records(stream, start):
            if kind in _CELLS:
                row, column = struct.unpack_from("<HH", body)
                extent.widen(column + 1, row + 1)
            elif kind == _SEVERAL:
                extent.widen(struct.unpack("<H", body[-2:])[0] + 1, struct.unpack_from("<H", body)[0] + 1)
            extent.cells += 1
        extent.refuse()
        extent.next_sheet()


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        if kind == _END:
            return
        at += 4 + length
