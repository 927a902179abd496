"""One session issues, takes back, edits, claims or is paid while another does what contradicts it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.errors import PlanStale
from core.model import CertificateId
from core.rules.plan import Plan
from core.services import claiming, rosters, taking_back
from core.services.issuing import Issued
from core.store import certificates
from core.store.db import Db, Tx, open_store
from tests.cast import NOW, SECRET
from tests.proofs import crowd
from tests.proofs.measure import Prove, share
from tests.proofs.race_track import PAIR, claim_link, line_of, ordered, state_of, workshops_of
from tests.proofs.racing import race, refused
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


def test_an_order_taken_back_is_not_confirmed_again_by_the_other_tab(db: Db, prove: Prove) -> None:
    """The second click is told of the order while it lives, refused after: it is never told of a dead one."""
    for desk, workshop, rows in workshops_of(db, RACES):
        click = crowd.ticked(desk, workshop, rows)
        first = click()
        again, taken = race(click, partial(taking_back.take_back, desk, first.order_id))
        assert taken == PAIR
        assert refused(again) or again.already
        with pytest.raises(PlanStale, match="taken back"):
            click()
        assert state_of(db, first.order_id) == "cancelled"
    assert_whole(db)
    prove("*Issue* confirmed again while the order is taken back: told of it before, refused after", RACES, "races")


def test_issuing_and_taking_another_order_back_leave_both_whole(db: Db, prove: Prove) -> None:
    for desk, workshop, rows in workshops_of(db, RACES):
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
    for desk, workshop, rows in workshops_of(db, RACES):
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
    for desk, workshop, rows in workshops_of(db, RACES):
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
        other = f"person{RACES * PAIR - 1 - harmed}@town.example.org"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Plan, "must_match", lambda *_: None)
            rosters.edit(desk, workshop, line, "Quite", "Another", other)
            done = click()
        with db.reading() as tx:
            harmed += tx.query(f"{people_of} WHERE l.order_id = $order", order=done.order_id) == [(other,)]
    assert harmed == min(CONTROLS, RACES - 1)
    prove("control: without the plan's check somebody is certified who was not on the screen", harmed, "times")


def test_a_link_opened_in_two_browsers_issues_once_in_one_name(db: Db, prove: Prove) -> None:
    for _, _, order in ordered(db, RACES):
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
    for desk, _, order in ordered(db, RACES):
        claim = partial(claiming.claim, db, claim_link(db, order), "Person Town", NOW)
        claimed, taken = race(claim, partial(taking_back.take_back, desk, order))
        first += claimed == 1
        assert (claimed == 1) != (taken == PAIR)
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
