"""Days in words, as a document says them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date


@lru_cache(maxsize=512)
def day(value: date, language: str = "en") -> str:
    """Return the day as `10 February 2026`, or the long form of the document's language where that is known."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return format_date(value, "d MMMM y" if locale.language == "en" else "long", locale=locale)
