"""Papers: invoices and certificates as PDF, drawn from their frozen values for whoever may see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.errors import NotFound
from core.gateways import invoice_pdf as invoice_drawing
from core.gateways.certificate_pdf import draw_many
from core.gateways.invoice_pdf import InvoiceDocument
from core.model import OrderId, Role, WorkshopId
from core.services import extended
from core.services.claiming import drawn
from core.services.desk import Desk
from core.services.workshops import MAY, owned
from core.store import certificates, invoices, orders, organisations

Maker = Callable[[Desk, Any], tuple[str, bytes]]
STAMPS = {"paid": "PAID", "void": "VOID"}


def invoice_pdf(desk: Desk, invoice_id: int) -> tuple[str, bytes]:
    """Return (file name, PDF) of an invoice: staff any, an instructor those of the own workshops."""
    with desk.reading_as(*MAY) as tx:
        found = invoices.find(tx, desk.actor.org_id, invoice_id)
        order = orders.find(tx, desk.actor.org_id, OrderId(found.order_id)) if found else None
        if found is None or order is None:
            raise NotFound("invoice", invoice_id)
        owned(desk, tx, order.workshop_id)
        logo = organisations.asset(tx, organisations.look(tx, desk.actor.org_id).logo)
        document = InvoiceDocument.from_json(found.document)
        return f"{found.number}.pdf", invoice_drawing.draw(document, logo=logo, stamp=STAMPS.get(found.state, ""))


def certificate_pdf(desk: Desk, number: str) -> tuple[str, bytes]:
    """Return (file name, PDF) of an issued certificate of the organisation."""
    with desk.reading_as(*MAY) as tx:
        found = certificates.by_number(tx, number)
        if found is None or found.org_id != desk.actor.org_id or not found.document:
            raise NotFound("issued certificate", number)
        if desk.actor.role is Role.INSTRUCTOR:
            owned(desk, tx, WorkshopId(found.workshop_id or 0))
        return f"certificate-{number}.pdf", drawn(tx, found, desk.base_url)


def workshop_pdf(desk: Desk, workshop: int) -> tuple[str, bytes]:
    """Return (file name, PDF) of every issued certificate of a workshop, a page each."""
    with desk.reading_as(*MAY) as tx:
        found = owned(desk, tx, WorkshopId(workshop))
        issued = certificates.issued_of(tx, found.workshop_id)
        if not issued:
            raise NotFound("issued certificate of workshop", workshop)
        documents = extended.documents(tx, issued)
        names = {name for each in documents for name in (each.logo, each.signature) if name}
        pictures = {name: content for name in names if (content := organisations.asset(tx, name))}
        pdf = draw_many(documents, verify_url=lambda each: f"{desk.base_url}/verify/{each.number}", pictures=pictures)
        return f"certificates-{found.name}.pdf", pdf
