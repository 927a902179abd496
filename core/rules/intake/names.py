"""A whole name in one cell, taken apart."""

from __future__ import annotations

from itertools import takewhile

# Small words that belong to the last name: Ana de la Cruz, Jan van der Berg.
# fmt: off
_PARTICLES = frozenset(
    (
        "van", "von", "de", "der", "den", "des", "del", "della", "di", "da", "do", "dos", "das", "du", "la", "le",
        "les", "los", "las", "ter", "ten", "te", "zu", "zum", "zur", "af", "av", "al", "el", "bin", "ibn", "ben",
        "san", "vom", "'t", "y", "e",
    )
)
_ENDINGS = frozenset(
    (
        "jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "phd", "md", "rn",
    )
)
# fmt: on
_JOINTS = dict.fromkeys(map(ord, "-'’"))


def split_name(name: str) -> tuple[str, str]:
    """Return (first name, last name) of a whole name.

    `Last, First` is read as such, a last name in capitals as well (`DUPONT Marie`); else the last word and the
    small words before it are the last name. A single word is a first name.
    """
    last, comma, first = name.partition(",")
    if comma and first.strip() and first.strip().lower() not in _ENDINGS:
        return first.strip(), last.strip()
    words = name.replace(",", " ").split()
    if len(words) < 2:
        return " ".join(words), ""
    at = _capitals(words)
    if at:
        return " ".join(words[at:]), " ".join(words[:at])
    at = _last_name_at(words)
    return " ".join(words[:at]), " ".join(words[at:])


def _capitals(words: list[str]) -> int:
    """Return how many words in capitals lead a name whose rest is not in capitals; 0 for initials."""
    led = list(takewhile(_in_capitals, words))
    rest = [word for word in words[len(led) :] if word.lower() not in _ENDINGS]
    if not rest or any(map(_in_capitals, rest)) or all(len(word) < 3 for word in led):
        return 0
    return len(led)


def _in_capitals(word: str) -> bool:
    return word.isupper() and word.translate(_JOINTS).isalpha() and len(word) > 1


def _last_name_at(words: list[str]) -> int:
    """Return where the last name begins; a first word always stays in front of it."""
    at = len(words) - 1
    while at > 1 and words[at].lower() in _ENDINGS:
        at -= 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    return at
