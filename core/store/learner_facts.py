"""Facts of recertification: the newest completed term and the open assignment of each person and family.

Kept in `learner`, and made afresh for the persons of the temporary table `touched` inside the transaction of whatever
changed their history. On a day before something that the records hold, the facts of those whom it concerns are made
from history as it was then. Source of the rules: docs/recertification.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pyarrow as pa

from core.model import CourseId, OrgId
from core.store.db import Tx
from core.store.learner_build import FACTS, build

ALWAYS = date.max
FACTS_OF_B = ", ".join(f"b.{name}" for name in FACTS.split(", "))


def touch(tx: Tx, persons: Iterable[int]) -> None:
    """Make `touched` from ids of persons."""
    tx.load_rows("touched", {"person_id": (pa.int64(), sorted(set(persons)))})


def touch_rows(tx: Tx, table: str) -> None:
    """Make `touched` from the persons of a temporary table of ours that has a column `person_id`."""
    tx.execute(f"CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT person_id FROM {table}")


def touch_course(tx: Tx, org: OrgId, course: CourseId) -> None:
    """Make `touched` from everybody whose history holds this course: whom a change of its terms or family concerns."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE touched AS
        SELECT person_id
          FROM completion
         WHERE org_id = $org
           AND course_id = $course
         UNION
        SELECT person_id
          FROM certificate
         WHERE org_id = $org
           AND course_id = $course
         UNION
        SELECT person_id
          FROM assignment
         WHERE org_id = $org
           AND course_id = $course
        """,
        org=org,
        course=course,
    )


def touch_everybody(tx: Tx, org: OrgId) -> None:
    """Make `touched` from everybody who has a history in an organisation, or facts already."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE touched AS
        SELECT person_id FROM completion WHERE org_id = $org
         UNION
        SELECT person_id FROM certificate WHERE org_id = $org
         UNION
        SELECT person_id FROM assignment WHERE org_id = $org
         UNION
        SELECT person_id FROM learner WHERE org_id = $org
        """,
        org=org,
    )


def refresh(tx: Tx, org: OrgId) -> None:
    """Make the kept facts of everybody in `touched` afresh. Rows keep their key."""
    if not tx.value("SELECT count(*) FROM touched"):
        return
    build(tx, org, ALWAYS)
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE learner_before AS
        SELECT learner_id, person_id, family
          FROM learner
         WHERE org_id = $org
           AND person_id IN (SELECT person_id FROM touched)
        """,
        org=org,
    )
    tx.execute("DELETE FROM learner WHERE org_id = $org AND person_id IN (SELECT person_id FROM touched)", org=org)
    tx.execute(
        f"""
        INSERT INTO learner (learner_id, org_id, {FACTS})
        SELECT coalesce(o.learner_id, nextval('ids')), $org, {FACTS_OF_B}
          FROM built AS b
          LEFT JOIN learner_before AS o
            ON o.person_id = b.person_id
           AND o.family = b.family
         ORDER BY b.recertify_on, b.person_id
        """,
        org=org,
    )


def keep(tx: Tx, org: OrgId, persons: Iterable[int]) -> None:
    """Make the kept facts of these persons afresh."""
    touch(tx, persons)
    refresh(tx, org)


def make_missing(tx: Tx) -> None:
    """Make the facts of every organisation, once, in a store that held records before there were facts."""
    if not tx.value("SELECT count(*) FROM instance WHERE name = 'learner'"):
        return
    for row in tx.query("SELECT org_id FROM organisation ORDER BY org_id"):
        touch_everybody(tx, OrgId(row[0]))
        refresh(tx, OrgId(row[0]))
    tx.execute("DELETE FROM instance WHERE name = 'learner'")


def source_for(tx: Tx, org: OrgId, on: date) -> str:
    """Return the name of the table or view that holds an organisation's facts as they stood on a day.

    It has the columns of `learner`. Rows that stand only on a past day have keys below zero.
    """
    late = tx.value(f"SELECT count(*) FROM ({LATER}) AS late", org=org, on=on)
    if not late:
        return "learner"
    tx.execute(f"CREATE OR REPLACE TEMP TABLE touched AS {LATER}", org=org, on=on)
    build(tx, org, on)
    tx.execute("CREATE OR REPLACE TEMP TABLE later_person AS SELECT person_id FROM touched")
    tx.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE earlier AS
        SELECT coalesce(o.learner_id, -row_number() OVER (ORDER BY b.person_id, b.family)) AS learner_id,
               $org AS org_id, {FACTS_OF_B}
          FROM built AS b
          LEFT JOIN learner AS o
            ON o.org_id = $org
           AND o.person_id = b.person_id
           AND o.family = b.family
        """,
        org=org,
    )
    tx.execute(f"""
        CREATE OR REPLACE TEMP VIEW learner_then AS
        SELECT learner_id, org_id, {FACTS}
          FROM learner AS l
         WHERE NOT EXISTS (SELECT 1 FROM later_person AS p WHERE p.person_id = l.person_id)
         UNION ALL
        SELECT learner_id, org_id, {FACTS}
          FROM earlier
    """)
    return "learner_then"


# Whom something concerns that is dated after a day. Four plain scans: statistics pass over nearly all of them.
LATER = """
        SELECT person_id
          FROM learner
         WHERE org_id = $org
           AND dated_on > $on
         UNION
        SELECT person_id
          FROM learner
         WHERE org_id = $org
           AND assigned_on > $on
         UNION
        SELECT person_id
          FROM assignment
         WHERE org_id = $org
           AND started_on > $on
         UNION
        SELECT person_id
          FROM assignment
         WHERE org_id = $org
           AND completed_on > $on
"""
