"""Invoices and payments: what is billed, to whom, and what has arrived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.model import OrderId, OrgId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Invoice:
    invoice_id: int
    order_id: OrderId
    number: str
    state: str
    document: str  # JSON of the frozen value that is drawn
    payer_address: str
    handed_over_at: datetime | None


def add(tx: Tx, org: OrgId, invoice: Invoice, now: datetime) -> None:
    """Add an invoice with its frozen document."""
    tx.execute(
        """
        INSERT INTO invoice (invoice_id, org_id, order_id, number, state, document, payer_address, made_at)
        VALUES ($id, $org, $order, $number, $state, $document, $payer, $now)
        """,
        id=invoice.invoice_id,
        org=org,
        order=invoice.order_id,
        number=invoice.number,
        state=invoice.state,
        document=invoice.document,
        payer=invoice.payer_address,
        now=now,
    )


_INVOICE = "SELECT invoice_id, order_id, number, state, document, payer_address, handed_over_at FROM invoice"


def of_order(tx: Tx, order: OrderId) -> Invoice | None:
    """Return the live invoice of an order, or None."""
    row = tx.first(f"{_INVOICE} WHERE order_id = $order AND state <> 'void'", order=order)
    return Invoice(*row) if row else None


def find(tx: Tx, org: OrgId, invoice_id: int) -> Invoice | None:
    """Return an invoice of this organisation, or None."""
    row = tx.first(f"{_INVOICE} WHERE invoice_id = $id AND org_id = $org", id=invoice_id, org=org)
    return Invoice(*row) if row else None


def move(tx: Tx, invoice_id: int, state: str, handed_over_at: datetime | None = None) -> None:
    """Move an invoice; the moment it was handed over is kept once set."""
    tx.execute(
        """
        UPDATE invoice
           SET state = $state,
               handed_over_at = coalesce(handed_over_at, $handed)
         WHERE invoice_id = $id
        """,
        state=state,
        handed=handed_over_at,
        id=invoice_id,
    )


def received(tx: Tx, order: OrderId) -> int:
    """Return what has been paid for an order, in minor units."""
    return int(tx.value("SELECT coalesce(sum(amount_minor), 0) FROM payment WHERE order_id = $order", order=order))


def add_payment(
    tx: Tx, org: OrgId, order: OrderId, reference: str, amount: int, paid_on: date, method: str, by: str, now: datetime
) -> bool:
    """Record money that arrived; return False when this reference is recorded already."""
    key = f"{org}:{reference.strip().casefold()}"
    if tx.query("SELECT 1 FROM payment WHERE reference = $key", key=key):
        return False
    tx.execute(
        "INSERT INTO payment VALUES ($key, $org, $order, $amount, $paid_on, $method, $by, $now)",
        key=key,
        org=org,
        order=order,
        amount=amount,
        paid_on=paid_on,
        method=method,
        by=by,
        now=now,
    )
    return True
