"""Credits as records: one CEULid for one address, and its steps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa

from core.model import OrgId, PersonId
from core.store.db import Row, Tx

OPEN = ("offered", "archived")


@dataclass(frozen=True, slots=True)
class Credit:
    """One credit with its course. `hours_hundredths` are the credit's own; moments are UTC.

    `person_id` is whose account it is offered to. `lead_id` and `found_id` name the mails that told of it.
    """

    credit_id: int
    org_id: OrgId
    ceu_course_id: int
    ceulid: str
    title: str
    category: str
    address: str
    person_id: PersonId | None
    hours_hundredths: int
    attended_on: date
    state: str
    posted_as: str
    note: str
    batch_id: int | None
    lead_id: int
    found_id: int | None
    former_id: int | None
    dashboard_org_id: OrgId | None
    made_by: str
    made_at: datetime
    offered_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    approved_from: date | None
    approved_until: date | None
    cycle_years: int | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it and staff have not taken it back."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Step:
    """What a credit became, why and by whom."""

    state: str
    reason: str
    made_by: str
    batch_id: int | None
    made_at: datetime


SELECT = """
    SELECT c.credit_id, c.org_id, c.ceu_course_id, k.ceulid, k.title, coalesce(k.category, ''), c.address, c.person_id,
           c.hours_hundredths, c.attended_on, c.state, c.posted_as, c.note, c.batch_id, c.lead_id, c.found_id,
           c.former_id, c.dashboard_org_id, c.made_by, c.made_at, c.offered_at, c.answered_at, c.ended_at,
           k.approved_from, k.approved_until, k.cycle_years
      FROM credit AS c
      JOIN ceu_course AS k
        ON k.ceu_course_id = c.ceu_course_id
"""


def record(row: Row) -> Credit:
    """Return a row of SELECT as a record."""
    return Credit(*row)


def find(tx: Tx, credit: int) -> Credit | None:
    """Return a credit of whatever organisation, None when there is none."""
    row = tx.first(f"{SELECT} WHERE c.credit_id = $credit", credit=credit)
    return record(row) if row else None


def find_in(tx: Tx, org: OrgId, credit: int) -> Credit | None:
    """Return a credit that this organisation posted, or None."""
    row = tx.first(f"{SELECT} WHERE c.credit_id = $credit AND c.org_id = $org", credit=credit, org=org)
    return record(row) if row else None


def open_at(tx: Tx, org: OrgId, address: str) -> list[Credit]:
    """Return what waits for an answer at an address, oldest first."""
    rows = tx.query(
        f"""
        {SELECT}
         WHERE c.org_id = $org
           AND c.address = $address
           AND c.state IN ('offered', 'archived')
         ORDER BY c.attended_on, c.credit_id
        """,
        org=org,
        address=address,
    )
    return [record(row) for row in rows]


def of_person(tx: Tx, person: PersonId) -> list[Credit]:
    """Return everything that was offered to somebody's account, in whatever organisation, newest attendance first."""
    rows = tx.query(
        f"""
        {SELECT}
         WHERE c.person_id = $person
         ORDER BY c.attended_on DESC, c.credit_id DESC
        """,
        person=person,
    )
    return [record(row) for row in rows]


def chain(tx: Tx, org: OrgId, credit: int) -> list[Credit]:
    """Return a credit with all that it came in the place of and all that came in its place, oldest first."""
    rows = tx.query(
        f"""
        {SELECT}
         WHERE c.org_id = $org
           AND c.credit_id IN (
               WITH RECURSIVE before AS (
                   SELECT credit_id, former_id
                     FROM credit
                    WHERE credit_id = $credit
                    UNION
                   SELECT c.credit_id, c.former_id
                     FROM credit AS c
                     JOIN before AS b
                       ON c.credit_id = b.former_id
               ), after AS (
                   SELECT credit_id
                     FROM credit
                    WHERE credit_id = $credit
                    UNION
                   SELECT c.credit_id
                     FROM credit AS c
                     JOIN after AS a
                       ON c.former_id = a.credit_id
               )
               SELECT credit_id FROM before
                UNION
               SELECT credit_id FROM after
           )
         ORDER BY c.credit_id
        """,
        org=org,
        credit=credit,
    )
    return [record(row) for row in rows]


def steps(tx: Tx, credits: Collection[int]) -> dict[int, list[Step]]:
    """Return the steps of credits after they were posted, oldest first."""
    tx.load_rows("asked_credit", {"credit_id": (pa.int64(), sorted(credits))})
    rows = tx.query("""
        SELECT credit_id, state, reason, made_by, batch_id, made_at
          FROM credit_step
         WHERE credit_id IN (SELECT credit_id FROM asked_credit)
         ORDER BY step_id
    """)
    found: dict[int, list[Step]] = {}
    for credit, *rest in rows:
        found.setdefault(credit, []).append(Step(*rest))
    return found
