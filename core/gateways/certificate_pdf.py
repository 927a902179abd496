"""Certificates as PDF: the value, the drawing of one or of many in one file, and which letters can be drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from core.gateways.documents.certificate import CertificateDocument
from core.gateways.documents.certificate_page import add_certificate
from core.gateways.documents.faces import missing_letters
from core.gateways.documents.pdf_file import About, PdfFile

__all__ = ["CertificateDocument", "draw", "draw_many", "missing_letters"]


def draw(
    document: CertificateDocument, *, verify_url: str = "", logo: bytes | None = None, signature: bytes | None = None
) -> bytes:
    """Return the certificate as a PDF of one page; the same arguments give the same bytes.

    `logo` and `signature` are PNG bytes, drawn only where the value names a picture. Raises NotPrintable naming
    letters that no bundled font has, and NotAPicture.
    """
    named = {document.logo: logo, document.signature: signature}
    pictures = {sha256: png for sha256, png in named.items() if sha256 and png}
    return draw_many([document], verify_url=lambda _: verify_url, pictures=pictures)


def draw_many(
    documents: Iterable[CertificateDocument],
    *,
    verify_url: Callable[[CertificateDocument], str] = lambda _: "",
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return all certificates in one PDF, a page each, in the order given. There must be at least one.

    `pictures` holds PNG bytes by their SHA-256; fonts, frame and what a workshop has in common are stored once.
    """
    every = list(documents)
    file = PdfFile(_about(every))
    for document in every:
        add_certificate(file, document, verify_url(document), pictures or {})
    return file.output()


def _about(every: list[CertificateDocument]) -> About:
    first = every[0]
    whose = first.holder if len(every) == 1 else f"{len(every)} certificates"
    return About(
        title=f"{first.course} – {whose}",
        author=first.organisation,
        created=max(each.issued_on or each.certified_on for each in every),
        language=first.language,
        subject=f"Certificate {first.number}" if len(every) == 1 else "Certificates",
    )
