"""The sweep closes what is done, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import WorkshopNotDone
from core.jobs.sweep import sweep
from core.services import invoicing, workshops
from core.store import invoices, sessions
from core.store.sessions import Session
from tests.cast import Cast
from tests.services.scenes import HELD, Scene, harbour_scene


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return harbour_scene(cast)


def paid_workshop(scene: Scene) -> workshops.WorkshopId:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    order = scene.issue(workshop).order_id
    with scene.cast.db.reading() as tx:
        invoice = invoices.of_order(tx, order)
    assert invoice
    olga = scene.cast.desk_of(scene.cast.olga)
    invoicing.record_payment(olga, invoice.invoice_id, 2500, HELD, "bank 1", "Transfer")
    return workshop


def state_of(scene: Scene, workshop: workshops.WorkshopId) -> str:
    return workshops.show(scene.cast.desk_of(scene.cast.olga), workshop).workshop.state


def test_a_workshop_whose_notices_are_held_stays_open(scene: Scene) -> None:
    workshop = paid_workshop(scene)
    assert sweep(scene.cast.db, scene.cast.now) == 0
    with pytest.raises(WorkshopNotDone):
        workshops.close(scene.cast.desk_of(scene.cast.olga), workshop)


def test_a_workshop_on_which_everything_is_done_is_closed_once(scene: Scene) -> None:
    workshop = paid_workshop(scene)
    with scene.cast.db.transaction() as tx:
        tx.execute("UPDATE outbox SET state = 'sent'")
    assert sweep(scene.cast.db, scene.cast.now) == 1
    assert sweep(scene.cast.db, scene.cast.now) == 0
    assert state_of(scene, workshop) == "closed"
    with scene.cast.db.reading() as tx:
        assert tx.value("SELECT count(*) FROM audit WHERE action = 'workshop.closed'") == 1


def test_a_workshop_with_an_open_invoice_stays_open(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    scene.issue(workshop)
    with scene.cast.db.transaction() as tx:
        tx.execute("UPDATE outbox SET state = 'sent'")
    assert sweep(scene.cast.db, scene.cast.now) == 0
    assert state_of(scene, workshop) == "ordered"


def test_sessions_and_sign_in_links_that_ended_long_ago_are_forgotten_and_no_others(cast: Cast) -> None:
    now = cast.now
    with cast.db.transaction() as tx:
        tx.execute("DELETE FROM session")
        for name, days, revoked in (("long over", -31, None), ("over", -29, None), ("open", 1, None), ("out", 9, -31)):
            sessions.add(
                tx,
                Session(name, cast.olga.person_id, cast.harbour.org_id, "olga@example.org"),
                now,
                now + timedelta(days=days),
            )
            if revoked:
                sessions.revoke(tx, name, now + timedelta(days=revoked))
            sessions.add_link(tx, tx.new_id(), name, "olga@example.org", "/", now, now + timedelta(days=days))
    sweep(cast.db, now)
    with cast.db.reading() as tx:
        kept = [name for (name,) in tx.query("SELECT session_hash FROM session ORDER BY session_hash")]
        links = [name for (name,) in tx.query("SELECT token_hash FROM sign_in_link ORDER BY token_hash")]
    assert kept == ["open", "over"]
    assert links == ["open", "out", "over"]
