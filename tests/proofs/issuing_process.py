"""A session in a process of its own, to be killed: it uploads rosters, issues, hands over and takes back, for ever.

Before each act it says what it tries, after it what it was answered: what it said it was answered counts as
acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from core.model import OrderId, WorkshopId
from core.services import invoicing, issuing, taking_back
from core.store import invoices
from core.store.db import Db, open_store
from tests.cast import NOW, SECRET
from tests.proofs import crowd, kill_points
from tests.services.scenes import PAYER

ROSTER = 12  # people on a roster
PORTION = 4  # of them in one order: a workshop has several

Say = Callable[[str, Sequence[Any]], None]


def warm(folder: str) -> None:
    """Do everything once, so that what is imported and read at first use is there before a process is forked off."""
    store = Path(folder) / "warm.duckdb"
    crowd.make_crowd(store, PORTION)
    db = open_store(store, SECRET)
    desk = crowd.desk_at(db, crowd.ANDREA)
    workshop = crowd.roster(desk, "BLS", range(PORTION))
    chosen, plan = crowd.previewed(desk, workshop, crowd.tickable(desk, workshop))
    issuing.issue(desk, workshop, chosen, PAYER, plan.plan.hash)
    db.close()


def work(store: str, answers: Connection, first: int, point: str | None, settings: Sequence[str]) -> None:
    """Act on the store until killed. `first` is the first of the town's people who is on no roster yet.

    `point` is the name of a place within *Issue* at which this process kills itself, else somebody else does it.
    """
    if point:
        kill_points.lay(point)
    db = open_store(Path(store), SECRET)
    for setting in settings:
        db._root.execute(setting)

    def say(what: str, facts: Sequence[Any]) -> None:
        answers.send((what, *facts))

    say("open", ())
    at = first
    while True:
        code = "FREE" if (at // ROSTER) % 3 == 2 else "BLS"
        say("roster", (at, ROSTER))
        _session(db, say, code, range(at, at + ROSTER))
        at += ROSTER


def _session(db: Db, say: Say, code: str, people: range) -> None:
    desk = crowd.desk_at(db, crowd.ANDREA)
    workshop = crowd.roster(desk, code, people)
    for turn in range(ROSTER // PORTION):
        rows = crowd.tickable(desk, workshop)[:PORTION]
        chosen, plan = crowd.previewed(desk, workshop, rows)
        say("try", (workshop, rows, plan.plan.hash))
        with kill_points.armed():
            done = issuing.issue(desk, workshop, chosen, PAYER, plan.plan.hash)
        kill_points.reached("before the answer arrives")
        say("issued", (workshop, rows, plan.plan.hash, done.order_id))
        _afterwards(db, say, workshop, done.order_id, turn)


def _afterwards(db: Db, say: Say, workshop: WorkshopId, order: OrderId, turn: int) -> None:
    """Take the second order of a workshop back, hand the invoice of the third over."""
    if turn == 1:
        taking_back.take_back(crowd.desk_at(db, crowd.ANDREA), order)
        say("taken back", (order,))
    if turn == 2:
        with db.reading() as tx:
            invoice = invoices.of_order(tx, order)
        if invoice:
            desk = crowd.desk_at(db, crowd.OLGA, NOW + timedelta(minutes=1))
            invoicing.hand_over(desk, invoice.invoice_id)
            say("handed over", (order,))
