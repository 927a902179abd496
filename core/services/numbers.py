"""Numbers of certificates: random, never in a row, never used again."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is mistaken for another when read aloud
LETTERS = 16
_FAIR = len(ALPHABET) * (256 // len(ALPHABET))  # bytes from here on would favour the first letters
_UNFAIR = bytes(range(_FAIR, 256))
_LETTER_OF = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))


def new_numbers(count: int) -> list[str]:
    """Return so many random numbers of 79 bits in four groups: 'ABCD-2345-…'. A million take about a second."""
    text = ""
    while len(text) < count * LETTERS:
        missing = count * LETTERS - len(text)
        text += secrets.token_bytes(missing + missing // 16 + 16).translate(_LETTER_OF, _UNFAIR).decode("ascii")
    starts = range(0, count * LETTERS, LETTERS)
    return [
        f"{text[at : at + 4]}-{text[at + 4 : at + 8]}-{text[at + 8 : at + 12]}-{text[at + 12 : at + 16]}"
        for at in starts
    ]
