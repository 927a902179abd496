"""Two sessions on one workshop in the same moment: one wins, the other is refused or given the first result."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import SomebodyWasFaster
from core.model import WorkshopId
from core.rules.plan import Plan
from core.services import issuing
from core.services.desk import Desk
from core.services.issuing import Issued
from core.store import orders
from core.store.db import Db, open_store
from tests.cast import SECRET
from tests.proofs import crowd
from tests.proofs.broken_keys import without_keys
from tests.proofs.measure import Prove, share
from tests.proofs.racing import nobody_waits, race, refused
from tests.proofs.whole import assert_whole

RACES = share(100)
ON_ROSTER = 3


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


def rosters_of(db: Db, count: int = RACES) -> Iterator[tuple[Desk, WorkshopId, list[int]]]:
    """Yield Andrea's desk, a workshop of three people, and its rows, so many times."""
    desk = crowd.desk_at(db, crowd.ANDREA)
    for turn in range(count):
        workshop = crowd.roster(desk, "BLS", range(turn * ON_ROSTER, (turn + 1) * ON_ROSTER))
        yield desk, workshop, crowd.tickable(desk, workshop)


def orders_of(db: Db, workshop: WorkshopId) -> int:
    with db.reading() as tx:
        return len(orders.of_workshop(tx, workshop))


def test_a_double_click_orders_once_and_both_clicks_are_told_of_that_order(db: Db, prove: Prove) -> None:
    for desk, workshop, rows in rosters_of(db):
        click = crowd.ticked(desk, workshop, rows)
        answers = race(click, click)
        assert {answer.order_id for answer in answers} == {answers[0].order_id}
        assert sorted(answer.already for answer in answers) == [False, True]
        assert orders_of(db, workshop) == 1
    assert_whole(db)
    prove("double click on *Issue*: one order, and both clicks are told of it", RACES, "races")


def test_two_tabs_that_issue_overlapping_rows_make_one_order(db: Db, prove: Prove) -> None:
    for desk, workshop, rows in rosters_of(db):
        answers = race(crowd.ticked(desk, workshop, rows[:2]), crowd.ticked(desk, workshop, rows[1:]))
        assert sorted(isinstance(answer, Issued) for answer in answers) == [False, True]
        assert any(refused(answer) and answer.code == "PLAN_STALE" for answer in answers)
        assert orders_of(db, workshop) == 1
    assert_whole(db)
    prove("two tabs issue overlapping rows by their own previews: one order, the other tab is refused", RACES, "races")


def test_an_instructor_and_staff_who_issue_the_same_rows_make_one_order(db: Db, prove: Prove) -> None:
    olga = crowd.desk_at(db, crowd.OLGA)
    for andrea, workshop, rows in rosters_of(db):
        answers = race(crowd.ticked(andrea, workshop, rows), crowd.ticked(olga, workshop, rows))
        assert sorted(answer.already for answer in answers) == [False, True]
        assert orders_of(db, workshop) == 1
    assert_whole(db)
    prove("an instructor and staff issue the same rows: one order, both are told of it", RACES, "races")


def unguarded(patch: pytest.MonkeyPatch) -> None:
    """Take every guard of *Issue* away but the keys of the store."""
    patch.setattr(Plan, "must_match", lambda *_: None)
    patch.setattr(orders, "by_plan", lambda *_: None)
    patch.setattr(issuing, "moved", lambda *_: [])
    patch.setattr(issuing, "_why_not", lambda *_: None)
    add = orders.add
    patch.setattr(orders, "add", lambda tx, order, plan, *rest: add(tx, order, f"{plan}{order.order_id}", *rest))


def test_without_the_guards_the_keys_of_the_store_still_refuse(db: Db, prove: Prove) -> None:
    for desk, workshop, rows in rosters_of(db, share(20)):
        click = crowd.ticked(desk, workshop, rows)
        with pytest.MonkeyPatch.context() as patch:
            unguarded(patch)
            answers = race(click, click)
        assert sum(isinstance(answer, SomebodyWasFaster) for answer in answers) == 1
        assert orders_of(db, workshop) == 1
    prove("every check of *Issue* removed: the store's keys refuse the second order", share(20), "races")


def test_without_the_guards_and_the_keys_everybody_is_certified_and_billed_twice(db: Db, prove: Prove) -> None:
    with db.transaction() as tx:
        without_keys(tx, "certificate")
    for desk, workshop, rows in rosters_of(db, share(20)):
        click = crowd.ticked(desk, workshop, rows)
        with pytest.MonkeyPatch.context() as patch:
            unguarded(patch)
            race(click, click)
        with db.reading() as tx:
            certificates = tx.value("SELECT count(*) FROM certificate WHERE workshop_id = $w", w=workshop)
            billed = tx.value("SELECT sum(total_minor) FROM orders WHERE workshop_id = $w", w=workshop)
        assert (certificates, billed) == (2 * ON_ROSTER, ON_ROSTER * (2500 + 2000))
    prove("control: checks and keys removed, everybody is certified and billed twice", share(20), "races")


def test_without_the_write_lock_the_second_click_is_no_longer_told_of_the_first(db: Db, prove: Prove) -> None:
    lost = 0
    for desk, workshop, rows in rosters_of(db, share(20)):
        click = crowd.ticked(desk, workshop, rows)
        with nobody_waits():
            answers = race(click, click)
        lost += any(isinstance(answer, SomebodyWasFaster) for answer in answers)
        assert orders_of(db, workshop) == 1
    assert lost
    prove(
        f"control: without the write lock a second click is refused in {lost} of them, not answered", share(20), "races"
    )
