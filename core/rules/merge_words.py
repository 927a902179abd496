"""Why two persons cannot be merged yet, in words: what is so, then what to do."""

from __future__ import annotations

_WORDS = {
    "OPEN_TWICE": "Both have {what} open; complete or take back one of the two assignments first.",
    "TERM_TWICE": "Both hold a live certificate in {what}; withdraw or revoke one first.",
    "WORKSHOP_TWICE": "Both hold a live certificate of one workshop in {what}; withdraw or revoke one first.",
    "CREDIT_TWICE": "Both have credit of {what} offered or accepted; withdraw or revoke one first.",
}


def conflict_words(code: str, what: str) -> str:
    """Return the sentence for something that one person cannot have twice."""
    return _WORDS[code].format(what=what)
