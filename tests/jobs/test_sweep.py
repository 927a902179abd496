"""The sweep closes what is done, and nothing else."""

from __future__ import annotations

import pytest

from core.errors import WorkshopNotDone
from core.jobs.sweep import sweep
from core.services import invoicing, workshops
from core.store import invoices
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
