"""Invariant 4: participants are told after the payment, or after the invoice was sent or handed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from core.errors import PaymentTooHigh, ToldTooEarly
from core.jobs.send_mail import send_due
from core.model import OrderId
from core.services import invoicing, mails, taking_back, telling
from core.services.desk import Desk
from core.store import invoices, orders
from core.store.courses import FeeRow, put_fee
from tests.proofs.measure import Prove
from tests.services.scenes import Scene

Step = Callable[[Scene, int, OrderId], object]


def ordered(scene: Scene) -> tuple[OrderId, int]:
    """Let Andrea issue for Ana; return the order and its invoice."""
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    order = scene.issue(workshop).order_id
    with scene.cast.db.reading() as tx:
        found = invoices.of_order(tx, order)
    assert found
    return order, found.invoice_id


def notices(scene: Scene, *states: str) -> int:
    with scene.cast.db.reading() as tx:
        rows = tx.query("SELECT state FROM outbox WHERE kind = 'certificate_offered'")
    return sum(not states or row[0] in states for row in rows)


def olga(scene: Scene) -> Desk:
    return scene.cast.desk_of(scene.cast.olga)


def pay(scene: Scene, invoice: int, amount: int, reference: str) -> None:
    invoicing.record_payment(olga(scene), invoice, amount, date(2026, 3, 1), reference, "Transfer")


def overpay(scene: Scene, invoice: int) -> None:
    with pytest.raises(PaymentTooHigh):
        pay(scene, invoice, 2501, "bank 1")


def later(scene: Scene, minutes: int) -> None:
    """Let time pass and the mail leave, into the folder that stands for a relay."""
    scene.cast.now += timedelta(minutes=minutes)
    send_due(scene.cast.db, scene.cast.settings, scene.cast.clock)


def invoice_mail(scene: Scene) -> int:
    with scene.cast.db.reading() as tx:
        return int(tx.value("SELECT mail_id FROM outbox WHERE kind = 'invoice'"))


def tell(scene: Scene, order: OrderId) -> None:
    with scene.cast.db.transaction() as tx:
        found = orders.any_org(tx, order)
        assert found
        telling.tell(tx, found, scene.cast.now)


NOT_YET: dict[str, Step] = {
    "nothing happens": lambda s, i, o: None,
    "the invoice is held": lambda s, i, o: later(s, 5),
    "a part is paid": lambda s, i, o: pay(s, i, 2499, "bank 1"),
    "more is offered than is owed": lambda s, i, o: overpay(s, i),
    "the invoice was let go but has not left": lambda s, i, o: mails.send_now(olga(s), invoice_mail(s)),
    "the invoice was stopped": lambda s, i, o: (mails.stop_mail(olga(s), invoice_mail(s)), later(s, 60)),
    "the order was taken back": lambda s, i, o: (taking_back.take_back(olga(s), o), later(s, 60)),
}
TOLD: dict[str, Step] = {
    "the invoice left": lambda s, i, o: later(s, 16),
    "the invoice was let go and left": lambda s, i, o: (mails.send_now(olga(s), invoice_mail(s)), later(s, 0)),
    "staff handed the invoice over": lambda s, i, o: invoicing.hand_over(olga(s), i),
    "it was paid in full": lambda s, i, o: pay(s, i, 2500, "bank 1"),
    "it was paid in parts": lambda s, i, o: (pay(s, i, 1, "bank 1"), pay(s, i, 2499, "bank 2")),
    "a stopped invoice was handed over": lambda s, i, o: (
        mails.stop_mail(olga(s), invoice_mail(s)),
        invoicing.hand_over(olga(s), i),
    ),
}


@pytest.mark.parametrize("step", NOT_YET)
def test_nobody_is_told(scene: Scene, prove: Prove, step: str) -> None:
    order, invoice = ordered(scene)
    NOT_YET[step](scene, invoice, order)
    assert notices(scene) == 0
    prove(f"nobody is told when {step}", 1, "time")


@pytest.mark.parametrize("step", TOLD)
def test_everybody_is_told_once(scene: Scene, prove: Prove, step: str) -> None:
    order, invoice = ordered(scene)
    TOLD[step](scene, invoice, order)
    assert notices(scene) == 1
    later(scene, 60)
    later(scene, 60)
    assert notices(scene) == notices(scene, "sent") == 1
    prove(f"everybody is told once when {step}", 1, "time")


def test_a_free_order_tells_its_people_at_once(scene: Scene) -> None:
    with scene.cast.db.transaction() as tx:
        put_fee(tx, scene.bls.course_id, FeeRow(0, 0, 0, date(2026, 1, 1)), "Olga Berg", scene.cast.now)
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    scene.issue(workshop, payer=None)
    assert notices(scene) == 1


@pytest.mark.parametrize("state", ["open", "awaiting_payment", "invoiced", "cancelled"])
def test_telling_itself_refuses_an_order_that_is_neither_paid_nor_with_its_payer(scene: Scene, state: str) -> None:
    order, _ = ordered(scene)
    with scene.cast.db.transaction() as tx:
        orders.set_state(tx, order, state)
    with pytest.raises(ToldTooEarly):
        tell(scene, order)
    assert notices(scene) == 0


def test_without_the_check_people_are_told_of_what_nobody_was_billed_for(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, prove: Prove
) -> None:
    order, _ = ordered(scene)
    monkeypatch.setattr(telling, "may_tell", lambda *_: True)
    tell(scene, order)
    assert notices(scene) == 1
    with scene.cast.db.reading() as tx:
        assert tx.query("SELECT 1 FROM invoice WHERE handed_over_at IS NULL AND order_id = $order", order=order)
    prove("control: without the check people are told while the invoice is still here", 1, "time")
