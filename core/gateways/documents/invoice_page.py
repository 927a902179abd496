"""How an invoice looks: upright sheets, one column of facts, one table that runs over as many pages as it needs."""

from __future__ import annotations

from core.gateways.documents.canvas import Canvas, fill, stroke
from core.gateways.documents.colours import INK, LINE, QUIET, mixed, readable
from core.gateways.documents.days import day
from core.gateways.documents.fitting import Room, fit, wrap
from core.gateways.documents.invoice import InvoiceDocument, InvoiceLine
from core.gateways.documents.lines import Line, set_line
from core.gateways.documents.ornament import turned
from core.gateways.documents.pdf_file import PdfFile
from core.gateways.documents.sums import figure, money

SHEETS = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
MARGIN = 56.0
FOOT = 84.0  # nothing of the table comes lower than this
TEXT = 9.5
LEADING = 13.5
STAMPS = {"PAID": "#15803d", "VOID": "#b91c1c"}


class Sheets:
    """The pages of one invoice as they fill; `y` is where the next thing begins, from the bottom."""

    def __init__(self, file: PdfFile, document: InvoiceDocument) -> None:
        self.file = file
        self.document = document
        self.width, self.height = SHEETS.get(document.paper, SHEETS["a4"])
        self.left, self.right = MARGIN, self.width - MARGIN
        self.colour = readable(document.colour)
        self.canvases: list[Canvas] = []
        self.turn()

    @property
    def canvas(self) -> Canvas:
        return self.canvases[-1]

    def turn(self) -> None:
        """Begin a new page."""
        self.canvases.append(Canvas(self.file))
        self.y = self.height - MARGIN

    def line(self, text: str, face: str) -> Line:
        return set_line(text, face, self.document.language)

    def write(self, text: str, x: float, face: str = "text", size: float = TEXT, colour: str = INK) -> None:
        self.canvas.text(self.line(text, face), x, self.y, size, colour)

    def write_ending(self, text: str, x: float, face: str = "text", size: float = TEXT, colour: str = INK) -> None:
        self.canvas.ending(self.line(text, face), x, self.y, size, colour)

    def rule(self, colour: str, width: float = 0.5, up: float = 0) -> None:
        self.canvas.rule(self.left, self.y + up, self.right, self.y + up, colour, width)


def add_invoice(file: PdfFile, document: InvoiceDocument, logo: bytes | None, stamp: str) -> None:
    """Add the pages of an invoice; `stamp` is PAID, VOID or nothing.

    Raises NotPrintable naming letters that no bundled font has, and NotAPicture.
    """
    sheets = Sheets(file, document)
    _heading(sheets, logo)
    below = _facts(sheets)
    sheets.y = min(_payer(sheets), below) - 26
    if stamp:
        _stamp(sheets, stamp)
    _table(sheets)
    _total(sheets)
    for title, text in (("How to pay", document.instructions), ("Notes", document.notes)):
        _words(sheets, title, text)
    _feet(sheets)
    for canvas in sheets.canvases:
        file.page(sheets.width, sheets.height, canvas.stream())


def _heading(sheets: Sheets, logo: bytes | None) -> None:
    """Set who writes at the left, with a logo above, and the word Invoice at the right."""
    document, top = sheets.document, sheets.y
    sheets.y = top - 24
    sheets.write_ending("Invoice", sheets.right, "display", 30, sheets.colour)
    if logo:
        name, picture = sheets.file.picture(logo)
        scale = min(180 / picture.width, 44 / picture.height)
        sheets.canvas.put(
            name, sheets.left, top - picture.height * scale, picture.width * scale, picture.height * scale
        )
        sheets.y = top - picture.height * scale - 18
    setting = fit(document.issuer, "display", 11 if logo else 17, Room(320, lines=2))
    for line in setting.lines:
        sheets.canvas.text(line, sheets.left, sheets.y, setting.size, INK)
        sheets.y -= setting.size * 1.2
    for text in document.issuer_lines:
        for line in wrap(text, "text", 8.5, 320, document.language):
            sheets.canvas.text(line, sheets.left, sheets.y, 8.5, QUIET)
            sheets.y -= 12
    sheets.y -= 6
    sheets.rule(sheets.colour, 1.2)
    sheets.y -= 28


def _payer(sheets: Sheets) -> float:
    """Set who pays, at the left; return where it ends."""
    document = sheets.document
    sheets.write("Bill to", sheets.left, size=8, colour=QUIET)
    named = document.payer_organisation or document.payer_name
    second = document.payer_name if document.payer_organisation else ""
    for text, face in (
        (named, "text-bold"),
        (second, "text"),
        *((part, "text") for part in document.payer_lines),
        (document.payer_email, "text"),
    ):
        for line in wrap(text, face, TEXT, 240, document.language) if text.strip() else ():
            sheets.y -= LEADING
            sheets.canvas.text(line, sheets.left, sheets.y, TEXT, INK)
    return sheets.y


def _facts(sheets: Sheets) -> float:
    """Set number, days and amount at the right; return where they end, with the cursor put back."""
    document, top = sheets.document, sheets.y
    at = sheets.right - 190
    for label, said, face in (
        ("Invoice number", document.number, "text-bold"),
        ("Issued", day(document.issued_on), "text"),
        ("Due", day(document.due_on), "text"),
        ("Purchase order", document.purchase_order, "text"),
        ("Total", money(document.total, document.currency), "text-bold"),
    ):
        for number, line in enumerate(wrap(said, face, TEXT, 110, document.language) if said else ()):
            if number == 0:
                sheets.write(label, at, size=8, colour=QUIET)
            sheets.canvas.ending(line, sheets.right, sheets.y, TEXT, INK)
            sheets.y -= LEADING + 1
    below, sheets.y = sheets.y, top
    return below


def _columns(sheets: Sheets) -> tuple[float, float, float]:
    """Return where the numbers of the table end."""
    return sheets.right - 178, sheets.right - 92, sheets.right


def _table(sheets: Sheets) -> None:
    _table_head(sheets)
    for line in sheets.document.lines:
        wrapped = wrap(line.label, "text", TEXT, _columns(sheets)[0] - 50 - sheets.left, sheets.document.language)
        if sheets.y - LEADING * len(wrapped) < FOOT:
            sheets.turn()
            _table_head(sheets)
        _row(sheets, line, wrapped)


def _table_head(sheets: Sheets) -> None:
    people, unit, amount = _columns(sheets)
    sheets.write("Description", sheets.left, size=8, colour=QUIET)
    for text, x in (("People", people), ("Each", unit), (f"Amount ({sheets.document.currency})", amount)):
        sheets.write_ending(text, x, size=8, colour=QUIET)
    sheets.y -= 7
    sheets.rule(QUIET, 0.8)
    sheets.y -= 15


def _row(sheets: Sheets, line: InvoiceLine, wrapped: list[Line]) -> None:
    document = sheets.document
    numbers = (
        f"{line.people:,}" if line.people else "",
        figure(line.unit, document.currency) if line.people else "",
        figure(line.amount, document.currency),
    )
    for text, x in zip(numbers, _columns(sheets), strict=True):
        sheets.write_ending(text, x)
    for part in wrapped:
        sheets.canvas.text(part, sheets.left, sheets.y, TEXT, INK)
        sheets.y -= LEADING
    sheets.rule(LINE, 0.4, up=LEADING - 5.5)
    sheets.y -= 6


def _total(sheets: Sheets) -> None:
    document = sheets.document
    if sheets.y - 24 < FOOT:
        sheets.turn()
    sheets.y -= 8
    sheets.write_ending("Total", _columns(sheets)[1], "text-bold", 11)
    sheets.write_ending(money(document.total, document.currency), sheets.right, "text-bold", 11)
    sheets.y -= 40


def _words(sheets: Sheets, title: str, text: str) -> None:
    """Set a block of text under a small title, if any; over to the next page where it must."""
    if not text.strip():
        return
    lines = wrap(text, "text", TEXT, sheets.right - sheets.left - 60, sheets.document.language)
    if sheets.y - LEADING * (len(lines) + 1) < FOOT:  # kept together where a page holds it
        sheets.turn()
    for number, line in enumerate(lines):
        if sheets.y - LEADING < FOOT:
            sheets.turn()
        if number == 0:
            sheets.write(title, sheets.left, size=8, colour=QUIET)
            sheets.y -= LEADING + 1
        sheets.canvas.text(line, sheets.left, sheets.y, TEXT, INK)
        sheets.y -= LEADING
    sheets.y -= LEADING


def _stamp(sheets: Sheets, stamp: str) -> None:
    """Stamp the first page, aslant, over the white between payer and facts."""
    canvas, colour = sheets.canvases[0], STAMPS.get(stamp, QUIET)
    line = set_line(stamp, "text-bold", plain=True)
    wide = line.width(24, 4)
    canvas.draw(f"q {turned(0.14, sheets.width * 0.5 - wide / 2 - 8, sheets.y + 40)} {stroke(colour)} {fill(colour)}")
    canvas.draw(f"1.6 w -12 -11 {wide + 24:.2f} 40 re S 0.6 w -9 -8 {wide + 18:.2f} 34 re S")
    canvas.text(line, 0, 0, 24, colour, 4)
    canvas.draw("Q")


def _feet(sheets: Sheets) -> None:
    """Set issuer, number and page at the foot of every page, now that their count is known."""
    document, count = sheets.document, len(sheets.canvases)
    for number, canvas in enumerate(sheets.canvases, 1):
        canvas.rule(sheets.left, 50, sheets.right, 50, LINE, 0.4)
        issuer = fit(document.issuer, "text", 7.5, Room(300))
        canvas.text(issuer.lines[0], sheets.left, 38, issuer.size, QUIET)
        said = f"Invoice {document.number}  ·  Page {number} of {count}"
        canvas.ending(set_line(said, "text"), sheets.right, 38, 7.5, QUIET)
        canvas.centred(
            set_line("Certdesk", "text", plain=True), sheets.width / 2, 22, 5.5, mixed(QUIET, "#ffffff", 0.4)
        )
