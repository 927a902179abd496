"""Fine lines: the braid of the frame, the rosette behind the text, the edge of the seal. Operators in points.

Curves are functions of an angle, drawn as cubic pieces whose tangents are right, so that few pieces look smooth. One
wave or petal is drawn and stamped many times, so that the whole stays small.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

Point = tuple[float, float]
TURN = 2 * math.pi


def smooth(curve: Callable[[float], Point], start: float, end: float, pieces: int) -> str:
    """Return the path of a curve in so many cubic pieces, not yet stroked."""
    step = (end - start) / pieces
    third = step / 3
    x, y = curve(start)
    parts = [f"{x:.2f} {y:.2f} m"]
    for piece in range(pieces):
        at = start + piece * step
        (x0, y0), (dx0, dy0) = curve(at), _slope(curve, at)
        (x1, y1), (dx1, dy1) = curve(at + step), _slope(curve, at + step)
        bend = f"{x0 + dx0 * third:.2f} {y0 + dy0 * third:.2f} {x1 - dx1 * third:.2f} {y1 - dy1 * third:.2f}"
        parts.append(f"{bend} {x1:.2f} {y1:.2f} c")
    return " ".join(parts)


def _slope(curve: Callable[[float], Point], at: float) -> Point:
    near = 1e-4
    (x0, y0), (x1, y1) = curve(at - near), curve(at + near)
    return (x1 - x0) / (2 * near), (y1 - y0) / (2 * near)


@lru_cache(maxsize=32)
def wave(length: float, height: float, strands: int) -> str:
    """Return one wave length of the braid, from (0, 0) to (length, 0), its strands swinging about the line."""
    swing = height / 2

    def strand(phase: float) -> str:
        return smooth(lambda t: (t / TURN * length, swing * math.sin(t + phase)), 0, TURN, 6)

    return " ".join(f"{strand(number * TURN / strands)} S" for number in range(strands))


@lru_cache(maxsize=32)
def petal(inner: float, outer: float, petals: int, strands: int) -> str:
    """Return one petal of a woven ring about (0, 0): the wedge from the angle 0 to a `petals`th of a turn."""
    middle, swing = (inner + outer) / 2, (outer - inner) / 2

    def strand(phase: float) -> str:
        return smooth(lambda t: polar(middle + swing * math.sin(petals * t + phase), t), 0, TURN / petals, 6)

    return " ".join(f"{strand(number * TURN / strands)} S" for number in range(strands))


@lru_cache(maxsize=32)
def scalloped(radius: float, teeth: int, depth: float) -> str:
    """Return a closed edge of soft teeth about (0, 0)."""
    return smooth(lambda t: polar(radius + depth * math.cos(teeth * t), t), 0, TURN, teeth * 3) + " h"


@lru_cache(maxsize=32)
def circle(radius: float) -> str:
    """Return a circle about (0, 0)."""
    return smooth(lambda t: polar(radius, t), 0, TURN, 8) + " h"


def polar(radius: float, angle: float) -> Point:
    """Return the point at a distance from the origin and an angle in radians."""
    return radius * math.cos(angle), radius * math.sin(angle)


def turned(angle: float, x: float = 0, y: float = 0) -> str:
    """Return the operator that turns what follows about (x, y)."""
    cos, sin = math.cos(angle), math.sin(angle)
    return f"{cos:.5f} {sin:.5f} {-sin:.5f} {cos:.5f} {x:.2f} {y:.2f} cm"
