"""kill -9 in the middle of *Issue*: nothing acknowledged is lost, nothing is doubled, nothing is there by halves."""

from __future__ import annotations

import multiprocessing
import random
import time
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest

from core.model import Chosen, OrderId, WorkshopId
from core.services import issuing
from core.store import invoices, orders
from core.store.db import Db, Tx, open_store
from tests.cast import SECRET
from tests.proofs import crowd, issuing_process, kill_points
from tests.proofs.measure import FULL, Prove, share
from tests.proofs.whole import assert_whole, faults
from tests.services.scenes import PAYER

AT_RANDOM = share(152)
AT_POINTS = 4 if FULL else 1  # times each named point: 12 points
LONGEST = 0.4  # seconds after which a session at work is killed at the latest
WITHIN = 0.05  # seconds after the beginning of an issue: about as long as it takes
EAGER = ("SET wal_autocheckpoint = '64KB'",)  # so that kills also hit the rewriting of the file itself

FORK = multiprocessing.get_context("forkserver")
FORK.set_forkserver_preload(["tests.proofs.warm_fork"])


@dataclass(slots=True)
class Told:
    """What the killed sessions said: what they tried and what they were answered."""

    tried: dict[str, tuple[WorkshopId, list[int]]] = field(default_factory=dict)
    issued: dict[str, OrderId] = field(default_factory=dict)
    taken_back: set[OrderId] = field(default_factory=set)
    handed_over: set[OrderId] = field(default_factory=set)
    first: int = 0  # of the town's people who are on no roster yet
    killed_within: int = 0
    last: str = ""  # what was heard last

    def hear(self, said: tuple[Any, ...]) -> None:
        match said:
            case ("roster", at, size):
                self.first = at + size
            case ("try", workshop, rows, plan):
                self.tried[plan] = (workshop, rows)
            case ("issued", _, _, plan, order):
                self.issued[plan] = order
            case ("taken back", order):
                self.taken_back.add(order)
            case ("handed over", order):
                self.handed_over.add(order)


def session(store: Path, told: Told, point: str | None, *settings: str) -> tuple[ForkServerProcess, Any]:
    """Start a session; return it, and what it says, once it has the store."""
    ours, theirs = FORK.Pipe()
    words = (str(store), theirs, told.first, point, settings)
    process = FORK.Process(target=issuing_process.work, args=words, daemon=True)
    process.start()
    theirs.close()
    assert ours.recv() == ("open",)
    told.last = "open"
    return process, ours


def await_tries(told: Told, said: Any, count: int) -> None:
    """Listen until a session has begun so many issues."""
    while count:
        spoken = said.recv()
        told.hear(spoken)
        told.last = spoken[0]
        count -= spoken[0] == "try"


def heard(told: Told, process: ForkServerProcess, said: Any) -> None:
    """Take down everything that a dead session said."""
    process.join(30)
    assert process.exitcode == -9
    while True:
        try:
            spoken = said.recv()
        except EOFError:
            break
        told.hear(spoken)
        told.last = spoken[0]
    told.killed_within += told.last == "try"


def assert_kept(tx: Tx, told: Told) -> None:
    """Fail unless everything that was acknowledged is as it was acknowledged."""
    for plan, order in told.issued.items():
        found = orders.by_plan(tx, plan)  # type: ignore[arg-type]
        assert found is not None, f"acknowledged and lost: {plan}"
        assert found.order_id == order
    for order in told.taken_back:
        assert orders.any_org(tx, order).state == "cancelled"  # type: ignore[union-attr]
    for order in told.handed_over:
        assert invoices.of_order(tx, order).handed_over_at is not None  # type: ignore[union-attr]


def confirm_again(db: Db, told: Told) -> None:
    """Confirm every plan that was tried since, answered or not: each finds the first order or makes exactly one."""
    desk = crowd.desk_at(db, crowd.ANDREA)
    for plan, (workshop, rows) in told.tried.items():
        if told.issued.get(plan) in told.taken_back:
            continue
        with db.reading() as tx:
            before = orders.by_plan(tx, plan)  # type: ignore[arg-type]
        done = issuing.issue(desk, workshop, Chosen(frozenset(rows)), PAYER, plan)  # type: ignore[arg-type]
        assert done.already == (before is not None)
        assert done.certificates == len(rows)
        assert done.order_id == told.issued.setdefault(plan, done.order_id)
    told.tried.clear()


def examine(store: Path, told: Told) -> None:
    """Open the store that a kill left behind and look at everything."""
    db = open_store(store, SECRET)
    try:
        with db.reading() as tx:
            assert_kept(tx, told)
        assert_whole(db)
        confirm_again(db, told)
        assert_whole(db)
    finally:
        db.close()


def test_a_session_killed_at_random_loses_doubles_and_halves_nothing(tmp_path: Path, prove: Prove) -> None:
    store, told, chance = tmp_path / "store.duckdb", Told(), random.Random(11)
    crowd.make_crowd(store, AT_RANDOM * 60)
    for turn in range(AT_RANDOM):
        process, said = session(store, told, None, *(EAGER if turn % 4 < 2 else ()))
        if turn % 2:
            await_tries(told, said, chance.randint(1, 4))
            time.sleep(chance.uniform(0, WITHIN))
        else:
            time.sleep(chance.uniform(0.02, LONGEST))
        process.kill()
        heard(told, process, said)
        examine(store, told)
    assert told.killed_within > AT_RANDOM // 8  # else the proof has proved nothing
    prove(
        f"kill -9 of a session at random, {told.killed_within} times within *Issue*: {len(told.issued)} acknowledged "
        "orders are there once and whole; the same plan again finds the first order or makes exactly one",
        AT_RANDOM,
        "kills",
    )


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with enough people for every named point."""
    path = tmp_path_factory.mktemp("crowd") / "store.duckdb"
    crowd.make_crowd(path, 200)
    return path


@pytest.mark.parametrize("point", kill_points.POINTS)
def test_a_session_killed_at_a_point_of_issue_leaves_all_or_nothing(
    tmp_path: Path, crowded: Path, prove: Prove, point: str
) -> None:
    store, told = tmp_path / "store.duckdb", Told()
    store.write_bytes(crowded.read_bytes())
    for _ in range(AT_POINTS):
        process, said = session(store, told, point)
        heard(told, process, said)
        *_, plan = told.tried  # free orders have no invoice: then a later one died at that point
        db = open_store(store, SECRET)
        with db.reading() as tx:
            made = orders.by_plan(tx, plan) is not None  # type: ignore[arg-type]
        db.close()
        assert made == (point in ("after the commit", "before the answer arrives"))
        examine(store, told)
    prove(f"kill -9 {point} of *Issue* leaves all of the order or nothing", AT_POINTS, "kills")


def test_without_a_transaction_the_same_kill_leaves_half_an_order(tmp_path: Path, crowded: Path, prove: Prove) -> None:
    store, told = tmp_path / "store.duckdb", Told()
    store.write_bytes(crowded.read_bytes())
    ours, theirs = FORK.Pipe()
    process = FORK.Process(target=unguarded, args=(str(store), theirs), daemon=True)
    process.start()
    theirs.close()
    assert ours.recv() == ("open",)
    heard(told, process, ours)
    db = open_store(store, SECRET)
    with db.reading() as tx:
        found = faults(tx)
    db.close()
    assert "an order whose lines are not its certificates" in found
    assert "an order that costs something without exactly one invoice, or a free one with any" in found
    prove("control: without the transaction the same kill leaves an order without certificates", 1, "kill")


def unguarded(store: str, answers: Any) -> None:
    """Act as a session whose every statement is a transaction of its own, and die after the order is written."""
    kill_points.lay("after the order", autocommit=True)
    issuing_process.work(store, answers, 0, None, ())
