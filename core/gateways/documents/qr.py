"""A QR code as one path of black areas."""

from __future__ import annotations

import re

import segno

DARK = re.compile(rb"\x01+")
MASK = 3  # any mask is legal and reads the same; scoring all eight is most of the time a code takes


def qr_path(content: str, x: float, y: float, size: float) -> str:
    """Return operators that draw the code with its lower left corner at (x, y), `size` points wide.

    The quiet zone of four modules is not drawn: keep it white.
    """
    rows = segno.make_qr(content, error="m", mask=MASK, boost_error=False).matrix
    count = len(rows)
    areas = [
        f"{found.start()} {count - 1 - row} {len(found[0])} 1 re"
        for row, modules in enumerate(rows)
        for found in DARK.finditer(modules)
    ]
    scale = size / count
    return f"q 0 g {scale:.4f} 0 0 {scale:.4f} {x:.2f} {y:.2f} cm {' '.join(areas)} f Q"
