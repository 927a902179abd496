"""Days and counts in words, the same in every sentence that a rule makes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date) -> str:
    """Return a day as people write it, whatever the machine's locale: 10 Feb 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def fixed_day_words(fixed: tuple[int, int]) -> str:
    """Return a (month, day) of every year in words: 31 Dec."""
    month, day = fixed
    return f"{day} {MONTHS[month - 1]}"


def count_words(number: int, thing: str) -> str:
    """Return a count with its noun: 1 month, 24 months."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def list_words(names: Sequence[str], last: str = "and") -> str:
    """Return names as a sentence lists them: A, B and C."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def hours_words(hundredths: int) -> str:
    """Return hours as people write them: 1 hour, 1.5 hours. They are kept as whole hundredths."""
    text = f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
    return f"{text} hour" if hundredths == 100 else f"{text} hours"


def begun(text: str) -> str:
    """Return a text with a large first letter; the rest stays, names of months too."""
    return text[:1].upper() + text[1:]


def period_words(first: date | None, last: date | None) -> str:
    """Return a period of which both ends are included; an absent one is open: 1 Jan 2026 to 31 Dec 2026."""
    if first and last:
        return f"{day_words(first)} to {day_words(last)}"
    if first or last:
        return f"from {day_words(first)}" if first else f"until {day_words(last or date.max)}"
    return "any day"
