"""Days for people's own calendars: an iCalendar file of whole-day entries.

Written as RFC 5545 wants it: lines end in CRLF and are folded at 75 bytes, never inside a letter; text is escaped.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

LONGEST_LINE = 75  # bytes, without the line's end
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One whole day. `uid` stays the same from file to file, so that a calendar moves an entry and never doubles it."""

    uid: str
    day: date
    summary: str
    description: str = ""
    url: str = ""


def calendar_file(name: str, days: Sequence[CalendarDay], made_at: datetime) -> bytes:
    """Return a calendar of these days under a name. `made_at` is UTC without a zone."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Certdesk//Recertification//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for day in days:
        lines += _event(day, made_at)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines).encode()


def _event(day: CalendarDay, made_at: datetime) -> list[str]:
    after = day.day + timedelta(days=1) if day.day < date.max else day.day
    optional = (("DESCRIPTION", _text(day.description)), ("URL", _plain(day.url)))
    return [
        "BEGIN:VEVENT",
        f"UID:{_plain(day.uid)}",
        f"DTSTAMP:{made_at:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{_digits(day.day)}",
        f"DTEND;VALUE=DATE:{_digits(after)}",
        f"SUMMARY:{_text(day.summary)}",
        *(f"{property_name}:{value}" for property_name, value in optional if value),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _digits(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _text(text: str) -> str:
    """Return a text that ends no line of its own and starts no property."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter == "\n" or _visible(letter)).translate(_ESCAPED)


def _plain(text: str) -> str:
    return "".join(letter for letter in text if _visible(letter))


def _visible(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cs")


def _folded(line: str) -> str:
    """Return a line as several: each after the first begins with a space, which counts."""
    pieces, piece, room = [], "", LONGEST_LINE
    for letter in line:
        width = len(letter.encode())
        if width > room:
            pieces.append(piece)
            piece, room = "", LONGEST_LINE - 1
        piece += letter
        room -= width
    return "\r\n ".join([*pieces, piece]) + "\r\n"
