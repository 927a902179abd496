"""Invariant 20, for orders: taking back reverses what can be, corrects what was sent, and says why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from core.errors import LinkDead, NotFound, TooLateToStop
from core.jobs.send_mail import send_due
from core.model import OrderId
from core.rules import tokens
from core.services import claiming, invoicing, mails, taking_back, verifying, workshops
from core.store import certificates, invoices, links, outbox
from core.store.db import Tx
from tests.cast import SECRET
from tests.proofs.measure import Prove
from tests.proofs.snapshot import changed, everything
from tests.proofs.whole import assert_whole
from tests.services.scenes import Scene

Step = Callable[[Scene, OrderId], object]


def ordered(scene: Scene) -> OrderId:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    return scene.issue(workshop).order_id


def invoice_of(scene: Scene, order: OrderId) -> int:
    with scene.cast.db.reading() as tx:
        found = invoices.of_order(tx, order)
    assert found
    return found.invoice_id


def token_of(scene: Scene, order: OrderId) -> str:
    with scene.cast.db.reading() as tx:
        (link,) = links.of_subject(tx, "claim", order).values()
    return tokens.token(SECRET, "claim", link)


def pay(scene: Scene, order: OrderId, amount: int) -> None:
    olga = scene.cast.desk_of(scene.cast.olga)
    invoicing.record_payment(olga, invoice_of(scene, order), amount, olga.today, f"bank {amount}", "Transfer")


def hand_over(scene: Scene, order: OrderId) -> None:
    invoicing.hand_over(scene.cast.desk_of(scene.cast.olga), invoice_of(scene, order))


def later(scene: Scene, minutes: int) -> None:
    """Let time pass and the mail leave."""
    scene.cast.now += timedelta(minutes=minutes)
    send_due(scene.cast.db, scene.cast.settings, scene.cast.clock)


def queued(scene: Scene) -> None:
    """Let the invoice's mail be let go and not have left yet."""
    scene.cast.now += timedelta(minutes=20)
    with scene.cast.db.transaction() as tx:
        outbox.release_due(tx, scene.cast.now)


def handed_over_and_told(scene: Scene, order: OrderId) -> None:
    hand_over(scene, order)
    later(scene, 20)


IN_TIME: dict[str, tuple[Step, int]] = {  # what happened before → how many corrections leave
    "nothing happened yet": (lambda s, o: None, 0),
    "the invoice was handed over, the notices are held": (hand_over, 0),
    "the invoice's mail is past holding back": (lambda s, o: queued(s), 1),
    "the invoice's mail was stopped": (
        lambda s, o: mails.stop_mail(s.cast.desk_of(s.cast.olga), mail_of(s, "invoice")),
        0,
    ),
}
TOO_LATE: dict[str, tuple[Step, str]] = {  # what happened before → why it is impossible
    "a part was paid": (lambda s, o: pay(s, o, 1), "money"),
    "all was paid": (lambda s, o: pay(s, o, 2500), "money"),
    "a certificate was claimed": (
        lambda s, o: claiming.claim(s.cast.db, token_of(s, o), "Ana Silva", s.cast.now),
        "issued",
    ),
    "the people were told": (handed_over_and_told, "told"),
    "the invoice left and the people were told": (lambda s, o: (later(s, 20), later(s, 0)), "told"),
    "a notice was let go": (
        lambda s, o: (hand_over(s, o), mails.send_now(s.cast.desk_of(s.cast.olga), mail_of(s, "certificate_offered"))),
        "told",
    ),
}


def mail_of(scene: Scene, kind: str) -> int:
    with scene.cast.db.reading() as tx:
        return int(tx.value("SELECT mail_id FROM outbox WHERE kind = $kind", kind=kind))


def states(scene: Scene) -> dict[str, list[str]]:
    """Return the states of every mail by its kind."""
    found: dict[str, list[str]] = {}
    with scene.cast.db.reading() as tx:
        for kind, state in tx.query("SELECT kind, state FROM outbox ORDER BY mail_id"):
            found.setdefault(kind, []).append(state)
    return found


@pytest.mark.parametrize("before", IN_TIME)
def test_in_time_everything_is_reversed_and_what_was_sent_corrected(scene: Scene, prove: Prove, before: str) -> None:
    order = ordered(scene)
    step, corrections = IN_TIME[before]
    token = token_of(scene, order)
    step(scene, order)
    desk = scene.cast.desk_of(scene.cast.andrea)
    assert taking_back.take_back(desk, order) == 1
    with scene.cast.db.reading() as tx:
        (held,) = certificates.of_order(tx, order)
        assert tx.query("SELECT state FROM invoice") == [("void",)]
    assert held.state == "withdrawn"
    assert verifying.verify(scene.cast.db, held.number, scene.cast.now) is None
    with pytest.raises(LinkDead):
        claiming.page(scene.cast.db, token)
    later(scene, 120)
    mailed = states(scene)
    assert len(mailed.get("order_cancelled", [])) == corrections
    assert "sent" not in mailed.get("certificate_offered", [])
    with pytest.raises(NotFound):
        hand_over_voided(scene)
    assert workshops.show(desk, held.workshop_id).workshop.state == "uploaded"  # type: ignore[arg-type]
    assert_whole(scene.cast.db)
    prove(f"taken back when {before}: withdrawn, void, links dead, {corrections} correction sent", 1, "order")


def hand_over_voided(scene: Scene) -> None:
    with scene.cast.db.reading() as tx:
        invoice = tx.value("SELECT invoice_id FROM invoice")
    invoicing.hand_over(scene.cast.desk_of(scene.cast.olga), invoice)


@pytest.mark.parametrize("before", TOO_LATE)
def test_too_late_nothing_changes_and_the_reason_is_named(scene: Scene, prove: Prove, before: str) -> None:
    order = ordered(scene)
    step, why = TOO_LATE[before]
    step(scene, order)
    held = everything(scene.cast.db)
    with pytest.raises(TooLateToStop, match=why):
        taking_back.take_back(scene.cast.desk_of(scene.cast.andrea), order)
    assert changed(held, everything(scene.cast.db)) == []
    prove(f"taken back when {before}: refused, naming why, no table changed", 1, "order")


def test_without_cancelling_its_mails_an_order_that_is_gone_is_still_announced(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, prove: Prove
) -> None:
    order = ordered(scene)
    hand_over(scene, order)
    monkeypatch.setattr(outbox, "cancel_held", lambda *_: 0)
    taking_back.take_back(scene.cast.desk_of(scene.cast.andrea), order)
    assert states(scene)["certificate_offered"] == ["held"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox, "release_due", release_whatever)
        later(scene, 20)
    assert states(scene)["certificate_offered"] == ["sent"]
    prove("control: without cancelling, and without the sender's second look, a dead order is announced", 1, "order")


def test_the_sender_looks_a_second_time(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    order = ordered(scene)
    hand_over(scene, order)
    monkeypatch.setattr(outbox, "cancel_held", lambda *_: 0)
    taking_back.take_back(scene.cast.desk_of(scene.cast.andrea), order)
    later(scene, 20)
    assert states(scene)["certificate_offered"] == ["cancelled"]


def release_whatever(tx: Tx, now: datetime) -> int:
    sql = "UPDATE outbox SET state = 'queued', next_try_at = $now WHERE state = 'held' AND release_at <= $now"
    return tx.execute(sql, now=now)
