"""Telling participants: after the payment or after the invoice was sent, and not a moment before."""

from __future__ import annotations

from datetime import datetime

from core.errors import ToldTooEarly
from core.model import OrderId
from core.services import freezing
from core.store import certificates, courses, invoices, links, orders, outbox
from core.store.db import Tx
from core.store.orders import Order
from core.store.outbox import NewMail


def invoice_left(tx: Tx, order_id: int, now: datetime) -> None:
    """Note that the invoice of an order is with its payer, and tell the participants."""
    invoice = invoices.of_order(tx, OrderId(order_id))
    if invoice is None:
        return
    invoices.move(tx, invoice.invoice_id, "open" if invoice.state == "draft" else invoice.state, now)
    order = orders.any_org(tx, OrderId(order_id))
    if order and order.state in ("invoiced", "paid"):
        tell(tx, order, now)


def tell(tx: Tx, order: Order, now: datetime) -> int:
    """Queue one notice for each person of an order; return how many. Repeating it queues nothing.

    A notice is held until the order's hold is over, so that it can still be stopped. Raises ToldTooEarly for an
    order that is neither paid nor with its payer.
    """
    if not may_tell(tx, order):
        raise ToldTooEarly
    freezing.issue_without_claim(tx, order, now)
    offered = certificates.of_order(tx, order.order_id)
    titles = {course.course_id: course.title for course in courses.all_in(tx, order.org_id)}
    by_person: dict[int, list[str]] = {}
    for certificate in offered:
        by_person.setdefault(certificate.person_id, []).append(titles[certificate.course_id])
    link_of = links.of_subject(tx, "claim", order.order_id)
    recipients = orders.recipients(tx, order.order_id)
    mails = [
        NewMail(
            org_id=order.org_id,
            dedupe_key=f"offered:{order.order_id}:{person}",
            kind="certificate_offered",
            to_address=recipients[person][1],
            to_name=recipients[person][0],
            person_id=person,
            order_id=order.order_id,
            parameters={"name": recipients[person][0], "courses": sorted(set(names)), "link_id": link_of[person]},
            release_at=order.release_at if order.release_at > now else None,
        )
        for person, names in by_person.items()
    ]
    orders.set_state(tx, order.order_id, order.state, told_at=now)
    return outbox.queue(tx, mails, now)


def may_tell(tx: Tx, order: Order) -> bool:
    """Return whether participants of an order may be told: it is paid, or its invoice is with the payer."""
    if order.state == "paid":
        return True
    invoice = invoices.of_order(tx, order.order_id)
    return order.state == "invoiced" and invoice is not None and invoice.handed_over_at is not None
