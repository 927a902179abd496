"""Days in words, as a document says them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel.dates import format_date


@lru_cache(maxsize=512)
def day(value: date) -> str:
    """Return the day as `10 February 2026`: no two countries read that differently."""
    return format_date(value, "d MMMM y", locale="en")
