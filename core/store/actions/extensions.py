"""Extensions: the end of one term moves, with a reason; the base of the next term stays."""

from __future__ import annotations

from datetime import date, datetime

from core.model import OrgId
from core.store.db import Tx


def plan(tx: Tx, to: date | None, days: int | None) -> None:
    """Make `planned` from `picked`: whose newest term ends later, on a day or by so many days.

    In it `by_hand` says that the recertification date was set by hand: it stays as it is.
    """
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE planned AS
        WITH moved AS (
            SELECT *,
                   coalesce(CAST($to AS DATE), valid_through + CAST(coalesce($days, 0) AS INTEGER)) AS moved_to
              FROM picked
        )
        SELECT learner_id, person_id, family,
               CASE
                   WHEN archived THEN 'ARCHIVED'
                   WHEN course_id IS NULL THEN 'NOTHING_COMPLETED'
                   WHEN valid_through IS NULL THEN 'NEVER_ENDS'
                   WHEN moved_to <= valid_through THEN 'NOT_LATER'
               END AS code,
               by_hand, CAST(NULL AS BIGINT) AS assignment_id, valid_through AS old_on, moved_to AS new_on,
               coalesce(course_id, open_course_id) AS old_course_id,
               coalesce(course_id, open_course_id) AS new_course_id
          FROM moved
        """,
        to=to,
        days=days,
    )


def write(tx: Tx, org: OrgId, reason: str, batch: int, now: datetime) -> None:
    """Extend what `planned` says, and keep what was before; in `batch_row`, `by_hand` says: extended before."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE extending AS
        SELECT p.person_id, p.family, k.starts_on, p.old_on, p.new_on, e.person_id IS NOT NULL AS extended_before,
               p.old_course_id
          FROM planned AS p
          JOIN picked AS k
            ON k.person_id = p.person_id
           AND k.family = p.family
          LEFT JOIN (SELECT DISTINCT person_id, family, starts_on
                       FROM extension
                      WHERE org_id = $org
                        AND ended_at IS NULL) AS e
            ON e.person_id = p.person_id
           AND e.family = p.family
           AND e.starts_on = k.starts_on
         WHERE p.code IS NULL
        """,
        org=org,
    )
    _keep(tx, batch)
    _replace(tx, org, reason, batch, now)


def _keep(tx: Tx, batch: int) -> None:
    tx.execute(
        """
        INSERT INTO batch_row (batch_id, person_id, family, old_on, new_on, old_course_id, new_course_id, by_hand)
        SELECT $batch, person_id, family, old_on, new_on, old_course_id, old_course_id, extended_before
          FROM extending
         ORDER BY person_id, family
        """,
        batch=batch,
    )


def _replace(tx: Tx, org: OrgId, reason: str, batch: int, now: datetime) -> None:
    tx.execute(
        """
        UPDATE extension
           SET ended_at = $now
          FROM extending AS n
         WHERE extension.org_id = $org
           AND extension.person_id = n.person_id
           AND extension.family = n.family
           AND extension.starts_on = n.starts_on
           AND extension.ended_at IS NULL
        """,
        org=org,
        now=now,
    )
    tx.execute(
        """
        INSERT INTO extension (org_id, person_id, family, starts_on, extended_to, reason, batch_id, made_at)
        SELECT $org, person_id, family, starts_on, new_on, $reason, $batch, $now
          FROM extending
         ORDER BY person_id, family
        """,
        org=org,
        reason=reason,
        batch=batch,
        now=now,
    )


def plan_undoing(tx: Tx, org: OrgId, batch: int) -> None:
    """Make `undoing` from what a batch extended: what was extended anew or renewed since is kept."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE undoing AS
        SELECT r.person_id, r.family, CAST(NULL AS BIGINT) AS assignment_id,
               CASE
                   WHEN e.ended_at IS NOT NULL THEN 'DATE_CHANGED'
                   WHEN l.starts_on IS NULL OR l.starts_on <> e.starts_on THEN 'RENEWED'
               END AS code,
               r.old_on, l.valid_through AS new_on, r.by_hand
          FROM batch_row AS r
          JOIN extension AS e
            ON e.org_id = $org
           AND e.batch_id = r.batch_id
           AND e.person_id = r.person_id
           AND e.family = r.family
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
    """End the extensions of a batch that are reversed; one that stood before it stands again, with its reason."""
    tx.execute(
        """
        INSERT INTO extension (org_id, person_id, family, starts_on, extended_to, reason, batch_id, made_at)
        SELECT $org, u.person_id, u.family, e.starts_on, u.old_on, max(b.reason), $undo, $now
          FROM undoing AS u
          JOIN extension AS e
            ON e.org_id = $org
           AND e.batch_id = $batch
           AND e.person_id = u.person_id
           AND e.family = u.family
          JOIN extension AS b
            ON b.org_id = $org
           AND b.person_id = u.person_id
           AND b.family = u.family
           AND b.starts_on = e.starts_on
           AND b.extended_to = u.old_on
           AND b.ended_at = e.made_at
         WHERE u.code IS NULL
           AND u.by_hand
         GROUP BY u.person_id, u.family, e.starts_on, u.old_on
         ORDER BY u.person_id, u.family
        """,
        org=org,
        batch=batch,
        undo=undo,
        now=now,
    )
    tx.execute(
        """
        UPDATE extension
           SET ended_at = $now
          FROM undoing AS u
         WHERE extension.org_id = $org
           AND extension.batch_id = $batch
           AND extension.person_id = u.person_id
           AND extension.family = u.family
           AND u.code IS NULL
        """,
        org=org,
        batch=batch,
        now=now,
    )
