"""What has moved about the pairs of a list since it was shown."""

from __future__ import annotations

from core.model import OrgId
from core.store.db import Tx


def since(tx: Tx, org: OrgId, seq: int | None, limit: int) -> list[str]:
    """Return phrases for pairs of `judged` about which something was written after an audit row, in their order."""
    shown = tx.first("SELECT max(made_at) FROM audit WHERE seq = $seq", seq=seq) if seq is not None else None
    if shown is None or shown[0] is None:
        return []
    rows = tx.query(
        """
        WITH changed AS (
            SELECT j.row_at, j.address AS who, 'was credited with ' || t.ceulid AS what
              FROM judged AS j
              JOIN pair AS t
                ON t.row_at = j.row_at
              JOIN credit AS c
                ON c.ceu_course_id = j.ceu_course_id
               AND c.address = j.address
             WHERE c.org_id = $org
               AND (c.made_at > $since OR c.answered_at > $since OR c.ended_at > $since)
             UNION
            SELECT j.row_at, j.address, 'has proven the address'
              FROM judged AS j
              JOIN address AS a
                ON a.address = j.address
             WHERE a.verified_at > $since
             UNION
            SELECT j.row_at, j.address, 'was connected or left'
              FROM judged AS j
              JOIN membership AS m
                ON m.person_id = j.person_id
             WHERE m.org_id = $org
               AND (m.made_at > $since OR m.ended_at > $since)
             UNION
            SELECT min(j.row_at), t.ceulid, 'was changed'
              FROM judged AS j
              JOIN pair AS t
                ON t.row_at = j.row_at
              JOIN ceu_step AS s
                ON s.ceu_course_id = j.ceu_course_id
             WHERE s.made_at > $since
             GROUP BY t.ceulid
        )
        SELECT who || ' ' || what
          FROM changed
         ORDER BY row_at, what
         LIMIT $limit
        """,
        org=org,
        since=shown[0],
        limit=limit,
    )
    return [str(row[0]) for row in rows]
