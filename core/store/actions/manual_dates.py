"""Recertification dates set by hand. Each belongs to one term: a newer term leaves it behind."""

from __future__ import annotations

from datetime import date, datetime

from core.model import OrgId
from core.store.db import Tx


def plan(tx: Tx, on: date, longest_gap: int | None) -> None:
    """Make `planned` from `picked`: who falls due on another day. `longest_gap` days from the completion at most."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE planned AS
        SELECT learner_id, person_id, family,
               CASE
                   WHEN archived THEN 'ARCHIVED'
                   WHEN assignment_id IS NOT NULL THEN 'OPEN_ASSIGNMENT'
                   WHEN course_id IS NULL THEN 'NOTHING_COMPLETED'
                   WHEN $on < dated_on THEN 'BEFORE_COMPLETION'
                   WHEN $gap IS NOT NULL AND $on - dated_on > $gap THEN 'GAP_TOO_LONG'
                   WHEN by_hand AND recertify_on = $on THEN 'UNCHANGED'
               END AS code,
               by_hand, assignment_id,
               CASE WHEN assignment_id IS NULL THEN recertify_on ELSE due_on END AS old_on,
               CAST($on AS DATE) AS new_on,
               coalesce(open_course_id, course_id) AS old_course_id,
               coalesce(next_course_id, course_id) AS new_course_id
          FROM picked
        """,
        on=on,
        gap=longest_gap,
    )


def write(tx: Tx, org: OrgId, batch: int, now: datetime) -> None:
    """Set the dates of `planned`, each for the term that is the newest now."""
    _end(tx, org, now)
    tx.execute(
        """
        INSERT INTO manual_date (org_id, person_id, family, starts_on, recertify_on, batch_id, made_at)
        SELECT $org, p.person_id, p.family, k.starts_on, p.new_on, $batch, $now
          FROM planned AS p
          JOIN picked AS k
            ON k.person_id = p.person_id
           AND k.family = p.family
         WHERE p.code IS NULL
         ORDER BY p.person_id, p.family
        """,
        org=org,
        batch=batch,
        now=now,
    )


def _end(tx: Tx, org: OrgId, now: datetime) -> None:
    tx.execute(
        """
        UPDATE manual_date
           SET ended_at = $now
          FROM planned AS p
         WHERE manual_date.org_id = $org
           AND manual_date.person_id = p.person_id
           AND manual_date.family = p.family
           AND manual_date.ended_at IS NULL
           AND p.code IS NULL
        """,
        org=org,
        now=now,
    )


def plan_undoing(tx: Tx, org: OrgId, batch: int) -> None:
    """Make `undoing` from what a batch set: what was set anew or renewed since is kept."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE undoing AS
        SELECT r.person_id, r.family, CAST(NULL AS BIGINT) AS assignment_id,
               CASE
                   WHEN m.ended_at IS NOT NULL THEN 'DATE_CHANGED'
                   WHEN l.starts_on IS NULL OR l.starts_on <> m.starts_on THEN 'RENEWED'
               END AS code,
               r.old_on, l.recertify_on AS new_on, r.by_hand
          FROM batch_row AS r
          JOIN manual_date AS m
            ON m.org_id = $org
           AND m.batch_id = r.batch_id
           AND m.person_id = r.person_id
           AND m.family = r.family
          LEFT JOIN learner AS l
            ON l.org_id = $org
           AND l.person_id = r.person_id
           AND l.family = r.family
         WHERE r.batch_id = $batch
        """,
        org=org,
        batch=batch,
    )


def write_back(tx: Tx, org: OrgId, batch: int, undo: int, now: datetime) -> None:
    """End the dates of a batch that are reversed; a date set by hand before it stands again."""
    tx.execute(
        """
        INSERT INTO manual_date (org_id, person_id, family, starts_on, recertify_on, batch_id, made_at)
        SELECT $org, u.person_id, u.family, m.starts_on, u.old_on, $undo, $now
          FROM undoing AS u
          JOIN manual_date AS m
            ON m.org_id = $org
           AND m.batch_id = $batch
           AND m.person_id = u.person_id
           AND m.family = u.family
         WHERE u.code IS NULL
           AND u.by_hand
         ORDER BY u.person_id, u.family
        """,
        org=org,
        batch=batch,
        undo=undo,
        now=now,
    )
    tx.execute(
        """
        UPDATE manual_date
           SET ended_at = $now
          FROM undoing AS u
         WHERE manual_date.org_id = $org
           AND manual_date.batch_id = $batch
           AND manual_date.person_id = u.person_id
           AND manual_date.family = u.family
           AND u.code IS NULL
        """,
        org=org,
        batch=batch,
        now=now,
    )
