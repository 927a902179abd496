"""The known name that somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

LIKE_ENOUGH = 60  # of 100; below it a suggestion puzzles more than it helps


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like `name`, case aside, or None when nothing is like it."""
    found = process.extractOne(
        name, sorted(known), scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=LIKE_ENOUGH
    )
    return found[0] if found else None
