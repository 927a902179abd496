"""Dates as cells hold them. Which of two numbers is the day is decided for a whole column, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

_MIDNIGHT = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_MIDNIGHT}", re.ASCII)
_DOTTED = re.compile(rf"(\d{{1,2}})\. ?(\d{{1,2}})\. ?(\d{{4}}){_MIDNIGHT}", re.ASCII)
_EITHER = re.compile(rf"(\d{{1,2}})([/-])(\d{{1,2}})\2(\d{{4}}){_MIDNIGHT}", re.ASCII)
EARLIEST = date(1900, 1, 1)


def day_first(cells: Iterable[str]) -> bool | None:
    """Return whether 03/04/2026 means 3 April in these cells; None when they do not tell, or contradict each other."""
    found = [match for cell in cells if (match := _EITHER.fullmatch(cell))]
    days = any(int(match[1]) > 12 for match in found)
    months = any(int(match[3]) > 12 for match in found)
    return None if days == months else days


def is_ambiguous(cell: str) -> bool:
    """Return whether a cell is a date in which either number may be the day."""
    found = _EITHER.fullmatch(cell)
    return bool(found) and int(found[1]) <= 12 and int(found[3]) <= 12 and int(found[1]) != int(found[3])  # type: ignore[index]


def parse_day(cell: str, day_first: bool | None) -> date | None:
    """Return the calendar day that a cell holds, None when it holds none or either of two.

    A time of day without a zone is passed over. Understood are 2026-02-10, 10.02.2026, 10/02/2026, 10-02-2026.
    """
    if found := _YEAR_FIRST.fullmatch(cell):
        year, month, day = found[1], found[3], found[4]
    elif found := _DOTTED.fullmatch(cell):
        day, month, year = found[1], found[2], found[3]
    elif found := _EITHER.fullmatch(cell):
        day, month, year = found[1], found[3], found[4]
        if day_first is None and int(day) <= 12 and int(month) <= 12 and int(day) != int(month):
            return None
        if int(month) > 12 if day_first is None else not day_first:
            day, month = month, day
    else:
        return None
    try:
        parsed = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return parsed if parsed >= EARLIEST else None
