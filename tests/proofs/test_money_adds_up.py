"""Invariant 6: the lines come to the total, the total is what is invoiced, and what was paid is what was owed."""

from __future__ import annotations

import json
import random
from datetime import date

import pytest

from core.errors import PaymentTooHigh
from core.model import AllMatching, Chosen, CourseId, CourseTerms, WorkshopId
from core.model import Course as CourseOf
from core.services import invoicing, issuing, papers, rosters, workshops
from core.services.issuing import IssuePlan
from core.services.rosters import RosterRow
from core.services.workshops import NewWorkshop
from core.store import checks, courses, invoices, orders
from core.store.courses import FeeRow
from tests.proofs.measure import Prove, share
from tests.services.scenes import HELD, PAYER, Scene

ROSTERS = share(60)
TAKEN = "SELECT total_minor FROM orders WHERE order_id = $order"


def two_courses(scene: Scene, chance: random.Random) -> tuple[CourseId, ...]:
    """Let Harbour teach another course, and give both prices of several days; return what the workshop teaches."""
    org, olga, now = scene.cast.harbour.org_id, "Olga Berg", scene.cast.now
    with scene.cast.db.transaction() as tx:
        courses.put(tx, org, CourseOf(CourseId(0), org, "AID", "First Aid", "AID", 1, CourseTerms()), now)
        aid = courses.by_code(tx, org, "AID")
        assert aid
        for course in (aid.course_id, scene.bls.course_id):
            for day in (date(2025, 1, 1), date(2026, 1, 1), date(2026, 12, 1)):
                courses.put_fee(tx, course, FeeRow(*(chance.randrange(0, 99_999) for _ in range(3)), day), olga, now)
    return (scene.bls.course_id, aid.course_id)


def crowd(scene: Scene, chance: random.Random, taught: tuple[CourseId, ...], size: int) -> WorkshopId:
    """Put some people on a roster, of whom some hold a certificate already."""
    workshop = workshops.create(scene.cast.desk_of(scene.cast.andrea), NewWorkshop(HELD, taught), anyway=True)
    for nth in range(size):
        who = scene.person("Guest", f"Number {nth}", f"guest{nth}@example.org", HELD)
        if chance.random() < 0.4:
            with scene.cast.db.transaction() as tx:
                tx.execute(
                    """
                    INSERT INTO certificate (certificate_id, org_id, person_id, course_id, number, state, term_key,
                                             starts_on, valid_through, because, made_at)
                    VALUES (nextval('ids'), $org, $who, $course, $number, 'issued', $number, DATE '2024-01-01',
                            DATE '2025-12-31', 'imported', $now)
                    """,
                    org=scene.cast.harbour.org_id,
                    who=who,
                    course=chance.choice(taught),
                    number=f"OLD-{who}",
                    now=scene.cast.now,
                )
    scene.upload(workshop, *(f"Guest;Number {nth};guest{nth}@example.org" for nth in range(size)))
    return workshop


def added_up(plan: IssuePlan) -> int:
    """Return the total of a plan; fail unless everything that is shown comes to it."""
    total = plan.price.total
    assert total == sum(line.amount for line in plan.price.lines) == sum(step.amount for step in plan.price.steps)
    assert total == sum(plan.units[row.standing_id] for row in plan.rows)
    assert all(line.amount == line.unit * line.wanted.people for line in plan.price.lines)
    return total


def test_what_is_shown_ordered_invoiced_and_paid_is_one_sum(scene: Scene, prove: Prove) -> None:
    chance, andrea, olga = random.Random(6), *(scene.cast.desk_of(who) for who in (scene.cast.andrea, scene.cast.olga))
    taught = two_courses(scene, chance)
    workshop = crowd(scene, chance, taught, ROSTERS)
    charged, made = 0, 0
    while rows := sorted(row.standing.standing_id for row in every(scene, workshop) if row.verdict.selectable):
        chosen = Chosen(frozenset(chance.sample(rows, min(len(rows), chance.randint(1, 5)))))
        plan = issuing.preview(andrea, workshop, chosen)
        total = added_up(plan)
        done = issuing.issue(andrea, workshop, chosen, PAYER, plan.plan.hash)
        with scene.cast.db.reading() as tx:
            assert total == done.total_minor == sum(line.unit_minor for line in orders.lines(tx, done.order_id))
            invoice = invoices.of_order(tx, done.order_id)
        charged, made = charged + total, made + 1
        if invoice:
            said = json.loads(invoice.document)
            assert total == sum(line["amount"] for line in said["lines"])
            paid = chance.randint(1, total)
            for part in filter(None, (paid, total - paid)):
                invoicing.record_payment(olga, invoice.invoice_id, part, HELD, f"{invoice.number} {part}", "Transfer")
            assert papers.invoice_pdf(olga, invoice.invoice_id)[1].startswith(b"%PDF")
    with scene.cast.db.reading() as tx:
        assert tx.value("SELECT sum(amount_minor) FROM payment") == charged
        assert tx.query("SELECT DISTINCT state FROM orders") == [("paid",)]
        assert not checks.broken(tx)
    prove("shown = lines = invoice = paid, over random prices, kinds, selections and part payments", made, "orders")


def every(scene: Scene, workshop: WorkshopId) -> list[RosterRow]:
    found: list[RosterRow] = []
    page = 1
    while rows := rosters.rows(scene.cast.desk_of(scene.cast.andrea), workshop, AllMatching(), page=page)[1]:
        found += rows
        page += 1
    return found


def test_a_new_price_changes_no_order_that_stands(scene: Scene, prove: Prove) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    done = scene.issue(workshop)
    with scene.cast.db.transaction() as tx:
        courses.put_fee(
            tx, scene.bls.course_id, FeeRow(9900, 9900, 9900, date(2024, 1, 1)), "Olga Berg", scene.cast.now
        )
        assert tx.value(TAKEN, order=done.order_id) == 2500
        assert [line.unit_minor for line in orders.lines(tx, done.order_id)] == [2500]
    prove("a price entered later, for the same day: the order keeps its own", 1, "time")


def test_a_total_that_is_not_its_lines_is_seen_by_the_doctor(scene: Scene, prove: Prove) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    scene.issue(workshop)
    for harm in (
        "UPDATE orders SET total_minor = total_minor + 1",
        "UPDATE order_line SET unit_minor = unit_minor + 2",
    ):
        with scene.cast.db.transaction() as tx:
            tx.execute(harm)
        with scene.cast.db.reading() as tx:
            assert checks.broken(tx) == [("the total of an order is the sum of its lines", 1)]
    prove("control: a total or a line that was changed in the store is found", 2, "times")


@pytest.mark.parametrize("amount", [0, -1, -2500, 2501, 10**12])
def test_no_amount_but_what_is_owed_is_taken(scene: Scene, amount: int) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    done = scene.issue(workshop)
    with scene.cast.db.reading() as tx:
        invoice = invoices.of_order(tx, done.order_id)
    assert invoice
    with pytest.raises(PaymentTooHigh):
        invoicing.record_payment(
            scene.cast.desk_of(scene.cast.olga), invoice.invoice_id, amount, HELD, "bank 1", "Transfer"
        )
