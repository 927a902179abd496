"""An organisation's colour, made readable: any #rrggbb becomes an accent for a light and for a dark page."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass

HEX = re.compile(r"#[0-9a-fA-F]{6}")
ACCENT = "#1d4ed8"
ACCENT_BY_NIGHT = "#60a5fa"
WHITE = "#ffffff"
NIGHT = "#0b1220"  # the page behind everything in the dark
NIGHT_CARD = "#131c2e"
ENOUGH = 4.6  # WCAG asks 4.5 : 1 for text; a little more, since colours are rounded


@dataclass(frozen=True, slots=True)
class Accent:
    """A colour for lines, links and buttons, with the ink that stands on it, by day and by night."""

    light: str
    light_ink: str
    dark: str
    dark_ink: str


def accent(colour: str | None) -> Accent:
    """Return the readable accent of an organisation's colour; anything that is no #rrggbb becomes our blue."""
    given = colour.lower() if colour and HEX.fullmatch(colour) else ACCENT
    dark = ACCENT_BY_NIGHT if given == ACCENT else _against(given, NIGHT_CARD, 0.02)
    return Accent(_against(given, WHITE, -0.02), WHITE, dark, NIGHT)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two #rrggbb colours, from 1 to 21. Source: WCAG 2.2, relative luminance."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _against(colour: str, ground: str, step: float) -> str:
    """Return the colour, darker or lighter by small steps until it is readable on the ground; the hue stays."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    while contrast(colour, ground) < ENOUGH:
        lightness = min(1.0, max(0.0, lightness + step))
        colour = "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
