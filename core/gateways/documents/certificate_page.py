"""How a certificate looks: one sheet across, centred, one display face. Measures are points of an A4 sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.gateways.documents.canvas import Canvas
from core.gateways.documents.certificate import CertificateDocument
from core.gateways.documents.colours import INK, QUIET, mixed, readable
from core.gateways.documents.days import day
from core.gateways.documents.fitting import LEADING, Room, fit, wrap
from core.gateways.documents.frame import draw_seal, paper
from core.gateways.documents.lines import Line, set_line
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

    def block(self, text: str, size: float, down: float, lines: int, height: float) -> None:
        """Centre a text of the display face about a height, on as few lines as it takes."""
        setting = fit(text, "display", size, Room(self.width - 2 * SIDE, lines, height), self.document.language)
        leading = setting.size * LEADING
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
    sheet.block(document.holder, 38, 244, lines=3, height=54)
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
    _flourish(sheet, 277)
    sheet.centre("has met the requirements of", 300, "display-italic", 14, QUIET)
    sheet.block(document.course, 25, 326, lines=2, height=36)
    _small_print(sheet)
    draw_seal(sheet.canvas, sheet.middle, sheet.down(490), document.organisation, sheet.colour, document.language)
    _signature(sheet, pictures.get(document.signature or ""))
    sheet.centre("Certdesk", 582, "text", 5.5, mixed(QUIET, "#ffffff", 0.4), 0.6)
    return sheet.canvas.stream()


def _heading(sheet: Sheet, logo: bytes | None) -> None:
    """Draw the logo over the organisation's name, or the name alone as a word mark, and the title."""
    name = sheet.document.organisation
    if logo:
        _picture(sheet, logo, sheet.middle, sheet.down(108), 190, 44)
        sheet.centre(name.upper(), 124, "text", 8.5, QUIET, 2)
    else:
        setting = fit(name, "display", 22, Room(sheet.width - 2 * SIDE), sheet.document.language)
        sheet.canvas.centred(setting.lines[0], sheet.middle, sheet.down(112), setting.size, INK)
    sheet.centre("Certificate", 177, "display", 48, sheet.colour, 1.5)


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


def _small_print(sheet: Sheet) -> None:
    """Set the organisation's own text, the days, and under them where they come from: as large as the room allows."""
    top, bottom = 361.0 if sheet.document.text.strip() else 372.0, 443.0
    scale = 1.0
    rows = _rows(sheet, scale)
    while sum(leading for *_, leading in rows) > bottom - top and scale > 0.2:
        scale *= 0.93
        rows = _rows(sheet, scale)
    down = top
    for line, size, colour, leading in rows:
        sheet.canvas.centred(line, sheet.middle, sheet.down(down), size, colour)
        down += leading


def _rows(sheet: Sheet, scale: float) -> list[tuple[Line, float, str, float]]:
    """Return the lines of the small print with size, colour and the way to the next one."""
    document = sheet.document
    ends = f"Valid through {day(document.valid_through)}" if document.valid_through else "Does not expire"
    where = "   ·   ".join(filter(None, (document.place, document.instructor and f"Instructor {document.instructor}")))
    width = sheet.width - 2 * SIDE
    words = wrap(document.text, "text", 9.5 * scale, width - 170, document.language) if document.text.strip() else []
    rows = [(line, 9.5 * scale, QUIET, 13.5 * scale) for line in words]
    if rows:
        rows[-1] = (*rows[-1][:3], 20.0 * scale)
    dates = set_line(f"Certified on {day(document.certified_on)}   ·   {ends}", "text-bold", document.language)
    rows.append((dates, 11 * scale, INK, 14.5 * scale))
    for text in filter(None, (document.term_words, where, *document.notes)):
        small = wrap(text, "text", 8.5 * scale, width, document.language)
        rows += [(line, 8.5 * scale, QUIET, 12.5 * scale) for line in small]
    return rows


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
        setting = fit(text, face, 9, Room(184), document.language)
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
        setting = fit(text, face, size, Room(150))
        canvas.ending(setting.lines[0], ends, y + up, setting.size, colour)
    return f"{x:.2f} {y:.2f} {x + CODE:.2f} {y + CODE:.2f}"
