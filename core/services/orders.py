"""Orders and invoices as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.model import OrderId, Role, WorkshopId
from core.services.desk import Desk
from core.services.workshops import MAY, owned
from core.store import orders
from core.store.orders import OrderRow


@dataclass(frozen=True, slots=True)
class OrderCard:
    """One order on the page of its workshop."""

    row: OrderRow
    leaves_at: datetime | None  # on the organisation's clock, while notices can still be stopped


def of_workshop(desk: Desk, workshop: WorkshopId) -> list[OrderCard]:
    """Return the orders of a workshop, newest first."""
    with desk.reading_as(*MAY) as tx:
        owned(desk, tx, workshop)
        rows = orders.rows(tx, desk.actor.org_id, workshop=workshop)
        return [OrderCard(row, desk.local(row.release_at) if _stoppable(row) else None) for row in rows]


def _stoppable(row: OrderRow) -> bool:
    return row.state in ("invoiced", "paid") and row.told == 0 and row.claimed == 0 and row.received_minor == 0


def invoices(desk: Desk, *, state: str | None = None, search: str = "") -> list[OrderRow]:
    """Return every invoiced order of the organisation, newest first. Staff only."""
    with desk.reading_as(Role.STAFF) as tx:
        found = orders.rows(tx, desk.actor.org_id)
        text = search.strip().casefold()
        return [
            row
            for row in found
            if row.invoice_id is not None
            and (state is None or row.invoice_state == state)
            and text in f"{row.invoice_number} {row.payer_address} {row.workshop}".casefold()
        ]


def overdue(row: OrderRow, today: date) -> bool:
    """Return whether an invoice is open past its last day."""
    return row.invoice_state == "open" and row.due_on is not None and row.due_on < today


__all__ = ["OrderCard", "OrderId", "OrderRow", "invoices", "of_workshop", "overdue"]
