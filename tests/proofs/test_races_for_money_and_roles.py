"""Money is recorded, or a role is taken away, by two people in the same moment: one of them wins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from core.model import Role
from core.services import invoicing, organisation, taking_back
from core.services.desk import Desk
from core.store import audit, invoices, people
from core.store.db import Db, open_store
from tests.cast import NOW, SECRET
from tests.proofs import crowd
from tests.proofs.measure import Prove, share
from tests.proofs.race_track import PAIR, invoice_of, ordered, state_of
from tests.proofs.racing import nobody_waits, race, read_together, refused
from tests.proofs.whole import assert_whole

RACES = share(50)
CONTROLS = share(20)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with enough people for every race."""
    path = tmp_path_factory.mktemp("crowd") / "store.duckdb"
    crowd.make_crowd(path, RACES * PAIR)
    return path


@pytest.fixture
def db(crowded: Path, tmp_path: Path) -> Iterator[Db]:
    path = tmp_path / "store.duckdb"
    path.write_bytes(crowded.read_bytes())
    db = open_store(path, SECRET)
    yield db
    db.close()


def payment(desk: Desk, invoice: int, amount: int, reference: str) -> partial[int]:
    return partial(invoicing.record_payment, desk, invoice, amount, date(2026, 3, 1), reference, "Transfer")


def test_one_payment_recorded_by_two_people_counts_once(db: Db, prove: Prove) -> None:
    olga = crowd.desk_at(db, crowd.OLGA)
    for _, workshop, order in ordered(db, RACES):
        click = payment(olga, invoice_of(db, order), 3000, f"bank {workshop}")
        answers = race(click, click)
        assert sorted(answers, key=str)[0] == 2000
        assert [answer.code for answer in answers if refused(answer)] in (["PAYMENT_TWICE"], ["PAYMENT_TOO_HIGH"])
    prove("one payment entered twice at once: counted once, the other is refused", RACES, "races")


def test_two_payments_at_once_never_come_to_more_than_is_owed(db: Db, prove: Prove) -> None:
    olga = crowd.desk_at(db, crowd.OLGA)
    for _, workshop, order in ordered(db, RACES):
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
        with nobody_waits(), read_together(invoices, "received"), pytest.MonkeyPatch.context() as patch:
            patch.setattr(audit, "add", lambda *_: None)  # its one row makes writers conflict even without the lock
            race(*[payment(olga, invoice, 3000, f"bank {workshop} {nth}") for nth in (1, 2)])
        with db.reading() as tx:
            overpaid += invoices.received(tx, order) > 5000
    assert overpaid == CONTROLS
    prove("control: without the write lock and the audit's row every invoice is overpaid", CONTROLS, "races")


def test_money_that_arrives_while_an_order_is_taken_back_has_one_winner(db: Db, prove: Prove) -> None:
    olga = crowd.desk_at(db, crowd.OLGA)
    first = 0
    for desk, workshop, order in ordered(db, RACES):
        pay = payment(olga, invoice_of(db, order), 5000, f"bank {workshop}")
        owed, taken = race(pay, partial(taking_back.take_back, desk, order))
        first += owed == 0
        assert (owed == 0) != (taken == PAIR)
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
