"""Counts in words, the same on every page."""

from __future__ import annotations


def count(number: int, one: str, many: str | None = None) -> str:
    """Return '1 person' or '1,204 people'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
