"""Taking an order back while nobody has been told: the undo of an *Issue* within its hold."""

from __future__ import annotations

from core.errors import NotFound, TooLateToStop
from core.model import OrderId
from core.services.desk import Desk
from core.services.workshops import MAY, owned
from core.store import certificates, fulfilment, invoices, learner_facts, links, orders, outbox, standings, workshops
from core.store.db import Tx
from core.store.orders import Order
from core.store.outbox import NewMail


def take_back(desk: Desk, order_id: OrderId) -> int:
    """Cancel an order, its invoice, its offers and its held mails; return how many offers were withdrawn.

    Raises TooLateToStop once a notice has left, a certificate was claimed, or money has arrived.
    """
    with desk.acting_as(*MAY) as tx:
        order = orders.find(tx, desk.actor.org_id, order_id)
        if order is None:
            raise NotFound("order", order_id)
        workshop = owned(desk, tx, order.workshop_id)
        if order.state == "cancelled":
            return 0
        _refuse_if_late(tx, order)
        outbox.cancel_held(tx, order.org_id, order_id, desk.now)
        persons = {each.person_id for each in certificates.of_order(tx, order_id)}
        withdrawn = certificates.withdraw_order(tx, order_id, f"{desk.actor.name} took the order back", desk.now)
        learner_facts.touch(tx, persons)
        fulfilment.reopen(tx, order.org_id)
        links.revoke_subject(tx, "claim", order_id, desk.now)
        _void_invoice(desk, tx, order, workshop.name)
        orders.cancel(tx, order_id, desk.now)
        others = [each for each in orders.of_workshop(tx, workshop.workshop_id) if each.state != "cancelled"]
        workshops.touch(tx, workshop.workshop_id, "ordered" if others else "uploaded")
        standings.classify_again(tx, owned(desk, tx, workshop.workshop_id))
        desk.record(tx, "order.taken_back", f"order:{order_id}", {"state": order.state}, {"withdrawn": withdrawn})
        return withdrawn


def _refuse_if_late(tx: Tx, order: Order) -> None:
    if invoices.received(tx, order.order_id):
        raise TooLateToStop("money for it has arrived")
    if any(each.state != "offered" for each in certificates.of_order(tx, order.order_id)):
        raise TooLateToStop("a certificate of it is issued")
    if outbox.left(tx, order.order_id, "certificate_offered"):
        raise TooLateToStop("participants have been told")


def _void_invoice(desk: Desk, tx: Tx, order: Order, workshop: str) -> None:
    invoice = invoices.of_order(tx, order.order_id)
    if invoice is None:
        return
    invoices.move(tx, invoice.invoice_id, "void")
    if not outbox.left(tx, order.order_id, "invoice"):
        return
    correction = NewMail(
        org_id=order.org_id,
        dedupe_key=f"order_cancelled:{order.order_id}",
        kind="order_cancelled",
        to_address=invoice.payer_address,
        to_name="",
        person_id=None,
        order_id=order.order_id,
        parameters={"name": "", "number": invoice.number, "workshop": workshop},
        release_at=None,
    )
    outbox.queue(tx, [correction], desk.now)
