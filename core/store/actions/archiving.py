"""Archiving: who left is on the archived list only, in this organisation only, until restored."""

from __future__ import annotations

from datetime import datetime

from core.model import OrgId
from core.store.db import Tx


def plan(tx: Tx, *, archive: bool) -> None:
    """Make `planned` from `picked`, a row a person: who is archived, or restored."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE planned AS
        SELECT CAST(NULL AS BIGINT) AS learner_id, person_id, '' AS family,
               CASE
                   WHEN $archive AND bool_or(archived) THEN 'ARCHIVED'
                   WHEN NOT $archive AND NOT bool_or(archived) THEN 'NOT_ARCHIVED'
               END AS code,
               FALSE AS by_hand, CAST(NULL AS BIGINT) AS assignment_id, CAST(NULL AS DATE) AS old_on,
               CAST(NULL AS DATE) AS new_on, CAST(NULL AS BIGINT) AS old_course_id,
               CAST(NULL AS BIGINT) AS new_course_id
          FROM picked
         GROUP BY person_id
        """,
        archive=archive,
    )


def archive(tx: Tx, org: OrgId, now: datetime) -> None:
    """Archive everybody of the temporary table `acted`."""
    tx.execute(
        """
        INSERT INTO archived_person (org_id, person_id, archived_at)
        SELECT $org, person_id, $now
          FROM acted
         ORDER BY person_id
        """,
        org=org,
        now=now,
    )
    _mark(tx, org, archived=True)


def restore(tx: Tx, org: OrgId) -> None:
    """Restore everybody of the temporary table `acted`. That they were archived stands in the audit."""
    tx.execute(
        """
        DELETE FROM archived_person
         WHERE org_id = $org
           AND person_id IN (SELECT person_id FROM acted)
        """,
        org=org,
    )
    _mark(tx, org, archived=False)


def _mark(tx: Tx, org: OrgId, *, archived: bool) -> None:
    tx.execute(
        """
        UPDATE learner
           SET archived = $archived
         WHERE org_id = $org
           AND person_id IN (SELECT person_id FROM acted)
        """,
        org=org,
        archived=archived,
    )


def acted(tx: Tx) -> None:
    """Make `acted` from everybody of `planned` who is done."""
    tx.execute("CREATE OR REPLACE TEMP TABLE acted AS SELECT person_id FROM planned WHERE code IS NULL")


def acted_back(tx: Tx) -> None:
    """Make `acted` from everybody of `undoing` who is reversed."""
    tx.execute("CREATE OR REPLACE TEMP TABLE acted AS SELECT person_id FROM undoing WHERE code IS NULL")


def plan_undoing(tx: Tx, org: OrgId, batch: int, *, archived: bool) -> None:
    """Make `undoing` from what a batch archived (or restored): who was restored (or archived) since is kept."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE undoing AS
        SELECT r.person_id, '' AS family, CAST(NULL AS BIGINT) AS assignment_id,
               CASE
                   WHEN $archived AND a.person_id IS NULL THEN 'RESTORED'
                   WHEN $archived AND a.archived_at <> b.made_at THEN 'ARCHIVED'
                   WHEN NOT $archived AND a.person_id IS NOT NULL THEN 'ARCHIVED'
               END AS code,
               CAST(NULL AS DATE) AS old_on, CAST(NULL AS DATE) AS new_on, FALSE AS by_hand
          FROM batch_row AS r
          JOIN batch AS b
            ON b.batch_id = r.batch_id
          LEFT JOIN archived_person AS a
            ON a.org_id = $org
           AND a.person_id = r.person_id
         WHERE r.batch_id = $batch
        """,
        org=org,
        batch=batch,
        archived=archived,
    )
