"""One session issues, takes back, edits, claims or is paid while another does what contradicts it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.errors import PlanStale
from core.model import CertificateId, OrderId, ParticipantId, Role, WorkshopId
from core.rules import tokens
from core.rules.plan import Plan
from core.services import claiming, invoicing, organisation, rosters, taking_back
from core.services.desk import Desk
from core.services.issuing import Issued
from core.store import audit, certificates, invoices, links, orders, people
from core.store.db import Db, Tx, open_store
from tests.cast import NOW, SECRET
from tests.proofs import crowd
from tests.proofs.measure import Prove, share
from tests.proofs.racing import nobody_waits, race, refused
from tests.proofs.whole import assert_whole

RACES = share(50)
CONTROLS = share(20)
ON_ROSTER = 2


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with enough people for every race."""
    path = tmp_path_factory.mktemp("crowd") / "store.duckdb"
    crowd.make_crowd(path, RACES * ON_ROSTER)
    return path


@pytest.fixture
def db(crowded: Path, tmp_path: Path) -> Iterator[Db]:
    path = tmp_path / "store.duckdb"
    path.write_bytes(crowded.read_bytes())
    db = open_store(path, SECRET)
    yield db
    db.close()


def workshops_of(db: Db, count: int = RACES) -> Iterator[tuple[Desk, WorkshopId, list[int]]]:
    """Yield Andrea's desk, a workshop of two people, and its rows, so many times."""
    desk = crowd.desk_at(db, crowd.ANDREA)
    for turn in range(count):
        workshop = crowd.roster(desk, "BLS", range(turn * ON_ROSTER, (turn + 1) * ON_ROSTER))
        yield desk, workshop, crowd.tickable(desk, workshop)


def ordered(db: Db, count: int = RACES) -> Iterator[tuple[Desk, WorkshopId, OrderId]]:
    """Yield Andrea's desk, a workshop and the order of all its people, so many times."""
    for desk, workshop, rows in workshops_of(db, count):
        yield desk, workshop, crowd.ticked(desk, workshop, rows)().order_id


def line_of(desk: Desk, workshop: WorkshopId, row: int) -> ParticipantId:
    found = rosters.single(desk, workshop, crowd.Chosen(frozenset([row])))
    assert found
    return found.standing.participant_id


def state_of(db: Db, order: OrderId) -> str:
    with db.reading() as tx:
        found = orders.any_org(tx, order)
    assert found
    return found.state


def claim_link(db: Db, order: OrderId) -> str:
    """Return the token of the first person's link in an order."""
    with db.reading() as tx:
        link = min(links.of_subject(tx, "claim", order).values())
    return tokens.token(SECRET, "claim", link)


def invoice_of(db: Db, order: OrderId) -> int:
    with db.reading() as tx:
        found = invoices.of_order(tx, order)
    assert found
    return found.invoice_id


def test_an_order_taken_back_is_not_confirmed_again_by_the_other_tab(db: Db, prove: Prove) -> None:
    """The second click is told of the order while it lives, refused after: it is never told of a dead one."""
    for desk, workshop, rows in workshops_of(db):
        click = crowd.ticked(desk, workshop, rows)
        first = click()
        again, taken = race(click, partial(taking_back.take_back, desk, first.order_id))
        assert taken == ON_ROSTER
        assert refused(again) or again.already
        with pytest.raises(PlanStale, match="taken back"):
            click()
        assert state_of(db, first.order_id) == "cancelled"
    assert_whole(db)
    prove("*Issue* confirmed again while the order is taken back: told of it before, refused after", RACES, "races")


def test_issuing_and_taking_another_order_back_leave_both_whole(db: Db, prove: Prove) -> None:
    for desk, workshop, rows in workshops_of(db):
        first = crowd.ticked(desk, workshop, rows[:1])()
        issued, taken = race(
            crowd.ticked(desk, workshop, rows[1:]), partial(taking_back.take_back, desk, first.order_id)
        )
        assert taken == 1
        assert isinstance(issued, Issued) or issued.code == "PLAN_STALE"
        assert state_of(db, first.order_id) == "cancelled"
    assert_whole(db)
    prove("*Issue* of some rows while the order of others is taken back: done, or refused as stale", RACES, "races")


def test_issuing_and_dropping_the_same_row_have_one_winner(db: Db, prove: Prove) -> None:
    first = 0
    for desk, workshop, rows in workshops_of(db):
        line = line_of(desk, workshop, rows[0])
        issued, dropped = race(crowd.ticked(desk, workshop, rows), partial(rosters.drop, desk, workshop, line))
        first += isinstance(issued, Issued)
        assert isinstance(issued, Issued) != (dropped is None)
        assert refused(issued) or refused(dropped)
    assert_whole(db)
    prove(
        f"*Issue* of a row while it is dropped: one wins ({first} times the first), the other is refused",
        RACES,
        "races",
    )


def test_issuing_and_editing_the_same_row_have_one_winner(db: Db, prove: Prove) -> None:
    first = 0
    for desk, workshop, rows in workshops_of(db):
        edit = partial(rosters.edit, desk, workshop, line_of(desk, workshop, rows[0]))
        issued, edited = race(
            crowd.ticked(desk, workshop, rows), partial(edit, "Mei", "Tanaka", "mei@clinic.example.com")
        )
        first += isinstance(issued, Issued)
        assert isinstance(issued, Issued) != (edited is None)
        assert refused(issued) or refused(edited)
    assert_whole(db)
    prove(
        f"*Issue* of a row while it is edited: one wins ({first} times the first), the other is refused",
        RACES,
        "races",
    )


def test_without_the_plan_check_somebody_else_than_the_one_shown_is_certified(db: Db, prove: Prove) -> None:
    people_of = "SELECT p.address FROM order_line AS l JOIN participant AS p ON p.participant_id = l.participant_id"
    harmed = 0
    for desk, workshop, rows in workshops_of(db, min(CONTROLS, RACES - 1)):
        click, line = crowd.ticked(desk, workshop, rows[:1]), line_of(desk, workshop, rows[0])
        other = f"person{RACES * ON_ROSTER - 1 - harmed}@town.example.org"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Plan, "must_match", lambda *_: None)
            rosters.edit(desk, workshop, line, "Quite", "Another", other)
            done = click()
        with db.reading() as tx:
            harmed += tx.query(f"{people_of} WHERE l.order_id = $order", order=done.order_id) == [(other,)]
    assert harmed == min(CONTROLS, RACES - 1)
    prove("control: without the plan's check somebody is certified who was not on the screen", harmed, "times")


def test_a_link_opened_in_two_browsers_issues_once_in_one_name(db: Db, prove: Prove) -> None:
    for _, _, order in ordered(db):
        token = claim_link(db, order)
        claim = partial(claiming.claim, db, token)
        answers = race(partial(claim, "Person Town", now=NOW), partial(claim, "P. TOWN", now=NOW))
        assert sorted(answers) == [0, 1]
        assert claiming.page(db, token).name == ("Person Town" if answers[0] else "P. TOWN")
    with db.reading() as tx:
        assert tx.value("SELECT count(*) FROM audit WHERE action = 'certificate.claimed'") == RACES
    prove("a claim link used in two browsers at once: issued once, in the name of the first", RACES, "races")


def test_claiming_and_taking_back_have_one_winner(db: Db, prove: Prove) -> None:
    first = 0
    for desk, _, order in ordered(db):
        claim = partial(claiming.claim, db, claim_link(db, order), "Person Town", NOW)
        claimed, taken = race(claim, partial(taking_back.take_back, desk, order))
        first += claimed == 1
        assert (claimed == 1) != (taken == ON_ROSTER)
        assert refused(claimed) or refused(taken)
        assert state_of(db, order) == ("invoiced" if claimed == 1 else "cancelled")
    assert_whole(db)
    prove(
        f"claiming while the order is taken back: one wins ({first} times the first), the other is refused",
        RACES,
        "races",
    )


def test_without_the_lateness_check_a_claimed_certificate_loses_its_order(db: Db, prove: Prove) -> None:
    for desk, _, order in ordered(db, CONTROLS):
        claiming.claim(db, claim_link(db, order), "Person Town", NOW)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(taking_back, "_refuse_if_late", lambda *_: None)
            taking_back.take_back(desk, order)
        with db.reading() as tx:
            assert "issued" in {each.state for each in certificates.of_order(tx, order)}
        assert state_of(db, order) == "cancelled"
    prove("control: without the check a claimed certificate stays while its order is cancelled", CONTROLS, "times")


def test_without_the_state_check_a_second_claim_changes_the_name_on_an_issued_certificate(db: Db, prove: Prove) -> None:
    for _, _, order in ordered(db, CONTROLS):
        token = claim_link(db, order)
        with db.reading() as tx:
            held = certificates.of_order(tx, order)
        claiming.claim(db, token, "Person Town", NOW)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(certificates, "of_order", lambda tx, order, person=None, held=held: held[:1])  # an old view
            patch.setattr(certificates, "issue", issue_whatever_the_state)
            claiming.claim(db, token, "Elsewhere Town", NOW)
        assert claiming.page(db, token).name == "Elsewhere Town"
    prove("control: without the compare-and-set a second claim rewrites an issued certificate", CONTROLS, "times")


def issue_whatever_the_state(tx: Tx, certificate: CertificateId, document: str, now: Any) -> bool:
    sql = "UPDATE certificate SET state = 'issued', document = $document WHERE certificate_id = $id"
    return tx.execute(sql, document=document, id=certificate) == 1


def payment(desk: Desk, invoice: int, amount: int, reference: str) -> partial[int]:
    return partial(invoicing.record_payment, desk, invoice, amount, date(2026, 3, 1), reference, "Transfer")


def test_one_payment_recorded_by_two_people_counts_once(db: Db, prove: Prove) -> None:
    olga = crowd.desk_at(db, crowd.OLGA)
    for _, workshop, order in ordered(db):
        click = payment(olga, invoice_of(db, order), 3000, f"bank {workshop}")
        answers = race(click, click)
        assert sorted(answers, key=str)[0] == 2000
        assert [answer.code for answer in answers if refused(answer)] in (["PAYMENT_TWICE"], ["PAYMENT_TOO_HIGH"])
    prove("one payment entered twice at once: counted once, the other is refused", RACES, "races")


def test_two_payments_at_once_never_come_to_more_than_is_owed(db: Db, prove: Prove) -> None:
    olga = crowd.desk_at(db, crowd.OLGA)
    for _, workshop, order in ordered(db):
        invoice = invoice_of(db, order)
        answers = race(*[payment(olga, invoice, 3000, f"bank {workshop} {nth}") for nth in (1, 2)])
        assert sum(refused(answer) for answer in answers) == 1
        with db.reading() as tx:
            assert invoices.received(tx, order) == 3000
    prove("two payments at once that together exceed the invoice: one counts, the other is refused", RACES, "races")


def test_without_the_write_lock_and_the_chain_an_invoice_is_overpaid(db: Db, prove: Prove) -> None:
    olga, overpaid = crowd.desk_at(db, crowd.OLGA), 0
    for _, workshop, order in ordered(db, CONTROLS):
        invoice = invoice_of(db, order)
        with nobody_waits(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(audit, "add", lambda *_: None)  # its one row makes writers conflict even without the lock
            race(*[payment(olga, invoice, 3000, f"bank {workshop} {nth}") for nth in (1, 2)])
        with db.reading() as tx:
            overpaid += invoices.received(tx, order) > 5000
    assert overpaid
    prove(f"control: without the write lock and the audit's row {overpaid} of them are overpaid", CONTROLS, "races")


def test_money_that_arrives_while_an_order_is_taken_back_has_one_winner(db: Db, prove: Prove) -> None:
    olga = crowd.desk_at(db, crowd.OLGA)
    first = 0
    for desk, workshop, order in ordered(db):
        pay = payment(olga, invoice_of(db, order), 5000, f"bank {workshop}")
        owed, taken = race(pay, partial(taking_back.take_back, desk, order))
        first += owed == 0
        assert (owed == 0) != (taken == ON_ROSTER)
        assert refused(owed) or refused(taken)
        assert state_of(db, order) == ("paid" if owed == 0 else "cancelled")
    assert_whole(db)
    prove(
        f"money recorded while the order is taken back: one wins ({first} times the first), the other is refused",
        RACES,
        "races",
    )


def test_two_members_of_staff_cannot_take_each_others_role_away(db: Db, prove: Prove) -> None:
    olga = crowd.desk_at(db, crowd.OLGA)
    for turn in range(CONTROLS):
        with db.transaction() as tx:
            other = people.add_person(tx, "Second", "Berg", f"second{turn}@harbour.example.org", NOW, verified=True)
            people.add_membership(tx, olga.actor.org_id, other, Role.STAFF, NOW)
        second = crowd.desk_at(db, f"second{turn}@harbour.example.org")
        answers = race(
            partial(organisation.end_member, olga, other, Role.STAFF),
            partial(organisation.end_member, second, olga.actor.person_id, Role.STAFF),
        )
        assert sorted(answer is True for answer in answers) == [False, True]
        with db.transaction() as tx:
            assert len(people.with_role(tx, olga.actor.org_id, Role.STAFF)) == 1
            people.end_membership(tx, olga.actor.org_id, other, Role.STAFF, NOW)
            people.add_membership(tx, olga.actor.org_id, olga.actor.person_id, Role.STAFF, NOW)  # type: ignore[arg-type]
    prove("two members of staff take each other's role at once: one stays", CONTROLS, "races")
