"""What has moved since a list was shown: people whose records changed, and acts that stand in the audit."""

from __future__ import annotations

from core.model import OrgId
from core.store.db import Tx


def head(tx: Tx) -> int:
    """Return the number of the newest row of the audit: a plan remembers it, to name later what came after."""
    return int(tx.value("SELECT seq FROM audit_head"))


def people_since(tx: Tx, org: OrgId, seq: int, limit: int) -> list[tuple[str, str]]:
    """Return (name or address, what) of people whose records changed after an audit row, newest first."""
    since = tx.first("SELECT max(made_at) FROM audit WHERE seq = $seq", seq=seq)
    if since is None or since[0] is None:
        return []
    rows = tx.query(_CHANGED, org=org, since=since[0], limit=limit)
    return [(str(row[0]), str(row[1])) for row in rows]


def acts_since(tx: Tx, org: OrgId, seq: int, limit: int) -> list[tuple[str, str, str]]:
    """Return (action, subject, actor) of what this organisation's audit holds after a row, oldest first."""
    rows = tx.query(
        """
        SELECT action, subject, actor
          FROM audit
         WHERE org_id = $org
           AND seq > $seq
         ORDER BY seq
         LIMIT $limit
        """,
        org=org,
        seq=seq,
        limit=limit,
    )
    return [(row[0], row[1], row[2]) for row in rows]


_CHANGED = """
    WITH changed AS (
        SELECT person_id, 'has a new completion' AS what, made_at
          FROM completion
         WHERE org_id = $org
           AND made_at > $since
         UNION ALL
        SELECT person_id, 'has a new certificate', made_at
          FROM certificate
         WHERE org_id = $org
           AND made_at > $since
         UNION ALL
        SELECT person_id, 'has lost a certificate', ended_at
          FROM certificate
         WHERE org_id = $org
           AND ended_at > $since
         UNION ALL
        SELECT person_id, 'has a new assignment', made_at
          FROM assignment
         WHERE org_id = $org
           AND made_at > $since
         UNION ALL
        SELECT person_id, 'was archived', archived_at
          FROM archived_person
         WHERE org_id = $org
           AND archived_at > $since
         UNION ALL
        SELECT person_id, 'has a date set by hand', made_at
          FROM manual_date
         WHERE org_id = $org
           AND made_at > $since
         UNION ALL
        SELECT person_id, 'has another next course', made_at
          FROM next_course
         WHERE org_id = $org
           AND made_at > $since
         UNION ALL
        SELECT person_id, 'works elsewhere', changed_at
          FROM person_unit
         WHERE org_id = $org
           AND changed_at > $since
         UNION ALL
        SELECT person_id, 'was extended', made_at
          FROM extension
         WHERE org_id = $org
           AND made_at > $since
    ), newest AS (
        SELECT person_id, max(made_at) AS made_at
          FROM changed
         GROUP BY person_id
         ORDER BY max(made_at) DESC, person_id
         LIMIT $limit
    )
    SELECT coalesce(nullif(trim(p.first_name || ' ' || p.last_name), ''), a.address, ''), min(c.what)
      FROM newest AS n
      JOIN changed AS c
        ON c.person_id = n.person_id
       AND c.made_at = n.made_at
      JOIN person AS p
        ON p.person_id = n.person_id
      LEFT JOIN (SELECT person_id, min(address) AS address
                   FROM address
                  WHERE person_id IN (SELECT person_id FROM newest)
                  GROUP BY person_id) AS a
        ON a.person_id = n.person_id
     GROUP BY 1, n.person_id, n.made_at
     ORDER BY n.made_at DESC, 1
"""
