"""Invariant 17: one mail per dedupe key, for ever: not queued twice, not after it was stopped, sent or failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import count

import duckdb
import pytest

from core.jobs.send_mail import send_due
from core.services import disputes, invoicing, taking_back, telling
from core.store import invoices, orders, outbox
from core.store.db import Tx
from core.store.outbox import NewMail
from tests.proofs.broken_keys import without_keys
from tests.proofs.measure import Prove, share
from tests.proofs.racing import race
from tests.services.scenes import Scene

RACES = share(100)


def mail(scene: Scene, key: str) -> NewMail:
    parameters = {"name": "Mei", "courses": ["BLS Rescuer"], "link_id": 1}
    return NewMail(
        scene.cast.harbour.org_id, key, "certificate_offered", "mei@example.org", "Mei", parameters=parameters
    )


def queue(scene: Scene, *keys: str) -> int:
    with scene.cast.db.transaction() as tx:
        return outbox.queue(tx, [mail(scene, key) for key in keys], scene.cast.now)


def mails(scene: Scene, kind: str = "certificate_offered") -> list[str]:
    with scene.cast.db.reading() as tx:
        return [row[0] for row in tx.query("SELECT dedupe_key FROM outbox WHERE kind = $kind", kind=kind)]


@pytest.mark.parametrize("state", ["held", "queued", "sent", "delivered", "bounced", "failed", "cancelled"])
def test_a_key_that_was_ever_used_is_never_used_again(scene: Scene, prove: Prove, state: str) -> None:
    assert queue(scene, "one", "one", "two") == 2
    with scene.cast.db.transaction() as tx:
        tx.execute("UPDATE outbox SET state = $state", state=state)
    assert queue(scene, "two", "one") == 0
    assert sorted(mails(scene)) == ["one", "two"]
    prove(f"a key whose mail is {state} queued again: no second mail", 1, "time")


def test_two_sessions_that_queue_one_key_at_once_make_one_mail(scene: Scene, prove: Prove) -> None:
    for nth in range(RACES):
        act = partial(queue, scene, f"key {nth}")
        assert sorted(race(act, act)) == [0, 1]
    assert len(mails(scene)) == RACES
    prove("one key queued by two sessions at once: one mail", RACES, "races")


def test_the_people_of_an_order_hear_of_it_once_by_whatever_way_it_is_settled(scene: Scene, prove: Prove) -> None:
    """The invoice is handed over, its mail leaves, and it is paid: each alone would tell the people."""
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    order = scene.issue(workshop).order_id
    olga = scene.cast.desk_of(scene.cast.olga)
    with scene.cast.db.reading() as tx:
        invoice = invoices.of_order(tx, order)
    assert invoice
    for reference in ("bank 1", "bank 2"):
        invoicing.hand_over(olga, invoice.invoice_id)
        scene.cast.now += timedelta(minutes=20)
        send_due(scene.cast.db, scene.cast.settings, scene.cast.clock)
        invoicing.record_payment(olga, invoice.invoice_id, 1250, scene.cast.now.date(), reference, "Transfer")
    with scene.cast.db.transaction() as tx:
        found = orders.any_org(tx, order)
        assert found
        for _ in range(3):
            telling.tell(tx, found, scene.cast.now)
            telling.invoice_left(tx, order, scene.cast.now)
    assert len(mails(scene)) == 1
    prove("handed over, sent, paid in two parts, and told again: one notice", 1, "order")


def test_an_answered_dispute_and_a_cancelled_order_are_written_of_once(scene: Scene) -> None:
    andrea, olga, workshop = (
        *(scene.cast.desk_of(who) for who in (scene.cast.andrea, scene.cast.olga)),
        scene.workshop(),
    )
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org", "No;Body;no@example.org")
    asked = disputes.dispute(andrea, workshop, scene.rows(workshop)["no@example.org"].standing.standing_id, "She was")
    disputes.decline(olga, asked, "Not on record")
    order = scene.issue(workshop).order_id
    scene.cast.now += timedelta(minutes=20)
    with scene.cast.db.transaction() as tx:
        outbox.release_due(tx, scene.cast.now)
    for _ in range(2):
        taking_back.take_back(andrea, order)
    assert len(mails(scene, "dispute_declined")) == len(mails(scene, "order_cancelled")) == 1


def test_without_the_key_the_engine_refuses_to_queue_at_all(scene: Scene) -> None:
    with scene.cast.db.transaction() as tx:
        without_keys(tx, "outbox")
    with pytest.raises(duckdb.BinderException, match="UNIQUE"):
        queue(scene, "one")


def test_without_deduplication_everybody_is_written_to_again(scene: Scene, prove: Prove) -> None:
    numbered, plainly = count(), outbox.queue

    def every_key_another(tx: Tx, mails: Sequence[NewMail], now: datetime) -> int:
        return plainly(tx, [mail(scene, f"{each.dedupe_key} {next(numbered)}") for each in mails], now)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox, "queue", every_key_another)
        for _ in range(2):
            queue(scene, "one")
    assert len(mails(scene)) == 2
    prove("control: without the key as it is, the same notice is queued twice", 1, "time")
