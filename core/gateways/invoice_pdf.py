"""Invoices as PDF: the value and its drawing."""

from __future__ import annotations

from core.gateways.documents.invoice import InvoiceDocument, InvoiceLine
from core.gateways.documents.invoice_page import add_invoice
from core.gateways.documents.pdf_file import About, PdfFile

__all__ = ["InvoiceDocument", "InvoiceLine", "draw"]


def draw(document: InvoiceDocument, *, logo: bytes | None = None, stamp: str = "") -> bytes:
    """Return the invoice as a PDF; the same arguments give the same bytes.

    `logo` is PNG bytes. `stamp` says how the invoice stands now (PAID, VOID, or nothing while it is open); it is no
    part of the value, which never changes. Raises NotPrintable naming letters that no bundled font has.
    """
    about = About(
        title=f"Invoice {document.number}",
        author=document.issuer,
        created=document.issued_on,
        language=document.language,
        subject=f"Invoice for {document.payer_organisation or document.payer_name}",
    )
    file = PdfFile(about)
    add_invoice(file, document, logo, stamp)
    return file.output()
