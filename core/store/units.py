"""Organisation units: department, location and manager of a person, as one organisation says."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from core.model import OrgId, PersonId, Unit
from core.store.db import Tx

NOT_SAID = Unit()


def of(tx: Tx, org: OrgId, ids: Collection[int]) -> dict[int, Unit]:
    """Return the unit by person, of those of whom anything is said."""
    rows = tx.query(
        """
        SELECT person_id, department, location, manager
          FROM person_unit
         WHERE org_id = $org
           AND person_id IN (SELECT unnest($ids::BIGINT[]))
        """,
        org=org,
        ids=sorted(ids),
    )
    return {row[0]: Unit(*row[1:]) for row in rows}


def put(tx: Tx, org: OrgId, person: PersonId, unit: Unit, now: datetime) -> None:
    """Say where somebody works; a unit of which nothing is said leaves no row."""
    tx.execute("DELETE FROM person_unit WHERE org_id = $org AND person_id = $person", org=org, person=person)
    if unit != NOT_SAID:
        tx.execute(
            """
            INSERT INTO person_unit (org_id, person_id, department, location, manager, changed_at)
            VALUES ($org, $person, $department, $location, $manager, $now)
            """,
            org=org,
            person=person,
            department=unit.department,
            location=unit.location,
            manager=unit.manager,
            now=now,
        )


def in_use(tx: Tx, org: OrgId, most: int) -> dict[str, list[str]]:
    """Return the values of department, location and manager, of each the `most` that most people have, by name."""
    rows = tx.query(
        """
        WITH said AS (
            SELECT 'department' AS field, department AS value, count(*) AS people
              FROM person_unit
             WHERE org_id = $org
               AND department <> ''
             GROUP BY department
             UNION ALL
            SELECT 'location', location, count(*)
              FROM person_unit
             WHERE org_id = $org
               AND location <> ''
             GROUP BY location
             UNION ALL
            SELECT 'manager', manager, count(*)
              FROM person_unit
             WHERE org_id = $org
               AND manager <> ''
             GROUP BY manager
        ), ranked AS (
            SELECT field, value, row_number() OVER (PARTITION BY field ORDER BY people DESC, value) AS place
              FROM said
        )
        SELECT field, value
          FROM ranked
         WHERE place <= $most
         ORDER BY field, lower(value), value
        """,
        org=org,
        most=most,
    )
    found: dict[str, list[str]] = {"department": [], "location": [], "manager": []}
    for field, value in rows:
        found[field].append(value)
    return found
