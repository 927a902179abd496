"""Reading a PDF back: what a viewer shows and what copying from it gives."""

from __future__ import annotations

import pypdfium2
import zxingcpp
from PIL.Image import Image


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page, as a viewer copies it."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def seen(pdf: bytes, page: int = 0, scale: float = 2) -> Image:
    """Return a page as a picture."""
    image: Image = pypdfium2.PdfDocument(pdf)[page].render(scale=scale).to_pil()
    return image


def codes(pdf: bytes, page: int = 0) -> list[str]:
    """Return what the QR codes on a page say."""
    return [found.text for found in zxingcpp.read_barcodes(seen(pdf, page))]


def ink(image: Image) -> int:
    """Return how many points of a picture are darker than paper."""
    return sum(image.convert("L").histogram()[:200])
