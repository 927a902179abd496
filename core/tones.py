"""One colour for each word that a badge may show, the same on every screen, mail and document."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """Five calm colours. Each is always shown with its word, never alone."""

    GREEN = "green"
    AMBER = "amber"
    SLATE = "slate"
    BLUE = "blue"
    RED = "red"


_WORDS = {
    Tone.GREEN: (
        "active|accepted|approved|claimed|connected|told|current|delivered|done|issued|paid|succeeded|valid|verified"
    ),
    Tone.AMBER: (
        "inactive|in grace|not approved|held|offered|awaiting payment|pending|returned|partial|disputed|expired|waiting"
    ),
    Tone.BLUE: (
        "due|due for recertification|in progress|ordered|invoiced|open|queued|sent|submitted|uploaded|assigned|"
        "planned|confirmed|invited to connect|invited to an account"
    ),
    Tone.RED: (
        "overdue|failed|lapsed|revoked|rejected|denied|bounced|refused|uncollectible|unknown|unknown id|"
        "another organisation's id"
    ),
}
_TONE = {word: tone for tone, words in _WORDS.items() for word in words.split("|")}


def tone(word: str) -> Tone:
    """Return the colour of a state's word, whatever its case; slate for what needs no attention any more.

    Slate are: completed, draft, closed, cancelled, superseded, withdrawn, archived, not started, and any new word.
    """
    return _TONE.get(word.strip().replace("_", " ").lower(), Tone.SLATE)
