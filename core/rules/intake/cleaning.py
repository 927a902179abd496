"""Cells as people mean them: composed characters, no space around, nothing else touched."""

from __future__ import annotations

import re
import unicodedata

from core.rules.addresses import INVISIBLE

SPACE = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
BLANK = SPACE + INVISIBLE
# Line ends and tabs may stand in a quoted cell; nothing else that steers a terminal or turns text around may.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile(f"[{INVISIBLE}]")


def trimmed(cell: str) -> str:
    """Return a cell NFC-normalised, without space around it, no-break and zero-width ones too."""
    return unicodedata.normalize("NFC", cell).strip(BLANK)


def trimmed_all(cells: list[str]) -> list[str]:
    """Return `trimmed` of every cell, at a tenth of the cost when the cells are as plain as most are."""
    together = "\n".join(cells)
    if together.isascii() or (unicodedata.is_normalized("NFC", together) and not _UNSEEN.search(together)):
        return [cell.strip() for cell in cells]
    return [trimmed(cell) for cell in cells]
