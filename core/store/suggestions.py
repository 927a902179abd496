"""Who may be meant by a roster's rows: near matches among people who are known here with what the course requires.

Looked for where nobody known here has the address, or who has it lacks a prerequisite. Kept beside the standings of a
workshop, and looked for again when its roster or its courses change. Source of the rules: docs/identity.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.model import OrgId, PersonId, WorkshopId
from core.store import classification, near
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who may be meant by a row in a course: known here, with the prerequisites; the evidence is `because`."""

    participant_id: int
    course_id: int
    person_id: PersonId
    address: str
    name: str
    because: str


def look(tx: Tx, org: OrgId, on: date) -> None:
    """Make the temporary table `suggested` (columns of `suggestion`, without its workshop) after `classify`.

    Whoever stands on the same roster already is not meant by another line of it, and archived people are not either.
    """
    tx.execute(_ASKED)
    if not tx.value("SELECT count(*) FROM unanswered"):
        tx.execute(_NOTHING)
        return
    tx.execute(_STAGED)
    near.gather(tx, org)
    tx.execute("DELETE FROM near_pair WHERE person_id IN (SELECT person_id FROM matched)")
    tx.execute(
        "DELETE FROM near_pair WHERE person_id IN (SELECT person_id FROM archived_person WHERE org_id = $org)", org=org
    )
    tx.execute("CREATE OR REPLACE TEMP TABLE ids AS SELECT DISTINCT person_id FROM near_pair")
    classification.who_meets(tx, org, on)
    tx.execute(_SUGGESTED)


_ASKED = """
    CREATE OR REPLACE TEMP TABLE unanswered AS
    SELECT participant_id, course_id
      FROM classified
     WHERE status = 'Inactive'
       AND (person_id IS NULL OR reasons LIKE '%PREREQUISITE%')
"""

_STAGED = """
    CREATE OR REPLACE TEMP TABLE near_asked AS
    SELECT participant_id AS row_at, address, name_key
      FROM roster
     WHERE participant_id IN (SELECT participant_id FROM unanswered)
"""

_NOTHING = """
    CREATE OR REPLACE TEMP TABLE suggested AS
    SELECT participant_id, course_id, person_id, address, because
      FROM suggestion
     WHERE FALSE
"""

_SUGGESTED = """
    CREATE OR REPLACE TEMP TABLE suggested AS
    WITH able AS MATERIALIZED (
        SELECT n.row_at, m.course_id, n.person_id, n.address, n.because, n.closeness
          FROM near_pair AS n
          JOIN meeting AS m
            ON m.person_id = n.person_id
    ), ranked AS (
        SELECT u.participant_id, u.course_id, a.person_id, a.address, a.because, a.closeness,
               row_number() OVER best_first AS place,
               lead(a.closeness) OVER best_first AS next_closeness
          FROM able AS a
          JOIN unanswered AS u
            ON u.participant_id = a.row_at
           AND u.course_id = a.course_id
        WINDOW best_first AS (PARTITION BY u.participant_id, u.course_id ORDER BY a.closeness, a.person_id)
    )
    SELECT participant_id, course_id, person_id, address, because
      FROM ranked
     WHERE place = 1
       AND coalesce(next_closeness <> closeness, TRUE)
"""


def keep(tx: Tx, workshop: WorkshopId) -> None:
    """Keep what `look` found for a workshop, in place of what was found before."""
    tx.execute("DELETE FROM suggestion WHERE workshop_id = $workshop", workshop=workshop)
    tx.execute(
        """
        INSERT INTO suggestion (workshop_id, participant_id, course_id, person_id, address, because)
        SELECT $workshop, participant_id, course_id, person_id, address, because
          FROM suggested
         ORDER BY participant_id, course_id
        """,
        workshop=workshop,
    )


def found(tx: Tx) -> dict[tuple[int, int], Suggestion]:
    """Return what `look` found just now, by row of the list and course."""
    rows = tx.query("""
        SELECT s.participant_id, s.course_id, s.person_id, s.address, trim(p.first_name || ' ' || p.last_name),
               s.because
          FROM suggested AS s
          JOIN person AS p
            ON p.person_id = s.person_id
    """)
    return {(row[0], row[1]): Suggestion(*row) for row in rows}


def of_workshop(tx: Tx, workshop: WorkshopId) -> dict[tuple[int, int], Suggestion]:
    """Return what is kept for a workshop, by participant and course."""
    rows = tx.query(
        """
        SELECT s.participant_id, s.course_id, s.person_id, s.address, trim(p.first_name || ' ' || p.last_name),
               s.because
          FROM suggestion AS s
          JOIN person AS p
            ON p.person_id = s.person_id
         WHERE s.workshop_id = $workshop
        """,
        workshop=workshop,
    )
    return {(row[0], row[1]): Suggestion(*row) for row in rows}
