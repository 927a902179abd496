"""The paper of a certificate before anything is written on it: frame, rosette and seal in one colour."""

from __future__ import annotations

import math
import unicodedata

from core.gateways.documents.canvas import Canvas, fill, stroke
from core.gateways.documents.colours import mixed
from core.gateways.documents.lines import Line, set_line
from core.gateways.documents.ornament import TURN, circle, petal, scalloped, turned, wave
from core.gateways.documents.pdf_file import PdfFile

EDGE = 26.0  # from the paper's edge to the outer rule: printers leave out up to 18 points
BAND = 14.0
WAVE = 30.0
CORNER = 30.0
SEAL = 43.0
SINGLE_SCRIPTS = frozenset(
    {"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL"}
)
SMALL_WORDS = frozenset(
    {"of", "the", "and", "for", "de", "la", "le", "du", "des", "der", "die", "das", "und", "e", "y"}
)


def paper(file: PdfFile, width: float, height: float, colour: str) -> bytes:
    """Return the operators of frame and rosette for a sheet of that size (points)."""
    canvas = Canvas(file)
    _rosette(canvas, width / 2, height * 0.5, mixed(colour, "#ffffff", 0.88))
    _band(canvas, width, height, colour)
    _rules(canvas, width, height, colour)
    return canvas.stream()


def _rosette(canvas: Canvas, x: float, y: float, colour: str) -> None:
    canvas.draw(f"q {stroke(colour)} 0.35 w 1 0 0 1 {x:.2f} {y:.2f} cm")
    _woven(canvas, 118, 205, 36)
    _woven(canvas, 48, 124, 24)
    canvas.draw("Q")


def _woven(canvas: Canvas, inner: float, outer: float, petals: int, strands: int = 6) -> None:
    """Stamp one petal round (0, 0) until the ring is closed."""
    box = (-outer, -outer, outer, outer)
    name = canvas.file.layer(
        ("petal", inner, outer, petals, strands), box, lambda: petal(inner, outer, petals, strands).encode()
    )
    canvas.draw(" ".join(f"q {turned(number * TURN / petals)} /{name} Do Q" for number in range(petals)))


def _band(canvas: Canvas, width: float, height: float, colour: str) -> None:
    """Braid the four sides between the corners."""
    middle, corner = EDGE + (BAND + 8) / 2, EDGE + CORNER
    canvas.draw(f"q {stroke(mixed(colour, '#ffffff', 0.2))} 0.4 w")
    for x, y, angle, run in (
        (corner, middle, 0.0, width),
        (width - middle, corner, math.pi / 2, height),
        (width - corner, height - middle, math.pi, width),
        (middle, height - corner, -math.pi / 2, height),
    ):
        canvas.draw(f"q {turned(angle, x, y)}")
        _braid(canvas, run - 2 * corner)
        canvas.draw("Q")
    canvas.draw("Q")


def _braid(canvas: Canvas, run: float) -> None:
    """Stamp one wave from (0, 0) to (run, 0), stretched so that a whole number of them fits."""
    count = round(run / WAVE)
    length = run / count
    name = canvas.file.layer(
        ("wave", round(length, 3)), (0, -BAND, length, BAND), lambda: wave(length, BAND, 6).encode()
    )
    canvas.draw(" ".join(f"/{name} Do 1 0 0 1 {length:.3f} 0 cm" for _ in range(count)))


def _rules(canvas: Canvas, width: float, height: float, colour: str) -> None:
    inset = EDGE + BAND + 8
    canvas.draw(f"q {stroke(colour)} 1.4 w {_frame(EDGE, width, height)} S")
    canvas.draw(f"0.6 w {_frame(inset, width, height)} S")
    for x in (EDGE + CORNER / 2, width - EDGE - CORNER / 2):
        for y in (EDGE + CORNER / 2, height - EDGE - CORNER / 2):
            canvas.draw(f"q 1 0 0 1 {x:.2f} {y:.2f} cm 1 g 0.6 w")
            half = CORNER / 2
            canvas.draw(f"{-half} {-half} {CORNER} {CORNER} re B 0.4 w")
            _woven(canvas, 3.5, 13, 8, 3)
            canvas.draw("Q")
    canvas.draw("Q")


def _frame(inset: float, width: float, height: float) -> str:
    return f"{inset:.2f} {inset:.2f} {width - 2 * inset:.2f} {height - 2 * inset:.2f} re"


def draw_seal(canvas: Canvas, x: float, y: float, organisation: str, colour: str, language: str) -> None:
    """Draw the seal about (x, y): the organisation's initials in a woven ring, its name around them."""
    canvas.draw(f"q 1 0 0 1 {x:.2f} {y:.2f} cm {fill(colour)} {scalloped(SEAL, 48, 1.1)} f")
    canvas.draw(f"1 G 0.5 w {circle(SEAL - 4)} S {circle(SEAL - 14.5)} S 0.3 w")
    _woven(canvas, 18.5, 28, 20)
    canvas.draw(f"{circle(18.5)} S 1 g")
    _name_round(canvas, set_line(organisation, "text-bold", language, plain=True))
    initials = set_line(initials_of(organisation), "display", language, plain=True)
    size = min(22.0, 27 / max(0.1, initials.width(1)))
    canvas.centred(initials, 0, -0.35 * size, size, "#ffffff")
    canvas.draw("Q")


def _name_round(canvas: Canvas, name: Line) -> None:
    """Write the name round the seal, clockwise; not in scripts whose letters join or stack."""
    if not all(_stands_alone(letter) for letter in name.text):
        return
    radius, size, spacing = SEAL - 11.8, 6.4, 0.9
    shrink = min(1.0, TURN * radius * 0.92 / name.width(size, spacing))
    canvas.round_a_circle(name, 0, 0, radius, size * shrink, spacing * shrink)
    if name.width(size, spacing) < TURN * radius * 0.75:
        for turn in (-0.24, 0.0, 0.24):
            canvas.draw(f"q {turned(turn)} 1 0 0 1 0 {-(radius + 2.2):.2f} cm {circle(1.1)} f Q")


def _stands_alone(letter: str) -> bool:
    if unicodedata.category(letter)[0] in "PZNS":
        return True
    return unicodedata.name(letter, "").split(" ")[0] in SINGLE_SCRIPTS


def initials_of(organisation: str) -> str:
    """Return up to three letters that stand for the organisation; one where letters would join."""
    words = [word for word in organisation.split() if word[0].isalnum()] or [organisation.strip() or "?"]
    telling = [word for word in words if word.lower() not in SMALL_WORDS] or words
    letters = "".join(word[0] for word in telling[:3]).upper()
    return letters if all(map(_stands_alone, letters)) else letters[0]
