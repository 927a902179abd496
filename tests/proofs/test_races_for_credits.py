"""Credits that two people reach for in the same moment: one of them wins, and the credit is there once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from core.rules import tokens
from core.services.credits import answering, managing, mine, posting, reading
from core.services.credits.reading import Entry, PairList
from core.services.identity import own_addresses, proving
from core.services.recertification import undo
from core.store import audit
from core.store.credits import changes
from core.store.credits import posting as store_posting
from core.store.db import Db, open_store
from tests.cast import SECRET
from tests.proofs.broken_keys import without_keys
from tests.proofs.credit_world import DAYS, World, world
from tests.proofs.measure import Prove, share
from tests.proofs.racing import nobody_waits, race, read_together, refused

RACES, CONTROLS = share(100), share(20)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Db]:
    found = open_store(tmp_path / "store.duckdb", SECRET)
    yield found
    found.close()


def offered(town: World) -> tuple[int, int]:
    """Return a credit that waits for somebody with an account, and that person."""
    town.post("once", [0], DAYS[0])
    (held,) = town.model.credits.values()
    town.open_account(held)
    (person,) = town.model.people
    return held.credit, person


def another(town: World, place: int) -> int:
    """Return one more person with an account, at one of the addresses."""
    town.post("yearly", [place], DAYS[0])
    town.open_account(town.model.waiting(town.addresses[place])[0])
    return town.model.owners[town.addresses[place]][0]


def state_of(town: World, credit: int) -> tuple[str, int | None]:
    with town.db.reading() as tx:
        (row,) = tx.query("SELECT state, person_id FROM credit WHERE credit_id = $c", c=credit)
    return row[0], row[1]


def listed(*pairs: tuple[str, str]) -> PairList:
    return reading.from_entries([Entry(*pair, attended_on=DAYS[0]) for pair in pairs])


def credits_of(town: World) -> int:
    with town.db.reading() as tx:
        return int(tx.value("SELECT count(*) FROM credit WHERE org_id = $org", org=town.org))


def claimed(town: World, person: int, address: str) -> str:
    """Let somebody ask for an address; return the token of the link that is mailed to it."""
    own_addresses.add(town.holder(person), address)
    with town.db.reading() as tx:
        (key,) = tx.query(
            "SELECT address_claim_id FROM address_claim WHERE person_id = $p AND address = $a", p=person, a=address
        )
    return tokens.keyed(SECRET, proving.PURPOSE, key[0])


def test_of_two_holders_who_reach_for_one_archived_credit_exactly_one_gets_it(db: Db, prove: Prove) -> None:
    won = {0: 0, 1: 0}
    for _ in range(RACES):
        town = world(db)
        both = [another(town, 1), another(town, 2)]
        town.post("once", [0], DAYS[0])
        (credit,) = (one.credit for one in town.model.waiting(town.addresses[0]))
        links = [claimed(town, person, town.addresses[0]) for person in both]
        answers = race(*[partial(proving.prove, db, SECRET, link, town.now) for link in links])
        assert [answer for answer in answers if answer is True] == [True]
        assert sum(refused(answer) for answer in answers) == 1
        winner = answers.index(True)
        assert state_of(town, credit) == ("offered", both[winner])
        taken = [town.tried(partial(mine.accept, town.holder(one), [credit], town.slug)) for one in both]
        assert [refused(answer) for answer in taken] == [winner != 0, winner != 1]
        won[winner] += 1
    prove(f"two holders reach for one archived credit at once: one gets it ({won[0]} : {won[1]})", RACES, "races")


def test_one_link_pressed_twice_opens_one_account(db: Db, prove: Prove) -> None:
    for _ in range(RACES):
        town = world(db)
        town.post("once", [0], DAYS[0])
        (held,) = town.model.credits.values()
        click = partial(answering.open_account, db, SECRET, town.token(held.credit), "New", "Comer", town.now)
        first, second = race(click, click)
        assert first == second
        assert state_of(town, held.credit) == ("offered", first)
    prove("the link of an invitation pressed twice at once: one account", RACES, "races")


def test_accepting_against_withdrawing_one_wins_and_the_other_is_told(db: Db, prove: Prove) -> None:
    won = {"accepted": 0, "withdrawn": 0}
    for _ in range(RACES):
        town = world(db)
        credit, person = offered(town)
        answers = race(
            partial(mine.accept, town.holder(person), [credit], town.slug),
            partial(managing.withdraw, town.staff, credit, "Wrong"),
        )
        assert sum(refused(answer) for answer in answers) == 1
        state, _ = state_of(town, credit)
        assert (state == "accepted") is refused(answers[1])
        won[state] += 1
    what = f"accept against withdraw: one wins ({won['accepted']} : {won['withdrawn']}), the other is refused"
    prove(what, RACES, "races")


def test_accepting_against_undo_and_readdressing_leaves_one_outcome(db: Db, prove: Prove) -> None:
    for _ in range(RACES):
        town = world(db)
        credit, person = offered(town)
        (batch,) = town.batches
        plan = undo.preview(town.staff, batch).hash
        accept = partial(mine.accept, town.holder(person), [credit], town.slug)
        away = partial(managing.readdress, town.staff, credit, town.addresses[3])
        answers = race(accept, partial(undo.confirm, town.staff, batch, plan), away)
        assert sum(not refused(answer) for answer in answers) == 1
        won = next(at for at, answer in enumerate(answers) if not refused(answer))
        assert state_of(town, credit)[0] == ("accepted", "withdrawn", "readdressed")[won]
    prove("accept, undo of the batch and re-address at once: one happens, two are refused", RACES, "races")


def test_one_plan_confirmed_by_two_sessions_is_posted_once(db: Db, prove: Prove) -> None:
    for _ in range(RACES):
        town = world(db)
        found = listed(("once", town.addresses[0]), ("yearly", town.addresses[1]))
        click = partial(posting.confirm_list, town.staff, found, posting.preview_list(town.staff, found).hash)
        first, second = race(click, click)
        assert first.batch_id == second.batch_id
        assert sorted([first.already, second.already]) == [False, True]
        assert credits_of(town) == 2
    prove("one plan confirmed by two sessions at once: posted once, both are told of that batch", RACES, "races")


def test_two_lists_with_a_pair_in_common_post_it_once(db: Db, prove: Prove) -> None:
    for _ in range(RACES):
        town = world(db)
        lists = [listed(("once", town.addresses[0]), ("yearly", town.addresses[at])) for at in (1, 2)]
        clicks = [
            partial(posting.confirm_list, town.staff, one, posting.preview_list(town.staff, one).hash) for one in lists
        ]
        answers = race(*clicks)
        assert [answer.code for answer in answers if refused(answer)] == ["PLAN_STALE"]
        assert credits_of(town) == 2
    prove("two lists with a pair in common at once: one is posted, the other is stale", RACES, "races")


def overlapping(db: Db) -> tuple[World, list[partial[object]]]:
    """Return two clicks that post one pair in two lists, in a store where writers neither wait nor chain the audit."""
    town = world(db)
    lists = [listed(("once", town.addresses[0]), ("yearly", town.addresses[at])) for at in (1, 2)]
    shown = [posting.preview_list(town.staff, one) for one in lists]
    return town, [
        partial(posting.confirm_list, town.staff, one, each.hash) for one, each in zip(lists, shown, strict=True)
    ]


def twice(db: Db) -> int:
    """Return how many pairs were posted twice by lists that met without the write lock and the audit's row."""
    doubled = 0
    for _ in range(CONTROLS):
        town, clicks = overlapping(db)
        with nobody_waits(), read_together(store_posting, "digest"), pytest.MonkeyPatch.context() as patch:
            patch.setattr(audit, "add", lambda *_: None)  # its one row makes writers conflict even without the lock
            race(*clicks)
        doubled += credits_of(town) > 3
    return doubled


def test_without_the_write_lock_the_key_of_live_credits_refuses_the_second(db: Db, prove: Prove) -> None:
    assert twice(db) == 0
    prove(
        "without the write lock and the audit's row the key of live credits alone refuses the second", CONTROLS, "races"
    )


def test_control_without_lock_and_key_a_pair_is_posted_twice(db: Db, prove: Prove) -> None:
    with db.transaction() as tx:
        without_keys(tx, "live_credit")
    assert twice(db) == CONTROLS
    prove("control: without the lock, the audit's row and the key every pair is posted twice", CONTROLS, "races")


def test_control_without_the_compare_and_set_a_withdrawn_credit_is_accepted(
    db: Db, prove: Prove, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = world(db)
    credit, person = offered(town)
    managing.withdraw(town.staff, credit, "Wrong")
    accept = partial(mine.accept, town.holder(person), [credit], town.slug)
    assert refused(town.tried(accept))
    monkeypatch.setattr(changes, "_keep_only", lambda *_: None)
    monkeypatch.setattr(mine, "_offered", lambda tx, who: mine.records.of_person(tx, who))
    accept()
    assert state_of(town, credit)[0] == "accepted"
    prove("control: without the check of the state a withdrawn credit is accepted", 1, "time")
