"""One line of text in any scripts: which face draws which letters, joined, stacked, kerned and in visual order.

HarfBuzz shapes every run, western ones too (it kerns them); the bidirectional algorithm runs only for text that
holds right-to-left letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final

import uharfbuzz as hb

from core.errors import NotPrintable
from core.gateways.documents.faces import INVISIBLE, Face, face, face_for, missing_letters

RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
PLAIN: Final = {"liga": False}  # set apart or round a seal, letters must stay single


@dataclass(frozen=True, slots=True)
class Glyph:
    """A picture of one or more letters. Lengths in thousandths of the em; `letters` empty: part of the glyph before."""

    number: int
    letters: str
    advance: int
    across: int
    up: int


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring glyphs of one face, in visual order."""

    face: Face
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A text ready to be set at any size."""

    text: str
    runs: tuple[Run, ...]
    em: int  # its width in thousandths of the em

    def width(self, size: float, spacing: float = 0) -> float:
        """Return the width in points at a size, with `spacing` points between letters."""
        return self.em * size / 1000 + spacing * max(0, self.count - 1)

    @property
    def count(self) -> int:
        return sum(len(run.glyphs) for run in self.runs)


@lru_cache(maxsize=512)
def set_line(text: str, primary: str, language: str = "en", plain: bool = False) -> Line:
    """Return the text as glyphs of `primary`, or of the bundled face that has the letter.

    `plain` keeps letters single (no ligatures). Raises NotPrintable naming letters that no bundled font has.
    """
    text = unicodedata.normalize("NFC", text)
    if missing := missing_letters(text):
        raise NotPrintable(text, missing)
    japanese = language.startswith("ja") or any(_is_kana(letter) for letter in text)
    runs = [
        _shape(piece, name, to_the_left, language, plain)
        for fragment, to_the_left in _fragments(text)
        for piece, name in _by_face(fragment, primary, japanese, to_the_left)
    ]
    return Line(text, tuple(runs), sum(glyph.advance for run in runs for glyph in run.glyphs))


def reads_to_the_left(text: str) -> bool:
    """Return whether the text holds letters of a right-to-left script."""
    return not text.isascii() and any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in text)


def _fragments(text: str) -> list[tuple[str, bool]]:
    """Return the parts of one direction in visual order, each still in reading order (Unicode annex 9)."""
    if not reads_to_the_left(text):
        return [(text, False)]
    from fpdf.bidi import BidiParagraph  # most of a second, which only right-to-left text need wait for

    seen = BidiParagraph(text=text, preserve_bn_chars=True).get_reordered_characters()
    parts = []
    for level, letters in groupby(seen, key=lambda each: each.embedding_level):
        part = "".join(each.character for each in letters)
        parts.append((part[::-1], True) if level % 2 else (part, False))
    return parts


def _by_face(text: str, primary: str, japanese: bool, to_the_left: bool) -> list[tuple[str, str]]:
    """Return the pieces that one face can draw, in visual order."""
    pieces: list[tuple[str, str]] = []
    for letter in text:
        name = _face_of(letter, pieces[-1][1] if pieces else primary, primary, japanese)
        if pieces and pieces[-1][1] == name:
            pieces[-1] = (pieces[-1][0] + letter, name)
        else:
            pieces.append((letter, name))
    return pieces[::-1] if to_the_left else pieces


def _face_of(letter: str, current: str, primary: str, japanese: bool) -> str:
    """Return the face of a letter; marks, joiners and spaces stay with what stands before them."""
    follows = unicodedata.category(letter)[0] in "MZ" or letter in INVISIBLE
    if letter in INVISIBLE or (follows and ord(letter) in face(current).letters):
        return current
    return face_for(letter, primary, japanese) or primary


def _shape(text: str, name: str, to_the_left: bool, language: str, plain: bool) -> Run:
    drawn_by = face(name)
    buffer = hb.Buffer()
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if to_the_left else "ltr"
    buffer.language = language
    hb.shape(drawn_by.shaper, buffer, PLAIN if plain else {})
    return Run(drawn_by, tuple(_glyphs(text, buffer, drawn_by.scale)))


def _glyphs(text: str, buffer: hb.Buffer, scale: float) -> Iterator[Glyph]:
    """Yield the shaped glyphs; the first of a cluster carries the letters that the cluster stands for."""
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    starts = sorted({info.cluster for info in infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    for info, place in zip(infos, positions, strict=True):
        end = ends.pop(info.cluster, info.cluster)
        yield Glyph(
            info.codepoint,
            _copied(text[info.cluster : end]),
            round(place.x_advance * scale),
            round(place.x_offset * scale),
            round(place.y_offset * scale),
        )


def _copied(letters: str) -> str:
    """Return what copying a cluster gives: its letters, without joiners, which readers put in the wrong place."""
    return "".join(letter for letter in letters if letter not in INVISIBLE)


def _is_kana(letter: str) -> bool:
    return "\u3040" <= letter <= "\u30ff"
