"""What a page or layer is drawn on: text lines, rules, paths. Points from the lower left; operators as one stream."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

from core.gateways.documents.embedding import EmbeddedFace
from core.gateways.documents.lines import Line, Run
from core.gateways.documents.pdf_file import PdfFile


class Canvas:
    """Collects drawing operators. Colours are hexadecimal, as in `#1d4ed8`."""

    def __init__(self, file: PdfFile) -> None:
        self.file = file
        self._parts: list[str] = []

    def stream(self) -> bytes:
        return "\n".join(self._parts).encode("latin-1")

    def draw(self, operators: str) -> None:
        """Add operators as they stand."""
        self._parts.append(operators)

    def text(self, line: Line, x: float, y: float, size: float, colour: str, spacing: float = 0) -> None:
        """Set a line with its baseline beginning at (x, y); `spacing` points go between its letters."""
        parts = [f"BT {fill(colour)}", f"{spacing:.2f} Tc" if spacing else "", f"1 0 0 1 {x:.2f} {y:.2f} Tm"]
        for run in line.runs:
            parts += self._shown(run, size)
        self._parts.append(" ".join(parts) + (" 0 Tc ET" if spacing else " ET"))

    def centred(self, line: Line, x: float, y: float, size: float, colour: str, spacing: float = 0) -> None:
        self.text(line, x - line.width(size, spacing) / 2, y, size, colour, spacing)

    def ending(self, line: Line, x: float, y: float, size: float, colour: str) -> None:
        """Set a line that ends at x."""
        self.text(line, x - line.width(size), y, size, colour)

    def round_a_circle(self, line: Line, x: float, y: float, radius: float, size: float, spacing: float) -> None:
        """Set a line clockwise round (x, y), its middle at the top, in the colour set last."""
        angle = math.pi / 2 + line.width(size, spacing) / radius / 2
        for run in line.runs:
            face = self.file.embedded(run.face)
            self._parts.append(f"BT /{face.name} {size:.2f} Tf")
            for glyph in run.glyphs:
                half = glyph.advance * size / 2000 / radius
                turn = angle - half - math.pi / 2
                cos, sin = math.cos(turn), math.sin(turn)
                left, up = -half * radius, radius
                at = f"{x + left * cos - up * sin:.2f} {y + left * sin + up * cos:.2f}"
                self._parts.append(f"{cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {at} Tm <{face.code(glyph):04x}> Tj")
                angle -= 2 * half + spacing / radius
            self._parts.append("ET")

    def rule(self, x: float, y: float, to_x: float, to_y: float, colour: str, width: float = 0.5) -> None:
        self._parts.append(f"{stroke(colour)} {width:.2f} w {x:.2f} {y:.2f} m {to_x:.2f} {to_y:.2f} l S")

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self._parts.append(f"{fill(colour)} {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def put(self, name: str, x: float = 0, y: float = 0, width: float = 1, height: float = 1) -> None:
        """Place a layer (its own size) or a picture (scaled to width × height) at its lower left corner."""
        self._parts.append(f"q {width:.3f} 0 0 {height:.3f} {x:.2f} {y:.2f} cm /{name} Do Q")

    def _shown(self, run: Run, size: float) -> Iterator[str]:
        face = self.file.embedded(run.face)
        yield f"/{face.name} {size:.2f} Tf"
        yield from _operators(face, run, size)


def _operators(face: EmbeddedFace, run: Run, size: float) -> Iterator[str]:
    """Yield the operators that show a run: strings of codes, moved apart where shaping says so, raised for marks."""
    shown: list[str] = []
    rise = 0
    for glyph in run.glyphs:
        if glyph.up != rise:
            yield _array(shown)
            shown, rise = [], glyph.up
            yield f"{rise * size / 1000:.3f} Ts"
        if glyph.across:
            shown.append(f">{-glyph.across}<")
        code = face.code(glyph)
        shown.append(f"{code:04x}")
        if gap := face.advances[code] - glyph.advance + glyph.across:
            shown.append(f">{gap}<")
    yield _array(shown)
    if rise:
        yield "0 Ts"


def _array(shown: list[str]) -> str:
    return f"[<{''.join(shown)}>] TJ" if shown else ""


@lru_cache(maxsize=256)
def fill(colour: str) -> str:
    """Return the operator that sets the colour of areas and letters."""
    return f"{_numbers(colour)} rg"


@lru_cache(maxsize=256)
def stroke(colour: str) -> str:
    """Return the operator that sets the colour of lines."""
    return f"{_numbers(colour)} RG"


def _numbers(colour: str) -> str:
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3g}" for at in (1, 3, 5))
