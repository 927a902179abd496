"""Proposals: what an organisation would change about somebody whom it alone does not know; the person answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.model import OrgId, PersonId
from core.store.db import Row, Tx


@dataclass(frozen=True, slots=True)
class Proposal:
    """`change`: addresses, a list of {address, verified}, and where proposed first_name and last_name. Times are UTC.

    `state`: open, accepted or declined.
    """

    proposal_id: int
    org_id: OrgId
    person_id: PersonId
    change: Mapping[str, Any]
    state: str
    made_at: datetime
    answered_at: datetime | None

    @property
    def addresses(self) -> list[str]:
        return [str(one["address"]) for one in self.change.get("addresses", [])]


_SELECT = """
    SELECT proposal_id, org_id, person_id, change, state, made_at, answered_at
      FROM proposal
"""


def _record(row: Row) -> Proposal:
    return Proposal(row[0], OrgId(row[1]), PersonId(row[2]), json.loads(row[3]), row[4], row[5], row[6])


def add(tx: Tx, org: OrgId, person: PersonId, change: Mapping[str, Any], now: datetime) -> int:
    """Keep a proposal; return its key."""
    proposal = tx.new_id()
    tx.execute(
        """
        INSERT INTO proposal (proposal_id, org_id, person_id, change, state, made_at)
        VALUES ($proposal, $org, $person, $change, 'open', $now)
        """,
        proposal=proposal,
        org=org,
        person=person,
        change=json.dumps(change, ensure_ascii=False, sort_keys=True),
        now=now,
    )
    return proposal


def find(tx: Tx, proposal: int) -> Proposal | None:
    """Return a proposal of whatever state, or None."""
    row = tx.first(f"{_SELECT} WHERE proposal_id = $proposal", proposal=proposal)
    return _record(row) if row else None


def open_since(tx: Tx, org: OrgId, since: datetime) -> list[Proposal]:
    """Return the open proposals that an organisation made since a moment."""
    rows = tx.query(
        f"""
        {_SELECT}
         WHERE org_id = $org
           AND state = 'open'
           AND made_at >= $since
         ORDER BY proposal_id
        """,
        org=org,
        since=since,
    )
    return [_record(row) for row in rows]


def open_of(tx: Tx, org: OrgId, person: PersonId) -> list[Proposal]:
    """Return what an organisation waits for a person to answer, newest first."""
    rows = tx.query(
        f"""
        {_SELECT}
         WHERE org_id = $org
           AND person_id = $person
           AND state = 'open'
         ORDER BY proposal_id DESC
        """,
        org=org,
        person=person,
    )
    return [_record(row) for row in rows]


def answer(tx: Tx, proposal: int, state: str, now: datetime) -> None:
    """Move an open proposal to accepted or declined."""
    tx.execute(
        """
        UPDATE proposal
           SET state = $state,
               answered_at = $now
         WHERE proposal_id = $proposal
           AND state = 'open'
        """,
        state=state,
        now=now,
        proposal=proposal,
    )


def reached(tx: Tx, org: OrgId, since: datetime) -> dict[int, tuple[str, str]]:
    """Return person → (name, address) of everybody whom proposals made since a moment ask, and a mail reaches."""
    rows = tx.query(
        """
        WITH asked AS (
            SELECT DISTINCT person_id
              FROM proposal
             WHERE org_id = $org
               AND state = 'open'
               AND made_at >= $since
        ), ranked AS (
            SELECT person_id, address,
                   row_number() OVER (
                       PARTITION BY person_id
                       ORDER BY CASE kind WHEN 'primary' THEN 0 ELSE 1 END, made_at, address
                   ) AS place
              FROM address
             WHERE kind <> 'inactive'
               AND person_id IN (SELECT person_id FROM asked)
        )
        SELECT r.person_id, trim(p.first_name || ' ' || p.last_name), r.address
          FROM ranked AS r
          JOIN person AS p
            ON p.person_id = r.person_id
         WHERE r.place = 1
        """,
        org=org,
        since=since,
    )
    return {row[0]: (row[1], row[2]) for row in rows}
