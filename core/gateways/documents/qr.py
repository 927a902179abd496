"""A QR code as one path of black areas."""

from __future__ import annotations

from itertools import groupby

import segno

MASK = 3  # any mask is legal and reads the same; scoring all eight is most of the time a code takes


def qr_path(content: str, x: float, y: float, size: float) -> str:
    """Return operators that draw the code with its lower left corner at (x, y), `size` points wide.

    The quiet zone of four modules is not drawn: keep it white.
    """
    rows = segno.make_qr(content, error="m", mask=MASK, boost_error=False).matrix
    count = len(rows)
    areas = [
        f"{start} {count - 1 - row} {length} 1 re"
        for row, modules in enumerate(rows)
        for start, length in _dark(modules)
    ]
    scale = size / count
    return f"q 0 g {scale:.4f} 0 0 {scale:.4f} {x:.2f} {y:.2f} cm {' '.join(areas)} f Q"


def _dark(modules: bytearray) -> list[tuple[int, int]]:
    """Return (start, length) of each stretch of dark modules in a row."""
    stretches = []
    at = 0
    for dark, same in groupby(modules):
        length = len(list(same))
        if dark:
            stretches.append((at, length))
        at += length
    return stretches
