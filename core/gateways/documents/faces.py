"""The bundled fonts, and which of them has a letter.

Files are mapped, not read: a face costs nothing until a document uses its script. data/fonts/NOTICE.md says what
each holds and where it was cut from.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import uharfbuzz as hb

FONTS = Path(__file__).resolve().parents[3] / "data" / "fonts"
WESTERN = ("display", "display-italic", "text", "text-bold")
JAPANESE_HAN = "han-japanese"

# Letters without a picture of their own: joiners, which Persian and Indic names need, soft hyphens, direction marks
# that only help to order neutral signs, and text presentation. Overrides that turn a name around are not among them.
INVISIBLE = frozenset(map(chr, (0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFE0E, 0xFEFF)))


@dataclass(frozen=True, eq=False)
class Face:
    """One font file. Lengths are in thousandths of the em, as PDF wants them."""

    name: str
    postscript: str
    outlines: str  # "glyf", or "CFF" whose glyph numbers are also its CIDs (see data/fonts/cut.py)
    shaper: hb.Font
    letters: frozenset[int]
    scale: float
    ascent: int
    descent: int

    @property
    def source(self) -> hb.Face:
        found: hb.Face = self.shaper.face
        return found

    def advance(self, glyph: int) -> int:
        """Return how far a glyph moves the pen when nothing kerns it."""
        units: int = self.shaper.get_glyph_h_advance(glyph)
        return round(units * self.scale)


@cache
def face(name: str) -> Face:
    """Return the bundled face of that file name (without its ending)."""
    path = next(FONTS.glob(f"{name}.?tf"))
    source = hb.Face(hb.Blob.from_file_path(str(path)))
    shaper = hb.Font(source)
    extents = shaper.get_font_extents("ltr")
    scale = 1000 / source.upem
    return Face(
        name=name,
        postscript=source.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or name,
        outlines="CFF" if path.suffix == ".otf" else "glyf",
        shaper=shaper,
        letters=frozenset(source.unicodes),
        scale=scale,
        ascent=round(extents.ascender * scale),
        descent=round(extents.descender * scale),
    )


@cache
def _fallbacks() -> dict[int, str]:
    """Return the file that draws each letter outside the Western ones; Han in Chinese shapes where both exist."""
    names = sorted(path.stem for path in FONTS.glob("*.?tf") if path.stem not in WESTERN)
    names.sort(key=lambda name: name == JAPANESE_HAN, reverse=True)  # first, so that the Chinese shapes replace it
    found: dict[int, str] = {}
    for name in [*names, "text"]:
        found.update(dict.fromkeys(face(name).letters, name))
    return found


def face_for(letter: str, primary: str, japanese: bool = False) -> str | None:
    """Return which face draws the letter when the text is set in `primary`; None if no bundled face has it."""
    code = ord(letter)
    if code in face(primary).letters:
        return primary
    if japanese and code in face(JAPANESE_HAN).letters:
        return JAPANESE_HAN
    return _fallbacks().get(code)


def missing_letters(text: str) -> str:
    """Return the letters of the text that no bundled font has, each once, in the order they appear.

    Empty: the text can be printed. Used at preview, so that nobody is certified under a name with boxes in it.
    """
    letters = dict.fromkeys(unicodedata.normalize("NFC", text))
    return "".join(letter for letter in letters if letter not in INVISIBLE and face_for(letter, "display") is None)
