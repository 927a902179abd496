"""Departments, locations and managers of a people file: an organisation's own, whoever else knows the person."""

from __future__ import annotations

from datetime import datetime

from core.model import OrgId
from core.store.db import Tx


def want(tx: Tx, org: OrgId) -> None:
    """Make `unit_wanted(who, person_id, is_new, department, location, manager)`: whose unit a file changes, and to
    what. Of several rows about one person the last filled cell of each column counts; an empty one leaves what is
    there. After `matching.match`; rows that say nothing of a unit cost nothing."""
    tx.execute(_SAID)
    tx.execute(_WANTED, org=org)


_SAID = """
    CREATE OR REPLACE TEMP TABLE unit_said AS
    SELECT n.who, s.line, s.department, s.location, s.manager
      FROM staged_people AS s
      JOIN named AS n
        ON n.email = s.email
     WHERE s.department <> ''
        OR s.location <> ''
        OR s.manager <> ''
"""

_WANTED = """
    CREATE OR REPLACE TEMP TABLE unit_wanted AS
    WITH last_lines AS (
        SELECT who,
               max(CASE WHEN department <> '' THEN line END) AS department_line,
               max(CASE WHEN location <> '' THEN line END) AS location_line,
               max(CASE WHEN manager <> '' THEN line END) AS manager_line
          FROM unit_said
         GROUP BY who
    ), ours AS (
        SELECT person_id, department, location, manager
          FROM person_unit
         WHERE org_id = $org
    ), merged AS (
        SELECT l.who, t.person_id, u.person_id IS NULL AS is_new,
               coalesce(u.department, '') AS had_department,
               coalesce(u.location, '') AS had_location,
               coalesce(u.manager, '') AS had_manager,
               coalesce(d.department, u.department, '') AS department,
               coalesce(p.location, u.location, '') AS location,
               coalesce(m.manager, u.manager, '') AS manager
          FROM last_lines AS l
          JOIN target AS t
            ON t.who = l.who
          LEFT JOIN ours AS u
            ON u.person_id = t.person_id
          LEFT JOIN unit_said AS d
            ON d.line = l.department_line
          LEFT JOIN unit_said AS p
            ON p.line = l.location_line
          LEFT JOIN unit_said AS m
            ON m.line = l.manager_line
    )
    SELECT who, person_id, is_new, department, location, manager
      FROM merged
     WHERE department <> had_department
        OR location <> had_location
        OR manager <> had_manager
"""


def write(tx: Tx, org: OrgId, now: datetime) -> None:
    """Write what `want` found."""
    tx.execute(
        """
        UPDATE person_unit
           SET department = w.department,
               location = w.location,
               manager = w.manager,
               changed_at = $now
          FROM unit_wanted AS w
         WHERE person_unit.org_id = $org
           AND person_unit.person_id = w.person_id
           AND NOT w.is_new
        """,
        org=org,
        now=now,
    )
    tx.execute(
        """
        INSERT INTO person_unit (org_id, person_id, department, location, manager, changed_at)
        SELECT $org, person_id, department, location, manager, $now
          FROM unit_wanted
         WHERE is_new
         ORDER BY person_id
        """,
        org=org,
        now=now,
    )
