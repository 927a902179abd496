"""Which encoding a text is in: mark, strict UTF-8, UTF-16 by its zero bytes, then the likeliest code page."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from core.errors import IntakeRefused
from core.rules.intake import code_pages
from core.rules.intake.lines import undecodable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", *code_pages.CODE_PAGES)  # what a person may choose from
_RARER = ("iso-8859-1", "iso-8859-15", "windows-1258", "cp874", "cp437", "ascii")
_PLAIN = frozenset(b"\t\r\n") | frozenset(range(32, 127))
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's name, and how many bytes of mark stand before the text."""

    name: str
    mark: int = 0


def detect(content: bytes, *, whole: bool = True) -> Encoding:
    """Return the encoding of a text. `whole` False: `content` is only the head and may end inside a character.

    Raises IntakeRefused (BINARY, UNDECODABLE).
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return Encoding(name, len(mark))
    if b"\0" in content:
        return Encoding(_utf16(content))
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content, final=whole)
        return Encoding("utf-8")
    except UnicodeDecodeError as error:
        _refuse_broken_utf8(content, error.start)
        return Encoding(code_pages.likeliest(content, error.start))


def named(content: bytes, name: str) -> Encoding:
    """Return the encoding that a person chose, by any of its names. Raises IntakeRefused for any other."""
    for mark, marked in _MARKS:
        if content.startswith(mark) and _canonical(name) in (marked, marked[:6]):
            return Encoding(marked, len(mark))
    wanted = _canonical(name)
    if wanted == "utf-16":  # chosen without saying which, and no mark tells
        return Encoding("utf-16-be" if content[:_SAMPLE:2].count(0) > content[1:_SAMPLE:2].count(0) else "utf-16-le")
    found = next((one for one in (*ENCODINGS, *_RARER) if wanted and _canonical(one) == wanted), None)
    if found is None:
        raise IntakeRefused("UNDECODABLE", f"There is no encoding {name} here. Choose one of: {', '.join(ENCODINGS)}.")
    return Encoding(found)


def _canonical(name: str) -> str:
    try:
        return codecs.lookup(name).name.replace("utf-8-sig", "utf-8")
    except (LookupError, ValueError):
        return ""


def _utf16(content: bytes) -> str:
    """Return which UTF-16 a text without a mark is, by the side on which its plain letters have their zero byte."""
    sample = content[: _SAMPLE // 2 * 2]
    little = sum(not high and low in _PLAIN for low, high in zip(sample[::2], sample[1::2], strict=False))
    big = sum(not high and low in _PLAIN for high, low in zip(sample[::2], sample[1::2], strict=False))
    if max(little, big) * 10 < len(sample) // 2 or min(little, big) * 4 > max(little, big):
        raise IntakeRefused(
            "BINARY", "This file holds bytes that no text has. Export the list as CSV or XLSX and give that."
        )
    return "utf-16-be" if big > little else "utf-16-le"


def _refuse_broken_utf8(content: bytes, at: int) -> None:
    """Refuse a text that is UTF-8 but for a few bytes: as a code page it would read, with every accent wrong."""
    sample = content[:_SAMPLE].decode("utf-8", "replace")
    broken = sample.count("\ufffd")
    right = sum(1 for letter in sample if letter > "\x7f") - broken
    if right > 2 and right > 2 * broken:
        raise undecodable("utf-8", content.count(b"\n", 0, at) + 1)
