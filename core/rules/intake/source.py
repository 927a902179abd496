"""From a file to records, whatever it is: text in any encoding, or a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from core.errors import IntakeRefused
from core.rules.intake import dialect, encoding
from core.rules.intake.encoding import Encoding
from core.rules.intake.kinds import Kind
from core.rules.intake.limits import HEAD_BYTES, Limits
from core.rules.intake.lines import Record, binary_text, text_records
from core.rules.intake.result import Overrule
from core.rules.intake.sheet_guard import is_workbook, unreadable
from core.rules.intake.sheets import sheet_records

_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "an archive"),
    (b"Rar!", "an archive"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"{\\rtf", "a text document"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """Records with the line each begins on, and how they were come by."""

    records: Iterator[Record]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()


def opened(content: bytes, name: str, kind: Kind, limits: Limits, overrule: Overrule) -> Source:
    """Return the records of a file that is held as a whole. Raises IntakeRefused."""
    if not content.strip():
        raise empty()
    if is_workbook(content, name):
        sheet = sheet_records(content, kind, limits, overrule.sheet)
        return Source(sheet.records, sheet=sheet.name, sheets=tuple(sheet.names))
    refuse_magic(content, name)
    chosen = encoding.named(content, overrule.encoding) if overrule.encoding else encoding.detect(content)
    return text_source(io.BytesIO(content), content[: 4 * HEAD_BYTES], chosen, kind, limits, overrule)


def text_source(
    stream: BinaryIO, head: bytes, chosen: Encoding, kind: Kind, limits: Limits, overrule: Overrule
) -> Source:
    """Return the records of a text from its beginning on. `head` is its first bytes."""
    start = head[chosen.mark :].decode(chosen.name, "replace")[:HEAD_BYTES]
    refuse_noise(start)
    first = start.splitlines()[0] if start.splitlines() else ""
    said = dialect.said_by(first)
    delimiter = _delimiter(overrule.delimiter) or said or dialect.likeliest(start, kind)
    stream.seek(chosen.mark)
    records = text_records(stream, chosen.name, delimiter, limits)
    if said:
        next(records, None)
    return Source(records, chosen.name, delimiter)


def _delimiter(wanted: str | None) -> str | None:
    named = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}.get(wanted or "", wanted)
    if named is not None and (len(named) != 1 or named in '"\r\n\0 '):
        raise IntakeRefused("NO_HEADER", f"{wanted} cannot part cells. Choose a comma, semicolon, tab or bar.")
    return named


def empty() -> IntakeRefused:
    """Return the refusal of a file with nothing in it."""
    return IntakeRefused("EMPTY", "There is nothing in this file. Check that it is the right one.")


def refuse_magic(content: bytes, name: str) -> None:
    """Refuse what is plainly something else than a list."""
    for magic, what in _MAGIC:
        if content.startswith(magic):
            raise IntakeRefused("BINARY", f"This is {what}, no list. Export the list as CSV or XLSX and give that.")
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<?xml", b"<table")):
        raise unreadable("This is a web page or XML under a list's name.")


def refuse_noise(start: str) -> None:
    """Refuse a text that is mostly signs no text has."""
    odd = sum(1 for letter in start[:4096] if letter < "\t" or "\r" < letter < " " or "\x7f" <= letter < "\xa0")
    if odd * 20 > len(start[:4096]):
        raise binary_text(1)
