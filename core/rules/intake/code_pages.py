"""Which one-byte code page a list is in: a detector's guess, then the letters that languages really have.

The detector knows running text, and takes French and Spanish names for Central European ones. Names are told apart
by alphabets: read in the wrong page, Muñoz becomes Muńoz, and no language has ú and ń together.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

DEFAULT = "windows-1252"
_LATIN = {
    "windows-1252": "west",
    "windows-1250": "east",
    "windows-1254": "turkish",
    "windows-1257": "baltic",
    "mac-roman": "west",
    "cp850": "west",
    "iso-8859-2": "east",
    "cp852": "east",
}
_OTHER_SCRIPTS = ("windows-1251", "windows-1253", "windows-1255", "windows-1256", "cp866", "koi8-r")
_SEVERAL_BYTES = ("shift_jis", "euc-jp", "gb18030", "big5", "euc-kr")
CODE_PAGES = (*_LATIN, *_OTHER_SCRIPTS, *_SEVERAL_BYTES)
# French, German, Spanish, Portuguese, Italian, Swedish, Dutch, Danish and Norwegian, Finnish, Icelandic, Catalan ·
# Polish, Czech, Slovak, Hungarian, Romanian, Croatian and Slovene · Turkish · Lithuanian, Latvian, Estonian
_ALPHABETS = {
    "west": "àâæçèéêëîïôœùûüÿ äöüßé áéíñóúü àáâãçéêíóôõúü àèéìíîòóùú åäöéü éëïóöüèêáäí æøåéöäü äöåšž áéíóúýðþæö "
    "àçèéíïòóúü",
    "east": "ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöőúüű ăâîşţșț čćđšž",
    "turkish": "çğıöşüâîû",
    "baltic": "ąčęėįšųūž āčēģīķļņšūž äõöüšž",
}
_SIGNS = frozenset("‘’‚“”„–—…«»·•°ºª¡¿€§\xa0´`¨")
_LONGEST_SAMPLE = 200_000


def likeliest(content: bytes, first: int) -> str:
    """Return the likeliest code page that decodes all of a text; some, such as koi8-r, decode anything.

    `first` is where the first byte stands that is not ASCII; the lines from there on are judged.
    """
    import chardet  # 30 ms that an UTF-8 file never needs

    begins = max(0, first - 100)
    lines = content[begins : begins + 10 * _LONGEST_SAMPLE].splitlines()
    telling = b"\n".join(line for line in lines if not line.isascii())[:_LONGEST_SAMPLE]
    guess = chardet.detect(telling, include_encodings=CODE_PAGES)["encoding"]
    found = next(
        (page for page in CODE_PAGES if guess and codecs.lookup(page).name == codecs.lookup(guess).name), DEFAULT
    )
    if found in _OTHER_SCRIPTS and _is_mixed(telling.decode(found, "replace")):
        found = DEFAULT
    ranked = _by_alphabet(telling, found) if found in _LATIN else [found]
    return next(page for page in (*ranked, *CODE_PAGES) if _decodes(content, page))


def _by_alphabet(telling: bytes, guess: str) -> list[str]:
    """Return the Latin pages, best first; the guess, then the commoner one, wins a tie."""
    return sorted(_LATIN, key=lambda page: (-_fitness(telling, page), page != guess))


def _is_mixed(text: str) -> bool:
    """Return whether most words with a foreign letter have plain ones too: Zoι is Zoé misread, no Greek."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
    mixed = sum(any(letter < "\x80" for letter in word) for word in words)
    return 2 * mixed > len(words)


def _fitness(telling: bytes, page: str) -> float:
    """Return how well the letters of a reading are those of one language: 1 when all are."""
    letters = Counter(telling.decode(page, "replace").lower())
    counts = {one: count for one, count in letters.items() if one > "\x7f" and one not in _SIGNS}
    if not counts:
        return 0.0
    alphabets = _ALPHABETS[_LATIN[page]].split()
    best = max(sum(counts.get(one, 0) for one in set(alphabet)) for alphabet in alphabets)
    together = sum(counts.get(one, 0) for one in set("".join(alphabets)))
    return round((best + together / 10) / (sum(counts.values()) * 1.1), 3)


def _decodes(content: bytes, page: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(page)().decode(content)  # it may end inside a character
    except UnicodeDecodeError:
        return False
    return not any("\x80" <= letter <= "\x9f" for letter in text) if page.startswith("iso") else True
