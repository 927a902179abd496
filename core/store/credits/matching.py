"""Archived credits and whose their addresses are by now, though not proven."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.model import OrgId, PersonId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Match:
    """An archived credit whose address is somebody's who is known here: it is offered when they prove the address."""

    credit_id: int
    ceulid: str
    address: str
    attended_on: date
    person_id: PersonId
    name: str


def of_archived(tx: Tx, org: OrgId) -> list[Match]:
    """Return every such credit of an organisation, by address."""
    rows = tx.query(
        """
        WITH owned AS (
            SELECT c.credit_id, c.ceu_course_id, c.address, c.attended_on, a.person_id
              FROM credit AS c
              JOIN address AS a
                ON a.address = c.address
             WHERE c.org_id = $org
               AND c.state = 'archived'
               AND a.verified_at IS NULL
        ), here AS (
            SELECT person_id
              FROM membership
             WHERE org_id = $org
               AND ended_at IS NULL
               AND person_id IN (SELECT person_id FROM owned)
             UNION
            SELECT person_id
              FROM completion
             WHERE org_id = $org
               AND undone_at IS NULL
               AND person_id IN (SELECT person_id FROM owned)
             UNION
            SELECT person_id
              FROM certificate
             WHERE org_id = $org
               AND person_id IN (SELECT person_id FROM owned)
        )
        SELECT o.credit_id, k.ceulid, o.address, o.attended_on, o.person_id, trim(p.first_name || ' ' || p.last_name)
          FROM owned AS o
          JOIN here AS h
            ON h.person_id = o.person_id
          JOIN person AS p
            ON p.person_id = o.person_id
          JOIN ceu_course AS k
            ON k.ceu_course_id = o.ceu_course_id
         ORDER BY o.address, o.credit_id
        """,
        org=org,
    )
    return [Match(*row) for row in rows]
