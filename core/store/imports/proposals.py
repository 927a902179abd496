"""What a file says about people whom another organisation knows too: proposals, for the person to answer."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pyarrow as pa

from core.model import OrgId
from core.store.db import Tx
from core.store.imports.staging import Left


def propose(tx: Tx, org: OrgId, now: datetime) -> list[Left]:
    """Write what is not ours to change as proposals, once each; return the first row of each such person."""
    rows = tx.query("""
        SELECT j.who, j.person_id, j.renamed, j.first_name, j.last_name, s.email
          FROM judged AS j
          JOIN staged_people AS s
            ON s.line = j.who
         WHERE j.closed
           AND (j.renamed OR j.readdressed)
         ORDER BY j.who
    """)
    if not rows:
        return []
    new_addresses = _new_addresses(tx)
    changes = [
        json.dumps(_change(row[2], row[3], row[4], new_addresses.get(row[0], [])), ensure_ascii=False, sort_keys=True)
        for row in rows
    ]
    write(tx, org, now, [row[1] for row in rows], changes)
    return [Left(row[0], "email", row[5], "KNOWN_ELSEWHERE") for row in rows]


def _new_addresses(tx: Tx) -> dict[int, list[tuple[str, bool]]]:
    found: dict[int, list[tuple[str, bool]]] = {}
    for who, address, verified in tx.query("""
        SELECT c.who, c.address, c.verified
          FROM claimed AS c
          JOIN judged AS j
            ON j.who = c.who
          LEFT JOIN address AS a
            ON a.address = c.address
         WHERE j.closed
           AND (a.address IS NULL OR (c.verified AND a.verified_at IS NULL))
         ORDER BY c.who, c.address
    """):
        found.setdefault(who, []).append((address, verified))
    return found


def _change(renamed: bool, first: str, last: str, addresses: list[tuple[str, bool]]) -> dict[str, Any]:
    change: dict[str, Any] = {"addresses": [{"address": address, "verified": proved} for address, proved in addresses]}
    if renamed:
        change |= {"first_name": first, "last_name": last}
    return change


def write(tx: Tx, org: OrgId, now: datetime, persons: list[int], changes: list[str]) -> None:
    """Add open proposals, a person each; one that stands open with the same words is not repeated."""
    tx.load_rows("proposed", {"person_id": (pa.int64(), persons), "change": (pa.string(), changes)})
    tx.execute(
        """
        INSERT INTO proposal (proposal_id, org_id, person_id, change, state, made_at)
        SELECT nextval('ids'), $org, n.person_id, n.change, 'open', $now
          FROM proposed AS n
         WHERE NOT EXISTS (SELECT 1
                             FROM proposal AS o
                            WHERE o.org_id = $org
                              AND o.person_id = n.person_id
                              AND o.change = n.change)
        """,
        org=org,
        now=now,
    )
