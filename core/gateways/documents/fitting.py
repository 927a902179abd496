"""Text that must fit a width: shrunk while it stays handsome, then broken over lines."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from core.gateways.documents.lines import Line, set_line

LEADING = 1.15  # of the size, for lines that were broken to fit


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines of one size, in points."""

    lines: tuple[Line, ...]
    size: float


@dataclass(frozen=True, slots=True)
class Room:
    """The box that a text must fit, in points, and how many lines it may take."""

    width: float
    lines: int = 1
    height: float = 1000


def fit(text: str, face: str, size: float, room: Room, language: str = "en") -> Setting:
    """Return the text on as few lines as it takes, as large as fits, at most `size`.

    One line may shrink to 60 % of `size` before a second one is begun, and so on. What fits no better on the last
    line allowed is set smaller still rather than cut, since a certificate never shortens a name.
    """
    best = _broken(text, face, size, room, 1, language)
    for count in range(2, room.lines + 1):
        if best.size >= size * 0.6:
            break
        best = max(best, _broken(text, face, size, room, count, language), key=lambda setting: setting.size)
    return best


def wrap(text: str, face: str, size: float, width: float, language: str = "en") -> list[Line]:
    """Return the text broken at spaces into lines of at most `width` points; line breaks in it are kept."""
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        lines.extend(_wrapped(" ".join(paragraph.split()), face, size, width, language))
    return lines


def _wrapped(text: str, face: str, size: float, width: float, language: str) -> list[Line]:
    lines: list[Line] = []
    taken = ""
    for word in _parts(text, face, size, width, language):
        longer = f"{taken} {word}" if taken else word
        if taken and set_line(longer, face, language).width(size) > width:
            lines.append(set_line(taken, face, language))
            taken = word
        else:
            taken = longer
    return [*lines, set_line(taken, face, language)]


def _parts(text: str, face: str, size: float, width: float, language: str) -> list[str]:
    """Return the words; one that is wider than the line is cut where it must be."""
    parts: list[str] = []
    for word in text.split(" "):
        rest = word
        while len(rest) > 1 and set_line(rest, face, language).width(size) > width:
            part = _first(rest, int(len(rest) * width / set_line(rest, face, language).width(size)))
            parts.append(part)
            rest = rest[len(part) :]
        parts.append(rest)
    return parts


def _broken(text: str, face: str, size: float, room: Room, count: int, language: str) -> Setting:
    """Return the text on `count` lines of nearly equal length, at the largest size up to `size` that fits."""
    size = min(size, room.height / (count * LEADING))
    lines = tuple(set_line(part, face, language) for part in _balanced(text, count))
    widest = max(line.width(size) for line in lines)
    return Setting(lines, size if widest <= room.width else size * room.width / widest)


def _balanced(text: str, count: int) -> list[str]:
    """Return the text in up to `count` parts, broken at the space nearest to equal lengths, or between letters."""
    if count == 1 or len(text) < 2:
        return [text]
    middle = len(text) // count
    spaces = [at for at, letter in enumerate(text) if letter == " "]
    near = min(spaces, key=lambda at: abs(at - middle), default=None)
    if near is None or abs(near - middle) > middle // 2:
        part = _first(text, middle)
        return [part, *_balanced(text[len(part) :], count - 1)] if part != text else [text]
    return [text[:near], *_balanced(text[near + 1 :], count - 1)]


def _first(text: str, count: int) -> str:
    """Return about so many letters from the beginning, at least one, never parting a mark from its letter."""
    end = max(1, count)
    while end < len(text) and unicodedata.category(text[end])[0] == "M":
        end += 1
    return text[:end]
