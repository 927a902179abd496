"""Orders: what an *Issue* owes, line by line at the price of its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from core.model import OrderId, OrgId, PlanHash, WorkshopId
from core.store.db import Row, Tx


@dataclass(frozen=True, slots=True)
class Order:
    order_id: OrderId
    org_id: OrgId
    workshop_id: WorkshopId
    state: str
    currency: str
    total_minor: int
    steps: str  # JSON of how the total came about
    ordered_on: date
    release_at: datetime
    made_by: str
    made_by_id: int | None
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderLine:
    standing_id: int
    participant_id: int
    person_id: int
    course_id: int
    kind: str
    label: str
    unit_minor: int


_ORDER = """
        SELECT order_id, org_id, workshop_id, state, currency, total_minor, steps, ordered_on, release_at,
               made_by, made_by_id, told_at
          FROM orders
"""


def _record(row: Row) -> Order:
    return Order(OrderId(row[0]), OrgId(row[1]), WorkshopId(row[2]), *row[3:])


def by_plan(tx: Tx, plan: PlanHash) -> Order | None:
    """Return the order that a confirmed plan has become, or None."""
    row = tx.first(f"{_ORDER} WHERE plan_hash = $plan", plan=plan)
    return _record(row) if row else None


def find(tx: Tx, org: OrgId, order: OrderId) -> Order | None:
    """Return an order of this organisation, or None."""
    row = tx.first(f"{_ORDER} WHERE order_id = $order AND org_id = $org", order=order, org=org)
    return _record(row) if row else None


def of_workshop(tx: Tx, workshop: WorkshopId) -> list[Order]:
    """Return the orders of a workshop, oldest first."""
    return [_record(row) for row in tx.query(f"{_ORDER} WHERE workshop_id = $w ORDER BY order_id", w=workshop)]


def add(tx: Tx, order: Order, plan: PlanHash, lines: Sequence[OrderLine], now: datetime) -> None:
    """Add an order with its frozen lines."""
    tx.execute(
        """
        INSERT INTO orders (order_id, org_id, workshop_id, plan_hash, state, currency, total_minor, steps, ordered_on,
                            release_at, made_by, made_by_id, made_at)
        VALUES ($id, $org, $workshop, $plan, $state, $currency, $total, $steps, $on, $release, $made_by, $made_by_id,
                $now)
        """,
        id=order.order_id,
        org=order.org_id,
        workshop=order.workshop_id,
        plan=plan,
        state=order.state,
        currency=order.currency,
        total=order.total_minor,
        steps=order.steps,
        on=order.ordered_on,
        release=order.release_at,
        made_by=order.made_by,
        made_by_id=order.made_by_id,
        now=now,
    )
    tx.load_rows("incoming_lines", _columns(lines))
    tx.execute(
        """
        INSERT INTO order_line (order_id, standing_id, participant_id, person_id, course_id, kind, label, unit_minor)
        SELECT $order, standing_id, participant_id, person_id, course_id, kind, label, unit_minor
          FROM incoming_lines
        """,
        order=order.order_id,
    )


def _columns(lines: Sequence[OrderLine]) -> dict[str, tuple[pa.DataType, list[Any]]]:
    kinds = {"kind": pa.string(), "label": pa.string()}
    names = ("standing_id", "participant_id", "person_id", "course_id", "kind", "label", "unit_minor")
    return {name: (kinds.get(name, pa.int64()), [getattr(line, name) for line in lines]) for name in names}


def lines(tx: Tx, order: OrderId) -> list[OrderLine]:
    """Return the frozen lines of an order."""
    rows = tx.query(
        """
        SELECT standing_id, participant_id, person_id, course_id, kind, label, unit_minor
          FROM order_line
         WHERE order_id = $order
         ORDER BY standing_id
        """,
        order=order,
    )
    return [OrderLine(*row) for row in rows]


def set_state(tx: Tx, order: OrderId, state: str, *, told_at: datetime | None = None) -> None:
    """Move an order; a moment of telling is kept once set."""
    tx.execute(
        "UPDATE orders SET state = $state, told_at = coalesce(told_at, $told) WHERE order_id = $order",
        state=state,
        told=told_at,
        order=order,
    )


def cancel(tx: Tx, order: OrderId, now: datetime) -> None:
    """Mark an order as taken back."""
    tx.execute(
        "UPDATE orders SET state = 'cancelled', cancelled_at = $now WHERE order_id = $order", now=now, order=order
    )


def next_number(tx: Tx, org: OrgId, name: str) -> int:
    """Return the next number of a gapless series; a rolled back transaction gives it back."""
    tx.execute(
        """
        INSERT INTO counter (org_id, name, value)
        VALUES ($org, $name, 1)
            ON CONFLICT (org_id, name) DO UPDATE SET value = counter.value + 1
        """,
        org=org,
        name=name,
    )
    return int(tx.value("SELECT value FROM counter WHERE org_id = $org AND name = $name", org=org, name=name))


def any_org(tx: Tx, order: OrderId) -> Order | None:
    """Return an order whatever its organisation: for jobs, which act for all of them."""
    row = tx.first(f"{_ORDER} WHERE order_id = $order", order=order)
    return _record(row) if row else None


def recipients(tx: Tx, order: OrderId) -> dict[int, tuple[str, str]]:
    """Return person → (name, address) of everybody in an order.

    The roster's name and address count. An address that no longer reaches its owner, or is not theirs (somebody named
    them for it, and they are still to confirm it), gives way to the primary one.
    """
    rows = tx.query(
        """
        WITH listed AS (
            SELECT l.person_id, min(l.participant_id) AS participant_id
              FROM order_line AS l
             WHERE l.order_id = $order
             GROUP BY l.person_id
        ), reached AS (
            SELECT person_id, min(address) AS address
              FROM address
             WHERE kind = 'primary'
               AND person_id IN (SELECT person_id FROM listed)
             GROUP BY person_id
        )
        SELECT l.person_id,
               trim(p.first_name || ' ' || p.last_name),
               trim(q.first_name || ' ' || q.last_name),
               CASE
                   WHEN a.person_id = l.person_id AND a.kind <> 'inactive' THEN p.address
                   ELSE coalesce(r.address, p.address)
               END
          FROM listed AS l
          JOIN participant AS p
            ON p.participant_id = l.participant_id
          JOIN person AS q
            ON q.person_id = l.person_id
          LEFT JOIN address AS a
            ON a.address = p.address
          LEFT JOIN reached AS r
            ON r.person_id = l.person_id
        """,
        order=order,
    )
    return {row[0]: (row[1] or row[2], row[3]) for row in rows}


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order with what became of it, for lists."""

    order_id: OrderId
    workshop_id: WorkshopId
    workshop: str
    state: str
    currency: str
    total_minor: int
    ordered_on: date
    release_at: datetime
    made_by: str
    people: int
    claimed: int
    told: int
    received_minor: int
    invoice_id: int | None
    invoice_number: str | None
    invoice_state: str | None
    payer_address: str | None
    due_on: date | None


def rows(tx: Tx, org: OrgId, workshop: WorkshopId | None = None) -> list[OrderRow]:
    """Return the orders of an organisation, of one workshop when given, newest first."""
    found = tx.query(
        """
        WITH shown AS MATERIALIZED (
            SELECT order_id, workshop_id, state, currency, total_minor, ordered_on, release_at, made_by
              FROM orders
             WHERE org_id = $org
               AND ($workshop IS NULL OR workshop_id = $workshop)
        ), held AS (
            SELECT order_id, count(DISTINCT person_id) AS people,
                   count(*) FILTER (WHERE state = 'issued') AS claimed
              FROM certificate
             WHERE order_id IN (SELECT order_id FROM shown)
             GROUP BY order_id
        ), told AS (
            SELECT order_id, count(*) AS told
              FROM outbox
             WHERE kind = 'certificate_offered'
               AND state IN ('sent', 'delivered', 'bounced')
               AND order_id IN (SELECT order_id FROM shown)
             GROUP BY order_id
        ), paid AS (
            SELECT order_id, sum(amount_minor) AS received
              FROM payment
             WHERE order_id IN (SELECT order_id FROM shown)
             GROUP BY order_id
        )
        SELECT s.order_id, s.workshop_id, w.name, s.state, s.currency, s.total_minor, s.ordered_on, s.release_at,
               s.made_by, coalesce(h.people, 0), coalesce(h.claimed, 0), coalesce(t.told, 0),
               CAST(coalesce(p.received, 0) AS BIGINT), i.invoice_id, i.number, i.state, i.payer_address,
               CAST(json_extract_string(i.document, '$.due_on') AS DATE)
          FROM shown AS s
          JOIN workshop AS w
            ON w.workshop_id = s.workshop_id
          LEFT JOIN held AS h
            ON h.order_id = s.order_id
          LEFT JOIN told AS t
            ON t.order_id = s.order_id
          LEFT JOIN paid AS p
            ON p.order_id = s.order_id
          LEFT JOIN invoice AS i
            ON i.order_id = s.order_id
         ORDER BY s.order_id DESC
        """,
        org=org,
        workshop=workshop,
    )
    return [OrderRow(OrderId(row[0]), WorkshopId(row[1]), *row[2:]) for row in found]
