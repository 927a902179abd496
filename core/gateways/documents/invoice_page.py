"""How an invoice looks: upright sheets, one column of facts, one table that runs over as many pages as it needs."""

from __future__ import annotations

from core.gateways.documents.canvas import fill, stroke
from core.gateways.documents.colours import INK, LINE, QUIET
from core.gateways.documents.days import day
from core.gateways.documents.fitting import wrap
from core.gateways.documents.invoice import InvoiceDocument, InvoiceLine
from core.gateways.documents.lines import Line, set_line
from core.gateways.documents.ornament import turned
from core.gateways.documents.pdf_file import PdfFile
from core.gateways.documents.sheets import FOOT, LEADING, TEXT, Sheets
from core.gateways.documents.sums import figure, money

STAMPS = {"PAID": "#15803d", "VOID": "#b91c1c"}


def add_invoice(file: PdfFile, document: InvoiceDocument, logo: bytes | None, stamp: str) -> None:
    """Add the pages of an invoice; `stamp` is PAID, VOID or nothing.

    Raises NotPrintable naming letters that no bundled font has, and NotAPicture.
    """
    sheets = Sheets(file, document)
    sheets.heading("Invoice", document.issuer, document.issuer_lines, logo)
    below = _facts(sheets)
    sheets.y = min(_payer(sheets), below) - 26
    if stamp:
        _stamp(sheets, stamp)
    _table(sheets)
    _total(sheets)
    for title, text in (("How to pay", document.instructions), ("Notes", document.notes)):
        _words(sheets, title, text)
    sheets.close(document.issuer, f"Invoice {document.number}")


def _payer(sheets: Sheets[InvoiceDocument]) -> float:
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


def _facts(sheets: Sheets[InvoiceDocument]) -> float:
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


def _columns(sheets: Sheets[InvoiceDocument]) -> tuple[float, float, float]:
    """Return where the numbers of the table end."""
    return sheets.right - 178, sheets.right - 92, sheets.right


def _table(sheets: Sheets[InvoiceDocument]) -> None:
    _table_head(sheets)
    for line in sheets.document.lines:
        wrapped = wrap(line.label, "text", TEXT, _columns(sheets)[0] - 50 - sheets.left, sheets.document.language)
        if sheets.y - LEADING * len(wrapped) < FOOT:
            sheets.turn()
            _table_head(sheets)
        _row(sheets, line, wrapped)


def _table_head(sheets: Sheets[InvoiceDocument]) -> None:
    people, unit, amount = _columns(sheets)
    sheets.write("Description", sheets.left, size=8, colour=QUIET)
    for text, x in (("People", people), ("Each", unit), (f"Amount ({sheets.document.currency})", amount)):
        sheets.write_ending(text, x, size=8, colour=QUIET)
    sheets.y -= 7
    sheets.rule(QUIET, 0.8)
    sheets.y -= 15


def _row(sheets: Sheets[InvoiceDocument], line: InvoiceLine, wrapped: list[Line]) -> None:
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


def _total(sheets: Sheets[InvoiceDocument]) -> None:
    document = sheets.document
    if sheets.y - 24 < FOOT:
        sheets.turn()
    sheets.y -= 8
    sheets.write_ending("Total", _columns(sheets)[1], "text-bold", 11)
    sheets.write_ending(money(document.total, document.currency), sheets.right, "text-bold", 11)
    sheets.y -= 40


def _words(sheets: Sheets[InvoiceDocument], title: str, text: str) -> None:
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


def _stamp(sheets: Sheets[InvoiceDocument], stamp: str) -> None:
    """Stamp the first page, aslant, over the white between payer and facts."""
    canvas, colour = sheets.canvases[0], STAMPS.get(stamp, QUIET)
    line = set_line(stamp, "text-bold", plain=True)
    wide = line.width(24, 4)
    canvas.draw(f"q {turned(0.14, sheets.width * 0.5 - wide / 2 - 8, sheets.y + 40)} {stroke(colour)} {fill(colour)}")
    canvas.draw(f"1.6 w -12 -11 {wide + 24:.2f} 40 re S 0.6 w -9 -8 {wide + 18:.2f} 34 re S")
    canvas.text(line, 0, 0, 24, colour, 4)
    canvas.draw("Q")
