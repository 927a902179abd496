"""Workshops of two people each, and what their orders have come to, for sessions that race."""

from __future__ import annotations

from collections.abc import Iterator

from core.model import Chosen, OrderId, ParticipantId, WorkshopId
from core.rules import tokens
from core.services import rosters
from core.services.desk import Desk
from core.store import invoices, links, orders
from core.store.db import Db
from tests.cast import SECRET
from tests.proofs import crowd

PAIR = 2  # people on a roster


def workshops_of(db: Db, count: int) -> Iterator[tuple[Desk, WorkshopId, list[int]]]:
    """Yield Andrea's desk, a workshop of two people, and its rows, so many times."""
    desk = crowd.desk_at(db, crowd.ANDREA)
    for turn in range(count):
        workshop = crowd.roster(desk, "BLS", range(turn * PAIR, (turn + 1) * PAIR))
        yield desk, workshop, crowd.tickable(desk, workshop)


def ordered(db: Db, count: int) -> Iterator[tuple[Desk, WorkshopId, OrderId]]:
    """Yield Andrea's desk, a workshop and the order of all its people, so many times."""
    for desk, workshop, rows in workshops_of(db, count):
        yield desk, workshop, crowd.ticked(desk, workshop, rows)().order_id


def line_of(desk: Desk, workshop: WorkshopId, row: int) -> ParticipantId:
    found = rosters.single(desk, workshop, Chosen(frozenset([row])))
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
