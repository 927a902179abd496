"""Certificates: offered, issued, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from core.model import CertificateId, CourseId, OrderId, OrgId, PersonId, WorkshopId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class NewCertificate:
    person_id: int
    course_id: int
    number: str
    starts_on: date
    valid_through: date | None
    because: str


@dataclass(frozen=True, slots=True)
class Certificate:
    certificate_id: CertificateId
    org_id: OrgId
    person_id: PersonId
    course_id: CourseId
    workshop_id: WorkshopId | None
    order_id: int | None
    number: str
    state: str
    starts_on: date
    valid_through: date | None
    because: str
    document: str | None  # JSON of the frozen value that is drawn
    issued_at: datetime | None
    ended_at: datetime | None


_SELECT = """
        SELECT certificate_id, org_id, person_id, course_id, workshop_id, order_id, number, state, starts_on,
               valid_through, because, document, issued_at, ended_at
          FROM certificate
"""


def offer_all(tx: Tx, org: OrgId, workshop: int, order: OrderId, rows: Sequence[NewCertificate], now: datetime) -> None:
    """Add offered certificates in bulk; a key refuses a second live one for a workshop or a term."""
    kinds: dict[str, pa.DataType] = {
        "person_id": pa.int64(),
        "course_id": pa.int64(),
        "number": pa.string(),
        "starts_on": pa.date32(),
        "valid_through": pa.date32(),
        "because": pa.string(),
    }
    columns: dict[str, tuple[pa.DataType, list[Any]]] = {
        name: (kind, [getattr(row, name) for row in rows]) for name, kind in kinds.items()
    }
    tx.load_rows("incoming_certificates", columns)
    tx.execute(
        """
        INSERT INTO certificate (certificate_id, org_id, person_id, course_id, workshop_id, order_id, number, state,
                                 live_key, term_key, starts_on, valid_through, because, made_at)
        SELECT nextval('ids'), $org, person_id, course_id, $workshop, $order, number, 'offered',
               person_id || ':' || course_id || ':' || $workshop,
               person_id || ':' || course_id || ':' || starts_on,
               starts_on, valid_through, because, $now
          FROM incoming_certificates
         ORDER BY starts_on, person_id, course_id
        """,
        org=org,
        workshop=workshop,
        order=order,
        now=now,
    )


HeldTerm = tuple[date, date | None, date | None]  # start, end, end after an extension


def newest_terms(tx: Tx, org: OrgId, persons: Sequence[int]) -> dict[tuple[int, str], HeldTerm]:
    """Return the term of the newest live certificate of each person × family, for carrying dates forward."""
    rows = tx.query(
        """
        WITH ranked AS (
            SELECT c.person_id, k.family, c.starts_on, c.valid_through,
                   row_number() OVER (
                       PARTITION BY c.person_id, k.family
                       ORDER BY c.starts_on DESC, k.version DESC, c.valid_through DESC NULLS FIRST
                   ) AS nth
              FROM certificate AS c
              JOIN course AS k
                ON k.course_id = c.course_id
             WHERE c.org_id = $org
               AND c.state IN ('offered', 'issued')
               AND c.person_id IN (SELECT unnest($persons::BIGINT[]))
        )
        SELECT r.person_id, r.family, r.starts_on, r.valid_through, x.extended_to
          FROM ranked AS r
          LEFT JOIN extension AS x
            ON x.org_id = $org
           AND x.person_id = r.person_id
           AND x.family = r.family
           AND x.starts_on = r.starts_on
           AND x.ended_at IS NULL
         WHERE r.nth = 1
        """,
        org=org,
        persons=list(persons),
    )
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows}


def term_keys(tx: Tx, org: OrgId, persons: Sequence[int]) -> set[tuple[int, int, date]]:
    """Return (person, course, start) of every live certificate of these people."""
    rows = tx.query(
        """
        SELECT person_id, course_id, starts_on
          FROM certificate
         WHERE org_id = $org
           AND term_key IS NOT NULL
           AND person_id IN (SELECT unnest($persons::BIGINT[]))
        """,
        org=org,
        persons=list(persons),
    )
    return {(row[0], row[1], row[2]) for row in rows}


def live_of(tx: Tx, workshop: WorkshopId) -> set[tuple[int, int]]:
    """Return (person, course) of every live certificate of a workshop."""
    rows = tx.query(
        """
        SELECT person_id, course_id
          FROM certificate
         WHERE workshop_id = $workshop
           AND live_key IS NOT NULL
        """,
        workshop=workshop,
    )
    return {(row[0], row[1]) for row in rows}


def of_order(tx: Tx, order: OrderId, person: PersonId | None = None) -> list[Certificate]:
    """Return the certificates of an order, of one person when given."""
    rows = tx.query(
        f"{_SELECT} WHERE order_id = $order AND ($person IS NULL OR person_id = $person) ORDER BY certificate_id",
        order=order,
        person=person,
    )
    return [Certificate(*row) for row in rows]


def by_number(tx: Tx, number: str) -> Certificate | None:
    """Return the certificate that bears this number on this instance, or None."""
    row = tx.first(f"{_SELECT} WHERE number = $number", number=number)
    return Certificate(*row) if row else None


def issue(tx: Tx, certificate: CertificateId, document: str, now: datetime) -> bool:
    """Freeze the document of an offered certificate; return False when it was no longer offered."""
    changed = tx.execute(
        """
        UPDATE certificate
           SET state = 'issued',
               document = $document,
               issued_at = $now
         WHERE certificate_id = $certificate
           AND state = 'offered'
        """,
        document=document,
        now=now,
        certificate=certificate,
    )
    return changed == 1


def withdraw_order(tx: Tx, order: OrderId, reason: str, now: datetime) -> int:
    """Withdraw what an order has offered and nobody has claimed; return how many."""
    return tx.execute(
        """
        UPDATE certificate
           SET state = 'withdrawn',
               live_key = NULL,
               term_key = NULL,
               ended_at = $now,
               ended_because = $reason
         WHERE order_id = $order
           AND state = 'offered'
        """,
        order=order,
        reason=reason,
        now=now,
    )


def issued_of(tx: Tx, workshop: WorkshopId) -> list[Certificate]:
    """Return the issued certificates of a workshop, in the order of their making."""
    rows = tx.query(
        f"{_SELECT} WHERE workshop_id = $workshop AND state = 'issued' ORDER BY certificate_id", workshop=workshop
    )
    return [Certificate(*row) for row in rows]
