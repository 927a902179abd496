"""Invoices and payments: bill an order, hand the invoice over, record what arrives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.errors import BadPayer, FutureDate, NotFound, PaymentTooHigh, PaymentTwice
from core.gateways.invoice_pdf import InvoiceDocument, InvoiceLine
from core.model import OrderId, Role
from core.rules.addresses import normal_address
from core.rules.fees import Price
from core.services import telling
from core.services.desk import Desk
from core.services.pricing import label
from core.store import courses, invoices, orders, organisations, outbox
from core.store.db import Tx
from core.store.invoices import Invoice
from core.store.orders import Order
from core.store.outbox import NewMail


@dataclass(frozen=True, slots=True)
class Payer:
    """Who gets the invoice."""

    name: str
    email: str
    organisation: str = ""
    postal_address: str = ""
    purchase_order: str = ""

    def checked(self) -> Payer:
        """Return the payer with a normal address. Raises BadPayer or BadAddress with a sentence."""
        if not self.name.strip() and not self.organisation.strip():
            raise BadPayer
        parts = (self.organisation, self.postal_address, self.purchase_order)
        organisation, postal, purchase_order = (part.strip()[:500] for part in parts)
        return Payer(self.name.strip()[:200], normal_address(self.email), organisation, postal, purchase_order)


def bill(desk: Desk, tx: Tx, order: Order, payer: Payer, price: Price) -> Invoice:
    """Number an invoice for an order, freeze its document, and queue its mail until the hold is over."""
    payer = payer.checked()
    year = desk.today.year
    number = f"INV-{year}-{orders.next_number(tx, order.org_id, f'invoice-{year}'):05d}"
    document = _document(desk, tx, order, payer, price, number)
    invoice = Invoice(tx.new_id(), order.order_id, number, "draft", document.as_json(), payer.email, None)
    invoices.add(tx, order.org_id, invoice, desk.now)
    mail = NewMail(
        org_id=order.org_id,
        dedupe_key=f"invoice:{invoice.invoice_id}",
        kind="invoice",
        to_address=payer.email,
        to_name=payer.name or payer.organisation,
        person_id=None,
        order_id=order.order_id,
        parameters={
            "name": payer.name or payer.organisation,
            "number": number,
            "invoice_id": invoice.invoice_id,
            "total_minor": order.total_minor,
            "currency": order.currency,
            "due_on": (desk.today + timedelta(days=organisations.billing(tx, order.org_id).terms_days)).isoformat(),
        },
        release_at=order.release_at if order.release_at > desk.now else None,
    )
    outbox.queue(tx, [mail], desk.now)
    return invoice


def _document(desk: Desk, tx: Tx, order: Order, payer: Payer, price: Price, number: str) -> InvoiceDocument:
    organisation = organisations.by_id(tx, order.org_id)
    billing = organisations.billing(tx, order.org_id)
    titles = {course.code: course.title for course in courses.all_in(tx, order.org_id)}
    return InvoiceDocument(
        number=number,
        issued_on=desk.today,
        due_on=desk.today + timedelta(days=billing.terms_days),
        issuer=organisation.name,
        issuer_lines=tuple((billing.postal_address or "").splitlines()),
        colour=organisation.colour,
        payer_name=payer.name,
        payer_email=payer.email,
        payer_organisation=payer.organisation,
        payer_lines=tuple(payer.postal_address.splitlines()),
        purchase_order=payer.purchase_order,
        currency=order.currency,
        lines=tuple(
            InvoiceLine(label(titles[line.wanted.course], line.wanted.kind), line.wanted.people, line.unit, line.amount)
            for line in price.lines
        ),
        instructions=billing.instructions or "",
    )


def hand_over(desk: Desk, invoice_id: int) -> None:
    """Note that staff gave the invoice to the payer themselves; from now on the participants may be told."""
    with desk.acting_as(Role.STAFF) as tx:
        invoice, order = _found(desk, tx, invoice_id)
        if invoice.handed_over_at is None:
            outbox.cancel_kind(tx, order.org_id, order.order_id, "invoice", desk.now)
            telling.invoice_left(tx, order.order_id, desk.now)
            desk.record(tx, "invoice.handed_over", f"invoice:{invoice.number}", None, {"order": order.order_id})


def record_payment(desk: Desk, invoice_id: int, amount: int, paid_on: date, reference: str, method: str) -> int:
    """Record money that arrived, in minor units; return what is still owed.

    A payment in full settles invoice and order, and the participants are told. Raises PaymentTwice for a
    reference that is recorded already, PaymentTooHigh for more than is owed.
    """
    with desk.acting_as(Role.STAFF) as tx:
        invoice, order = _found(desk, tx, invoice_id)
        owed = order.total_minor - invoices.received(tx, order.order_id)
        if not 0 < amount <= owed:
            raise PaymentTooHigh(owed)
        if paid_on > desk.today:
            raise FutureDate(paid_on)
        if not reference.strip() or not invoices.add_payment(
            tx, order.org_id, order.order_id, reference, amount, paid_on, method, desk.actor.name, desk.now
        ):
            raise PaymentTwice(reference)
        desk.record(
            tx,
            "payment.recorded",
            f"invoice:{invoice.number}",
            {"owed": owed},
            {"amount": amount, "reference": reference, "paid_on": paid_on},
        )
        if amount == owed:
            _settle(desk, tx, invoice, order, paid_on)
        return owed - amount


def _send_receipt(desk: Desk, tx: Tx, invoice: Invoice, order: Order, paid_on: date) -> None:
    billed = InvoiceDocument.from_json(invoice.document)
    name = billed.payer_name or billed.payer_organisation
    mail = NewMail(
        org_id=order.org_id,
        dedupe_key=f"receipt:{invoice.invoice_id}",
        kind="receipt",
        to_address=invoice.payer_address,
        to_name=name,
        order_id=order.order_id,
        parameters={
            "name": name,
            "number": invoice.number,
            "total_minor": order.total_minor,
            "currency": order.currency,
            "paid_on": paid_on.isoformat(),
        },
    )
    outbox.queue(tx, [mail], desk.now)


def _settle(desk: Desk, tx: Tx, invoice: Invoice, order: Order, paid_on: date) -> None:
    invoices.move(tx, invoice.invoice_id, "paid")
    orders.set_state(tx, order.order_id, "paid")
    _send_receipt(desk, tx, invoice, order, paid_on)
    paid = orders.find(tx, order.org_id, order.order_id)
    if paid and paid.told_at is None:
        telling.tell(tx, paid, desk.now)


def _found(desk: Desk, tx: Tx, invoice_id: int) -> tuple[Invoice, Order]:
    invoice = invoices.find(tx, desk.actor.org_id, invoice_id)
    order = orders.find(tx, desk.actor.org_id, OrderId(invoice.order_id)) if invoice else None
    if invoice is None or order is None or invoice.state == "void" or order.state == "cancelled":
        raise NotFound("open invoice", invoice_id)
    return invoice, order
