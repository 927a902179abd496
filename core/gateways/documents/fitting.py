"""Text that must fit a width: shrunk while it stays handsome, then broken over lines."""

from __future__ import annotations

from dataclasses import dataclass

from core.gateways.documents.lines import Line, set_line


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines of one size, in points."""

    lines: tuple[Line, ...]
    size: float


def fit(
    text: str, face: str, size: float, width: float, *, smallest: float, most_lines: int, language: str = "en"
) -> Setting:
    """Return the text on as few lines as it takes, as large as fits the width (points).

    One line may shrink to 60 % of `size` before a second one is begun, and so on; what does not fit at `smallest`
    on `most_lines` is set smaller still rather than cut, since a certificate never shortens a name.
    """
    allowed = max(smallest, size * 0.6)
    for count in range(1, most_lines):
        setting = _broken(text, face, size, width, count, language)
        if setting.size >= allowed:
            return setting
        allowed = max(smallest, allowed * 0.75)
    return _broken(text, face, size, width, most_lines, language)


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
            room = max(1, int(len(rest) * width / set_line(rest, face, language).width(size)))
            parts.append(rest[:room])
            rest = rest[room:]
        parts.append(rest)
    return parts


def _broken(text: str, face: str, size: float, width: float, count: int, language: str) -> Setting:
    """Return the text on `count` lines of nearly equal length, at the largest size up to `size` that fits."""
    lines = tuple(set_line(part, face, language) for part in _balanced(text, count))
    widest = max(line.width(size) for line in lines)
    return Setting(lines, size if widest <= width else size * width / widest)


def _balanced(text: str, count: int) -> list[str]:
    """Return the text in up to `count` parts, broken at the space nearest to equal lengths, or between letters."""
    if count == 1 or len(text) < 2:
        return [text]
    middle = len(text) // count
    spaces = [at for at, letter in enumerate(text) if letter == " "]
    near = min(spaces, key=lambda at: abs(at - middle), default=None)
    if near is None or abs(near - middle) > middle // 2:
        return [text[:middle], *_balanced(text[middle:], count - 1)]
    return [text[:near], *_balanced(text[near + 1 :], count - 1)]
