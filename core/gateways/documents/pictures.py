"""Logos and signatures: PNG bytes made ready for a page, once a process."""

from __future__ import annotations

import hashlib
import io
import zlib
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, UnidentifiedImageError

from core.errors import NotAPicture

SHARP_ENOUGH = 900  # pixels on the longer side: 300 a printed inch at the largest place a picture gets
LARGEST = 40_000_000  # pixels that we are willing to unpack


@dataclass(frozen=True, slots=True)
class Picture:
    """Samples are compressed; `alpha` is None when nothing shines through."""

    digest: str
    width: int
    height: int
    colours: bytes
    alpha: bytes | None


@lru_cache(maxsize=64)
def picture(png: bytes) -> Picture:
    """Return the decoded picture, made no larger than print needs. Raises NotAPicture."""
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as opened:
            if opened.width * opened.height > LARGEST:
                raise NotAPicture
            image = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as cause:
        raise NotAPicture from cause
    image.thumbnail((SHARP_ENOUGH, SHARP_ENOUGH), Image.Resampling.LANCZOS)
    alpha = image.getchannel("A").tobytes()
    return Picture(
        hashlib.sha256(png).hexdigest(),
        image.width,
        image.height,
        zlib.compress(image.convert("RGB").tobytes(), 9),
        None if min(alpha) == 255 else zlib.compress(alpha, 9),
    )
