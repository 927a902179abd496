"""What people write above their columns, in nine languages. Aliases decide; nothing is guessed from likeness.

Each word is folded (case, accents, punctuation, spaces) before it is compared, so one spelling of it stands here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from core.rules.intake import words_courses, words_people

WORDS = {**words_people.WORDS, **words_courses.WORDS}
_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i"})
_NOTE = re.compile(r"[(\[{][^)\]}]*[)\]}]")


def folded(header: str) -> str:
    """Return a header without case, accents, punctuation and spaces: `E-Mail Address` and `e_mail address` are one."""
    flat = unicodedata.normalize("NFKD", header.casefold()).translate(_UNDECOMPOSED)
    return "".join(letter for letter in flat if letter.isalnum())


@cache
def words_of(group: str, *languages: str) -> frozenset[str]:
    """Return the folded words of a group, of all languages or of some."""
    chosen = [words for language, words in WORDS[group].items() if not languages or language in languages]
    return frozenset(folded(word) for words in chosen for word in words.split("|"))


def readings(header: str) -> list[str]:
    """Return the foldings under which a header may be known: itself, without a note in brackets, each half of a
    bilingual one (`Vorname / First name`)."""
    whole = [folded(header), folded(_NOTE.sub("", header))]
    halves = [folded(half) for half in re.split(r"[/|\n]", header)]
    return [*whole, *(half for half in halves if half)] if len(halves) > 1 else whole
