"""Transcripts of CEU credits as PDF: the value and its drawing."""

from __future__ import annotations

from core.gateways.documents.faces import missing_letters
from core.gateways.documents.pdf_file import About, PdfFile
from core.gateways.documents.transcript import TranscriptCycle, TranscriptDocument, TranscriptLine
from core.gateways.documents.transcript_page import add_transcript

__all__ = ["TranscriptCycle", "TranscriptDocument", "TranscriptLine", "draw", "missing_letters"]


def draw(document: TranscriptDocument, *, logo: bytes | None = None) -> bytes:
    """Return the transcript as a PDF; the same arguments give the same bytes. `logo` is PNG bytes.

    Raises NotPrintable naming letters that no bundled font has, and NotAPicture.
    """
    about = About(
        title=f"Transcript of {document.holder}",
        author=document.organisation,
        created=document.made_on,
        language=document.language,
        subject="Continuing education",
    )
    file = PdfFile(about)
    add_transcript(file, document, logo)
    return file.output()
