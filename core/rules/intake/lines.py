"""From bytes to records: physical lines, cells, and the line on which each record begins."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from contextlib import suppress
from io import IncrementalNewlineDecoder, TextIOWrapper
from typing import Any, BinaryIO

from core.errors import IntakeRefused
from core.rules.intake.limits import LONGEST_FIELD, Limits

Record = tuple[int, list[str]]
_END = "\0end\n"


def text_records(stream: BinaryIO, encoding: str, delimiter: str, limits: Limits) -> Iterator[Record]:
    """Yield (physical line, cells) for every record of a text, blank ones too, never holding the whole text.

    Raises IntakeRefused: UNDECODABLE, BINARY, UNCLOSED_QUOTE, TOO_MANY_COLUMNS, TOO_MANY_ROWS.
    """
    held: list[str] = []  # the physical lines of the record being read
    line, begins = 1, stream.tell()
    text = TextIOWrapper(stream, encoding=encoding, newline="")
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(_physical(text, delimiter, limits, held), delimiter=delimiter, skipinitialspace=True)
    strict = csv.reader([], delimiter=delimiter, skipinitialspace=True, strict=True).dialect  # made once: it is dear
    try:
        for cells in reader:
            if reader.line_num > line:
                _refuse_unclosed(held, strict, line)
            if held[-1] == _END:
                return
            yield line, cells
            held.clear()
            line = reader.line_num + 1
    except UnicodeError:
        stream.seek(begins)
        raise undecodable(encoding, _broken_line(stream, encoding)) from None
    except csv.Error:
        raise unclosed(line) from None
    finally:
        with suppress(ValueError):  # whoever gave the stream may have closed it by now
            text.detach()


def _physical(text: TextIOWrapper, delimiter: str, limits: Limits, held: list[str]) -> Iterator[str]:
    """Yield physical lines and, last, one that no file holds: if it ends up inside a cell, a quote was left open."""
    for number, line in enumerate(text, 1):
        if "\0" in line:
            raise binary_text(number)
        if len(line) > LONGEST_FIELD:
            line = _bounded(line, number, delimiter, limits)
        if number > limits.lines:
            raise too_many_rows(limits.rows)
        held.append(line)
        yield line
    held.append(_END)
    yield _END


def _bounded(line: str, number: int, delimiter: str, limits: Limits) -> str:
    """Return a very long line with its overlong cells cut, so that a problem can name them. Raises TOO_MANY_COLUMNS."""
    if line.count(delimiter) > 4 * limits.columns:
        raise too_many_columns(number, limits)
    longest = limits.cell + 1
    return delimiter.join(
        part if len(part) <= longest or part.count('"') % 2 else part.replace('"', "")[:longest]
        for part in line.rstrip("\r\n").split(delimiter)
    )


def _broken_line(stream: BinaryIO, encoding: str) -> int:
    """Return the physical line on which a text stops being in its encoding; it was read ahead, so look again."""
    decoder = IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    lines = 1
    while piece := stream.read(65_536):
        for at in range(0, len(piece), 64):
            try:
                lines += decoder.decode(piece[at : at + 64]).count("\n")
            except UnicodeError:
                return lines + _lines_before_the_break(piece[at : at + 64], encoding)
    return lines


def _lines_before_the_break(piece: bytes, encoding: str) -> int:
    try:
        piece.decode(encoding)
    except UnicodeDecodeError as error:
        return error.object[: error.start].decode(encoding, "replace").count("\n")
    return 0


def _refuse_unclosed(held: list[str], strict: Any, line: int) -> None:
    """Raise UNCLOSED_QUOTE when a record over several lines is one by mistake.

    The reader is lenient with stray quotation marks inside a line. Over lines it must not be: a mark left open on
    line 17 would swallow everybody up to the next one.
    """
    if held[-1] == _END:
        raise unclosed(line)
    try:
        for _ in csv.reader(held, strict):
            pass
    except csv.Error:
        raise unclosed(line) from None


def unclosed(line: int) -> IntakeRefused:
    """Return the refusal of a quotation that never ends."""
    return IntakeRefused(
        "UNCLOSED_QUOTE",
        f"A quotation mark that opens on line {line} is never closed, so it is unclear where that cell ends. "
        "Close or remove it there.",
    )


def undecodable(encoding: str, line: int) -> IntakeRefused:
    """Return the refusal of bytes that are not the encoding that was chosen."""
    return IntakeRefused(
        "UNDECODABLE",
        f"From line {line} on, the file is not {encoding} text. Choose another encoding, or save it as CSV UTF-8.",
    )


def binary_text(line: int) -> IntakeRefused:
    """Return the refusal of what only looks like text."""
    return IntakeRefused(
        "BINARY", f"Line {line} holds bytes that no text has. Export the list as CSV or XLSX and give that."
    )


def too_many_rows(rows: int) -> IntakeRefused:
    """Return the refusal of a list that is too long."""
    return IntakeRefused("TOO_MANY_ROWS", f"There are more than {rows:,} rows. Split the list and give it in parts.")


def too_many_columns(line: int, limits: Limits) -> IntakeRefused:
    """Return the refusal of a list that is too wide."""
    return IntakeRefused(
        "TOO_MANY_COLUMNS",
        f"Line {line} has more than {limits.columns} columns. Keep only the columns that are needed.",
    )
