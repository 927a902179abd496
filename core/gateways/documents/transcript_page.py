"""How a transcript looks: one table a cycle, with its sum by category, over as many pages as it needs."""

from __future__ import annotations

from core.gateways.documents.colours import INK, LINE, QUIET
from core.gateways.documents.days import day
from core.gateways.documents.fitting import Room, fit, wrap
from core.gateways.documents.pdf_file import PdfFile
from core.gateways.documents.sheets import FOOT, LEADING, TEXT, Sheets
from core.gateways.documents.transcript import TranscriptCycle, TranscriptDocument, TranscriptLine

Pages = Sheets[TranscriptDocument]
DAY_WIDE, HOURS_WIDE, CATEGORY_WIDE = 92.0, 44.0, 110.0


def add_transcript(file: PdfFile, document: TranscriptDocument, logo: bytes | None) -> None:
    """Add the pages of a transcript. Raises NotPrintable naming letters that no bundled font has, and NotAPicture."""
    pages = Sheets(file, document)
    pages.heading("Transcript", document.organisation, (), logo)
    _whose(pages)
    for cycle in document.cycles:
        _cycle(pages, cycle)
    _sum(pages, "All together", document.hours_hundredths, bold=True)
    pages.close(document.organisation, f"Transcript, {day(document.made_on)}")


def hours(hundredths: int) -> str:
    """Return hours as a figure with the decimals that it has."""
    return f"{hundredths // 100:,}.{hundredths % 100:02d}".rstrip("0").rstrip(".")


def _whose(pages: Pages) -> None:
    pages.y -= 6
    setting = fit(pages.document.holder, "display", 20, Room(pages.right - pages.left, lines=2))
    for line in setting.lines:
        pages.canvas.text(line, pages.left, pages.y, setting.size, INK)
        pages.y -= setting.size * 1.2
    pages.write("Continuing education that was credited and accepted", pages.left, colour=QUIET)
    pages.write_ending(day(pages.document.made_on), pages.right, colour=QUIET)
    pages.y -= 34


def _cycle(pages: Pages, cycle: TranscriptCycle) -> None:
    if pages.y - 5 * LEADING < FOOT:
        pages.turn()
    pages.write(cycle.label, pages.left, "text-bold", 11)
    pages.y -= 20
    _head(pages)
    for line in cycle.lines:
        _row(pages, line)
    for category, hundredths in cycle.by_category:
        _sum(pages, category, hundredths)
    _sum(pages, "Sum", cycle.hours_hundredths, bold=True)
    pages.y -= 18


def _head(pages: Pages) -> None:
    at = pages.left
    pages.write("Attended", at, size=8, colour=QUIET)
    pages.write("What", at + DAY_WIDE, size=8, colour=QUIET)
    pages.write("Category", pages.right - HOURS_WIDE - CATEGORY_WIDE, size=8, colour=QUIET)
    pages.write_ending("Hours", pages.right, size=8, colour=QUIET)
    pages.y -= 7
    pages.rule(QUIET, 0.8)
    pages.y -= 15


def _row(pages: Pages, line: TranscriptLine) -> None:
    language = pages.document.language
    wide = pages.right - HOURS_WIDE - CATEGORY_WIDE - pages.left - DAY_WIDE - 12
    title = wrap(line.title, "text", TEXT, wide, language)
    below = wrap(" · ".join(part for part in (line.ceulid, line.issuer) if part), "text", 8, wide, language)
    category = wrap(line.category, "text", TEXT, CATEGORY_WIDE - 8, language) if line.category else []
    if pages.y - LEADING * max(len(title) + len(below), len(category)) < FOOT:
        pages.turn()
        _head(pages)
    top = pages.y
    pages.write(day(line.attended_on), pages.left)
    pages.write_ending(hours(line.hours_hundredths), pages.right)
    for part in category:
        pages.canvas.text(part, pages.right - HOURS_WIDE - CATEGORY_WIDE, pages.y, TEXT, INK)
        pages.y -= LEADING
    low, pages.y = pages.y, top
    for part in title:
        pages.canvas.text(part, pages.left + DAY_WIDE, pages.y, TEXT, INK)
        pages.y -= LEADING
    for part in below:
        pages.canvas.text(part, pages.left + DAY_WIDE, pages.y, 8, QUIET)
        pages.y -= LEADING - 1
    pages.y = min(pages.y, low)
    pages.rule(LINE, 0.4, up=LEADING - 5.5)
    pages.y -= 6


def _sum(pages: Pages, label: str, hundredths: int, *, bold: bool = False) -> None:
    if pages.y - LEADING < FOOT:
        pages.turn()
    face = "text-bold" if bold else "text"
    setting = fit(label, face, TEXT, Room(pages.right - HOURS_WIDE - pages.left - DAY_WIDE))
    pages.canvas.ending(setting.lines[0], pages.right - HOURS_WIDE - 8, pages.y, setting.size, INK if bold else QUIET)
    pages.write_ending(hours(hundredths), pages.right, face, colour=INK if bold else QUIET)
    pages.y -= LEADING + 2
