"""The main road below the pages: roster → order → invoice → notice → claim → certificate → verification."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.errors import (
    LinkDead,
    NotFound,
    NotYourWorkshop,
    OtherName,
    PayerNeeded,
    PlanStale,
    SameFileAgain,
    TooLateToStop,
    WorkshopExists,
)
from core.model import Chosen, WorkshopId
from core.rules import tokens
from core.services import (
    claiming,
    disputes,
    invoicing,
    issuing,
    papers,
    roster_files,
    taking_back,
    verifying,
    workshops,
)
from core.services.workshops import NewWorkshop
from core.store import certificates, invoices, links, orders
from tests.cast import SECRET, Cast
from tests.services.scenes import HELD, PAYER, Scene, harbour_scene


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return harbour_scene(cast)


def states(scene: Scene, kind: str) -> list[str]:
    with scene.cast.db.reading() as tx:
        return [row[0] for row in tx.query("SELECT state FROM outbox WHERE kind = $kind ORDER BY mail_id", kind=kind)]


def link_of(scene: Scene, order: int) -> str:
    with scene.cast.db.reading() as tx:
        (link,) = links.of_subject(tx, "claim", order).values()
    return tokens.token(SECRET, "claim", link)


def test_a_workshop_is_named_after_day_instructor_and_course(scene: Scene) -> None:
    view = workshops.show(scene.cast.desk_of(scene.cast.andrea), scene.workshop())
    assert view.workshop.name == "2026.02.20 Andrea Steele BLS Rescuer"


def test_the_same_workshop_again_is_refused_with_the_way_to_the_first(scene: Scene) -> None:
    first = scene.workshop()
    with pytest.raises(WorkshopExists) as refused:
        workshops.create(scene.cast.desk_of(scene.cast.andrea), NewWorkshop(HELD, (scene.bls.course_id,)))
    assert refused.value.workshop == first


def test_a_messy_roster_shows_each_person_with_the_reason(scene: Scene) -> None:
    scene.person("Old", "Timer", "old@example.org", date(2023, 1, 2))
    workshop = scene.workshop()
    done = scene.upload(
        workshop,
        "Ana;Silva;Ana.Silva@Example.org",
        "Old;Timer;old@example.org",
        "No;Body;nobody@example.org",
        "Bad;Address;not an address",
    )
    rows = scene.rows(workshop)
    assert (done.added, done.problems) == (3, 1)
    assert {address: row.verdict.status for address, row in rows.items()} == {
        "ana.silva@example.org": "Active",
        "old@example.org": "Inactive",
        "nobody@example.org": "Inactive",
    }
    assert "2 Jan 2023" in rows["old@example.org"].verdict.reasons[0].say


def test_the_same_file_again_points_to_the_first(scene: Scene) -> None:
    desk = scene.cast.desk_of(scene.cast.andrea)
    first, second = scene.workshop(), scene.workshop(held_on=HELD - timedelta(days=1))
    content = b"First,Last,Email\nAna,Silva,ana.silva@example.org\n"
    roster_files.apply(desk, first, roster_files.keep(desk, first, content, "a.csv"))
    again = roster_files.keep(desk, second, content, "b.csv")
    with pytest.raises(SameFileAgain) as refused:
        roster_files.apply(desk, second, again)
    assert refused.value.workshop == first


def test_issue_orders_once_and_says_the_same_when_repeated(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    desk = scene.cast.desk_of(scene.cast.andrea)
    chosen = scene.active(workshop)
    plan = issuing.preview(desk, workshop, chosen)
    first = issuing.issue(desk, workshop, chosen, PAYER, plan.plan.hash)
    again = issuing.issue(desk, workshop, chosen, PAYER, plan.plan.hash)
    assert (first.certificates, first.total_minor, first.invoice_number) == (1, 2500, "INV-2026-00001")
    assert (again.order_id, again.already) == (first.order_id, True)
    with scene.cast.db.reading() as tx:
        assert tx.value("SELECT count(*) FROM certificate") == 1


def test_nobody_is_told_before_the_invoice_is_with_its_payer(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    done = scene.issue(workshop)
    assert (states(scene, "invoice"), states(scene, "certificate_offered")) == (["held"], [])
    with scene.cast.db.reading() as tx:
        invoice = invoices.of_order(tx, done.order_id)
    assert invoice
    invoicing.hand_over(scene.cast.desk_of(scene.cast.olga), invoice.invoice_id)
    assert (states(scene, "invoice"), states(scene, "certificate_offered")) == (["cancelled"], ["held"])


def test_an_order_with_something_to_pay_needs_a_payer(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    with pytest.raises(PayerNeeded):
        scene.issue(workshop, payer=None)


def test_a_plan_that_the_records_have_overtaken_is_refused_naming_who_moved(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    desk, chosen = scene.cast.desk_of(scene.cast.andrea), scene.active(workshop)
    plan = issuing.preview(desk, workshop, chosen)
    with scene.cast.db.transaction() as tx:
        tx.execute("UPDATE completion SET undone_at = made_at")
    with pytest.raises(PlanStale, match="Ana Silva: Active is now Inactive"):
        issuing.issue(desk, workshop, chosen, PAYER, plan.plan.hash)


def test_a_claimed_certificate_is_drawn_downloaded_and_verified(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    done = scene.issue(workshop)
    token = link_of(scene, done.order_id)
    db = scene.cast.db
    assert claiming.page(db, token).to_claim == 1
    with pytest.raises(OtherName):
        claiming.claim(db, token, "Mallory Fox", scene.cast.now)
    assert claiming.claim(db, token, "Ana Sílva", scene.cast.now) == 1
    assert claiming.claim(db, token, "Ana Silva", scene.cast.now) == 0
    offered = claiming.page(db, token).certificates[0]
    assert claiming.document(db, token, offered.number, "http://localhost").startswith(b"%PDF")
    found = verifying.verify(db, offered.number.lower(), scene.cast.now)
    assert found
    assert (found.result, found.holder, found.valid_through) == ("valid", "Ana Sílva", date(2028, 2, 29))
    name, pdf = papers.workshop_pdf(scene.cast.desk_of(scene.cast.andrea), workshop)
    assert pdf.startswith(b"%PDF")
    assert name.endswith(".pdf")


def test_an_offer_that_nobody_claimed_is_unknown_to_the_public(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    done = scene.issue(workshop)
    with scene.cast.db.reading() as tx:
        number = certificates.of_order(tx, done.order_id)[0].number
    assert verifying.verify(scene.cast.db, number, scene.cast.now) is None


def test_an_order_within_its_hold_is_taken_back_with_everything_that_hangs_on_it(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    done = scene.issue(workshop)
    token = link_of(scene, done.order_id)
    desk = scene.cast.desk_of(scene.cast.andrea)
    assert taking_back.take_back(desk, done.order_id) == 1
    assert states(scene, "invoice") == ["cancelled"]
    assert workshops.show(desk, workshop).workshop.state == "uploaded"
    with pytest.raises(LinkDead):
        claiming.page(scene.cast.db, token)
    assert scene.issue(workshop).order_id != done.order_id


def test_an_order_of_which_something_was_claimed_stays(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    done = scene.issue(workshop)
    claiming.claim(scene.cast.db, link_of(scene, done.order_id), "Ana Silva", scene.cast.now)
    with pytest.raises(TooLateToStop):
        taking_back.take_back(scene.cast.desk_of(scene.cast.andrea), done.order_id)


def test_a_retake_is_issued_as_a_renewal_at_the_renewal_price(scene: Scene) -> None:
    first = scene.workshop()
    scene.upload(first, "Ana;Silva;ana.silva@example.org")
    scene.issue(first)
    second = scene.workshop(held_on=HELD + timedelta(days=1))
    scene.upload(second, "Ana;Silva;ana.silva@example.org")
    assert scene.rows(second)["ana.silva@example.org"].verdict.selectable is False
    workshops.set_retakes(scene.cast.desk_of(scene.cast.andrea), second, True)
    assert scene.issue(second).total_minor == 2000


def test_a_payment_in_full_settles_the_order_and_tells_the_people(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    done = scene.issue(workshop)
    desk = scene.cast.desk_of(scene.cast.olga)
    with scene.cast.db.reading() as tx:
        invoice = invoices.of_order(tx, done.order_id)
    assert invoice
    assert invoicing.record_payment(desk, invoice.invoice_id, 1000, HELD, "bank 1", "Transfer") == 1500
    assert invoicing.record_payment(desk, invoice.invoice_id, 1500, HELD, "bank 2", "Transfer") == 0
    with scene.cast.db.reading() as tx:
        order = orders.any_org(tx, done.order_id)
    assert order
    assert order.state == "paid"
    assert states(scene, "certificate_offered") == ["held"]


def test_another_instructor_and_another_organisation_see_nothing_of_a_workshop(scene: Scene) -> None:
    workshop = scene.workshop()
    with pytest.raises(NotYourWorkshop):
        workshops.show(scene.cast.desk_of(scene.cast.ben), workshop)
    with pytest.raises(NotFound):
        workshops.show(scene.cast.desk_of(scene.cast.nils), workshop)
    with pytest.raises(NotFound):
        workshops.show(scene.cast.desk_of(scene.cast.olga), WorkshopId(workshop + 999))


def test_ids_of_another_workshop_are_selected_by_nobody(scene: Scene) -> None:
    mine, other = scene.workshop(), scene.workshop(held_on=HELD - timedelta(days=3))
    scene.upload(mine, "Ana;Silva;ana.silva@example.org")
    foreign = Chosen(frozenset(row.standing.standing_id for row in scene.rows(mine).values()))
    with pytest.raises(issuing.NothingSelected):
        issuing.preview(scene.cast.desk_of(scene.cast.andrea), other, foreign)


def test_the_payer_gets_a_receipt_once_everything_is_paid(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    done = scene.issue(workshop)
    with scene.cast.db.reading() as tx:
        invoice = invoices.of_order(tx, done.order_id)
    assert invoice
    desk = scene.cast.desk_of(scene.cast.olga)
    invoicing.record_payment(desk, invoice.invoice_id, 2500, HELD, "bank 1", "Transfer")
    assert states(scene, "receipt") == ["queued"]


def test_staff_are_told_of_a_dispute(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, "No;Body;nobody@example.org")
    row = scene.rows(workshop)["nobody@example.org"].standing.standing_id
    disputes.dispute(scene.cast.desk_of(scene.cast.andrea), workshop, row, "She was there, ask Ben.")
    with scene.cast.db.reading() as tx:
        assert tx.query("SELECT to_address FROM outbox WHERE kind = 'dispute_opened'") == [
            (scene.cast.olga.address,),
        ]
