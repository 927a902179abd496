"""The organisation's colour, made fit for paper."""

from __future__ import annotations

import re
from functools import lru_cache

INK = "#0f172a"
QUIET = "#475569"
LINE = "#cbd5e1"
HOUSE_BLUE = "#1d4ed8"
READABLE = 4.5  # contrast to white that WCAG asks of text


@lru_cache(maxsize=256)
def readable(colour: str) -> str:
    """Return the colour, darkened until letters in it can be read on white; blue for what is no colour."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return HOUSE_BLUE
    while _contrast_to_white(colour) < READABLE:
        colour = mixed(colour, "#000000", 0.08)
    return colour


@lru_cache(maxsize=256)
def mixed(colour: str, other: str, share: float) -> str:
    """Return the colour with a share (0 to 1) of the other in it."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(one * (1 - share) + two * share):02x}" for one, two in pairs)


def _parts(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _contrast_to_white(colour: str) -> float:
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (p / 255 for p in _parts(colour))]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
