"""How a certificate looks: one sheet across, centred, one display face. Measures are points of an A4 sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.gateways.documents.canvas import Canvas
from core.gateways.documents.certificate import CertificateDocument
from core.gateways.documents.colours import INK, QUIET, mixed, readable
from core.gateways.documents.days import day
from core.gateways.documents.fitting import fit, wrap
from core.gateways.documents.frame import draw_seal, paper
from core.gateways.documents.lines import set_line
from core.gateways.documents.pdf_file import PdfFile
from core.gateways.documents.qr import qr_path

SHEETS = {"a4": (841.89, 595.28), "letter": (792.0, 612.0)}
SIDE = 96.0  # white left and right of the widest line, frame included
CODE = 46.0


class Sheet:
    """One certificate being drawn: its value, its canvas and where things stand. `down` counts from the top."""

    def __init__(self, file: PdfFile, document: CertificateDocument) -> None:
        self.document = document
        self.canvas = Canvas(file)
        self.width, self.height = SHEETS.get(document.paper, SHEETS["a4"])
        self.middle = self.width / 2
        self.colour = readable(document.colour)

    def down(self, points: float) -> float:
        """Return the y of a place so far below the top of an A4 sheet, moved in proportion on others."""
        return self.height * (1 - points / SHEETS["a4"][1])

    def centre(self, text: str, down: float, face: str, size: float, colour: str, spacing: float = 0) -> None:
        line = set_line(text, face, self.document.language, plain=spacing > 0)
        self.canvas.centred(line, self.middle, self.down(down), size, colour, spacing)

    def block(self, text: str, face: str, size: float, down: float, most_lines: int) -> None:
        """Centre a text about a height, on as few lines as it takes."""
        setting = fit(
            text, face, size, self.width - 2 * SIDE, smallest=9, most_lines=most_lines, language=self.document.language
        )
        leading = setting.size * 1.15
        first = self.down(down) + leading * (len(setting.lines) - 1) / 2 - setting.size * 0.35
        for number, line in enumerate(setting.lines):
            self.canvas.centred(line, self.middle, first - number * leading, setting.size, INK)


def add_certificate(
    file: PdfFile, document: CertificateDocument, verify_url: str, pictures: Mapping[str, bytes]
) -> None:
    """Add a page. What a whole workshop has in common is drawn once for the file and stamped on each page.

    Raises NotPrintable naming letters that no bundled font has, NotAPicture for a logo or signature that is none.
    """
    sheet = Sheet(file, document)
    common = replace(document, holder="", number="", issued_on=None)
    box = (0.0, 0.0, sheet.width, sheet.height)
    content = file.layer(common, box, lambda: _common(Sheet(file, common), pictures))
    sheet.canvas.put(content)
    sheet.block(document.holder, "display", 38, 246, most_lines=3)
    link = _proof(sheet, verify_url)
    file.page(sheet.width, sheet.height, sheet.canvas.stream(), ((link, verify_url),) if verify_url else ())


def _common(sheet: Sheet, pictures: Mapping[str, bytes]) -> bytes:
    """Return what is the same for everybody of a workshop: all but name, number and code."""
    file, document = sheet.canvas.file, sheet.document
    width, height = sheet.width, sheet.height
    ground = file.layer(
        ("paper", width, height, sheet.colour), (0, 0, width, height), lambda: paper(file, width, height, sheet.colour)
    )
    sheet.canvas.put(ground)
    _heading(sheet, pictures.get(document.logo or ""))
    sheet.centre("This certifies that", 204, "display-italic", 14, QUIET)
    _flourish(sheet, 275)
    sheet.centre("has met the requirements of", 300, "display-italic", 14, QUIET)
    sheet.block(document.course, "display", 25, 328, most_lines=2)
    _term(sheet, _words(sheet, 362))
    draw_seal(sheet.canvas, sheet.middle, sheet.down(490), document.organisation, sheet.colour, document.language)
    _signature(sheet, pictures.get(document.signature or ""))
    sheet.centre("Certdesk", 582, "text", 5.5, mixed(QUIET, "#ffffff", 0.4), 0.6)
    return sheet.canvas.stream()


def _heading(sheet: Sheet, logo: bytes | None) -> None:
    """Draw the logo over the organisation's name, or the name alone as a word mark, and the title."""
    name = sheet.document.organisation
    if logo:
        _picture(sheet, logo, sheet.middle, sheet.down(112), 190, 44)
        sheet.centre(name.upper(), 128, "text", 8.5, QUIET, 2)
    else:
        setting = fit(name, "display", 22, sheet.width - 2 * SIDE, smallest=10, most_lines=1)
        sheet.canvas.centred(setting.lines[0], sheet.middle, sheet.down(112), setting.size, INK)
    sheet.centre("Certificate", 176, "display", 48, sheet.colour, 1.5)


def _picture(sheet: Sheet, png: bytes, x: float, y: float, width: float, height: float) -> None:
    """Place a picture in a box whose bottom middle is (x, y), as large as it fits."""
    name, picture = sheet.canvas.file.picture(png)
    scale = min(width / picture.width, height / picture.height)
    wide, high = picture.width * scale, picture.height * scale
    sheet.canvas.put(name, x - wide / 2, y, wide, high)


def _flourish(sheet: Sheet, down: float) -> None:
    """Draw the line under the name, with a lozenge in its middle."""
    x, y = sheet.middle, sheet.down(down)
    sheet.canvas.rule(x - 150, y, x - 9, y, sheet.colour, 0.6)
    sheet.canvas.rule(x + 9, y, x + 150, y, sheet.colour, 0.6)
    sheet.canvas.draw(
        f"{x - 4.5:.2f} {y:.2f} m {x:.2f} {y + 3:.2f} l {x + 4.5:.2f} {y:.2f} l {x:.2f} {y - 3:.2f} l h S"
    )


def _words(sheet: Sheet, down: float) -> float:
    """Set the organisation's own text, three lines at most being expected; return where the next thing begins."""
    for line in wrap(sheet.document.text, "text", 9.5, sheet.width - 2 * SIDE - 170, sheet.document.language):
        if line.runs:
            sheet.canvas.centred(line, sheet.middle, sheet.down(down), 9.5, QUIET)
            down += 13.5
    return down + 6


def _term(sheet: Sheet, down: float) -> None:
    """Set the days, where they come from, where and with whom it was, and what happened to the term since."""
    document = sheet.document
    certified = f"Certified on {day(document.certified_on, document.language)}"
    ends = document.valid_through
    valid = f"Valid through {day(ends, document.language)}" if ends else "Does not expire"
    sheet.centre(f"{certified}   ·   {valid}", down, "text-bold", 11, INK)
    where = [document.place, f"Instructor {document.instructor}" if document.instructor else ""]
    small = [document.term_words, "   ·   ".join(filter(None, where)), *document.notes]
    for number, text in enumerate(filter(None, small), 1):
        sheet.centre(text, down + 2 + number * 12.5, "text", 8.5, QUIET)


def _signature(sheet: Sheet, signature: bytes | None) -> None:
    document, canvas = sheet.document, sheet.canvas
    x, y = sheet.width * 0.225, sheet.down(512)
    if not document.signatory and not signature:
        return
    if signature:
        _picture(sheet, signature, x, y + 2, 150, 44)
    canvas.rule(x - 92, y, x + 92, y, QUIET, 0.5)
    for text, face, down, colour in (
        (document.signatory, "text-bold", 12, INK),
        (document.signatory_title, "text", 23.5, QUIET),
    ):
        setting = fit(text, face, 9, 184, smallest=5, most_lines=1, language=document.language)
        canvas.centred(setting.lines[0], x, y - down, setting.size, colour)


def _proof(sheet: Sheet, verify_url: str) -> str:
    """Set the number, the address that proves it and its code at the lower right; return the code's rectangle."""
    canvas, right = sheet.canvas, sheet.width * 0.775 + 92
    x, y = right - CODE, sheet.down(535)
    ends = right
    if verify_url:
        canvas.draw(qr_path(verify_url, x, y, CODE))
        ends = x - 10
    address = verify_url.removeprefix("https://").removeprefix("http://")
    for text, face, size, up, colour in (
        ("Certificate number", "text", 7, CODE - 6, QUIET),
        (sheet.document.number, "text-bold", 11, CODE - 19, INK),
        ("Verify at" if address else "", "text", 7, 10.5, QUIET),
        (address, "text", 7, 1.5, INK),
    ):
        setting = fit(text, face, size, 150, smallest=4, most_lines=1)
        canvas.ending(setting.lines[0], ends, y + up, setting.size, colour)
    return f"{x:.2f} {y:.2f} {x + CODE:.2f} {y + CODE:.2f}"
