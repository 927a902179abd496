"""People in bulk: new ones, and what a file changes about known ones.

After `matching.match`. Somebody known to another organisation too is left as is: what the file would change
about names, addresses and proof becomes a proposal.
"""

from __future__ import annotations

from datetime import datetime

from core.model import OrgId
from core.store import near_signatures
from core.store.credits import archive
from core.store.db import Tx
from core.store.imports import names, proposals, staging, units
from core.store.imports.staging import Counts, Left


def write(tx: Tx, org: OrgId, now: datetime) -> tuple[Counts, list[Left]]:
    """Write what was matched; return the counts of rows and the rows that became proposals.

    Leaves `touched`: whose standing in recertification changes.
    """
    staging.mark_known(tx, org)
    _want(tx)
    units.want(tx, org)
    _judge(tx, org)
    proposed = proposals.propose(tx, org, now)
    counts = _count(tx)
    names.write(tx, now)
    _write_addresses(tx, now)
    _write_our_own(tx, org, now)
    archive.offer_all(tx, now)  # the file may have proven addresses that credits wait for
    tx.execute("CREATE OR REPLACE TEMP TABLE touched AS SELECT person_id FROM judged WHERE rearchived")
    return counts, proposed


def _want(tx: Tx) -> None:
    """Make `wanted`: for each person the last filled cell of each column; an empty cell says nothing."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE wanted AS
        WITH last_lines AS (
            SELECT n.who,
                   max(CASE WHEN s.first_name <> '' THEN s.line END) AS first_line,
                   max(CASE WHEN s.last_name <> '' THEN s.line END) AS last_line,
                   max(CASE WHEN s.external_id <> '' THEN s.line END) AS number_line,
                   max(CASE WHEN s.archived IS NOT NULL THEN s.line END) AS archived_line
              FROM staged_people AS s
              JOIN named AS n
                ON n.email = s.email
             GROUP BY n.who
        )
        SELECT l.who, coalesce(f.first_name, '') AS first_name, coalesce(g.last_name, '') AS last_name,
               coalesce(e.external_id, '') AS external_id, a.archived
          FROM last_lines AS l
          LEFT JOIN staged_people AS f
            ON f.line = l.first_line
          LEFT JOIN staged_people AS g
            ON g.line = l.last_line
          LEFT JOIN staged_people AS e
            ON e.line = l.number_line
          LEFT JOIN staged_people AS a
            ON a.line = l.archived_line
    """)


def _judge(tx: Tx, org: OrgId) -> None:
    """Make `judged`: a row a person with what would change; `closed` says that it is not ours to change."""
    tx.execute(_JUDGED, org=org)


_JUDGED = """
    CREATE OR REPLACE TEMP TABLE judged AS
    WITH adding AS (
        SELECT DISTINCT c.who
          FROM claimed AS c
          LEFT JOIN address AS a
            ON a.address = c.address
         WHERE a.address IS NULL
            OR (c.verified AND a.verified_at IS NULL)
    ), holders AS (
        SELECT DISTINCT person_id
          FROM membership
         WHERE org_id = $org
           AND role = 'holder'
           AND ended_at IS NULL
    )
    SELECT t.who, t.person_id, t.is_new,
           NOT coalesce(k.here, FALSE) AS new_here, coalesce(k.elsewhere, FALSE) AS closed,
           (w.first_name <> '' AND w.first_name <> p.first_name)
           OR (w.last_name <> '' AND w.last_name <> p.last_name) AS renamed,
           g.who IS NOT NULL AS readdressed,
           h.person_id IS NULL AS joins,
           w.external_id <> '' AND w.external_id <> coalesce(e.external_id, '') AS renumbered,
           w.archived IS NOT NULL AND w.archived <> (z.person_id IS NOT NULL) AS rearchived,
           v.who IS NOT NULL AS moved,
           CASE WHEN w.first_name <> '' THEN w.first_name ELSE coalesce(p.first_name, '') END AS first_name,
           CASE WHEN w.last_name <> '' THEN w.last_name ELSE coalesce(p.last_name, '') END AS last_name,
           w.external_id, w.archived
      FROM target AS t
      JOIN wanted AS w
        ON w.who = t.who
      LEFT JOIN known_at AS k
        ON k.person_id = t.person_id
      LEFT JOIN person AS p
        ON p.person_id = t.person_id
      LEFT JOIN adding AS g
        ON g.who = t.who
      LEFT JOIN holders AS h
        ON h.person_id = t.person_id
      LEFT JOIN (SELECT person_id, min(external_id) AS external_id
                   FROM external_id
                  WHERE org_id = $org
                  GROUP BY person_id) AS e ON e.person_id = t.person_id
      LEFT JOIN (SELECT DISTINCT person_id FROM archived_person WHERE org_id = $org) AS z
        ON z.person_id = t.person_id
      LEFT JOIN unit_wanted AS v
        ON v.who = t.who
"""


def _count(tx: Tx) -> Counts:
    """Count rows: a person's outcome stands for the first row about them, their further rows say nothing new."""
    found: dict[str, int] = dict(
        tx.query("""
            SELECT CASE
                       WHEN closed AND (renamed OR readdressed) THEN 'proposed'
                       WHEN is_new OR new_here THEN 'new'
                       WHEN renamed OR readdressed OR joins OR renumbered OR rearchived OR moved THEN 'updated'
                       ELSE 'unchanged'
                   END AS outcome,
                   count(*)
              FROM judged
             GROUP BY outcome
        """)
    )
    rows = tx.value("SELECT count(*) FROM staged_people")
    new, updated, proposed = (int(found.get(name, 0)) for name in ("new", "updated", "proposed"))
    return Counts(new, updated, rows - new - updated - proposed)


def _write_addresses(tx: Tx, now: datetime) -> None:
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE new_address AS
        SELECT c.address, j.person_id, c.verified,
               CASE WHEN j.is_new AND c.main_line = c.who THEN 'primary' ELSE 'alternate' END AS kind
          FROM claimed AS c
          JOIN judged AS j
            ON j.who = c.who
          LEFT JOIN address AS a
            ON a.address = c.address
         WHERE a.address IS NULL
           AND NOT j.closed
    """)
    tx.execute(
        """
        INSERT INTO address (address, person_id, kind, verified_at, made_at)
        SELECT address, person_id, kind, CASE WHEN verified THEN CAST($now AS TIMESTAMP) END, $now
          FROM new_address
         ORDER BY person_id
        """,
        now=now,
    )
    near_signatures.sign(tx)
    tx.execute(
        """
        UPDATE address
           SET verified_at = $now
         WHERE verified_at IS NULL
           AND address IN (SELECT c.address
                             FROM claimed AS c
                             JOIN judged AS j
                               ON j.who = c.who
                            WHERE c.verified
                              AND NOT j.closed)
        """,
        now=now,
    )


def _write_our_own(tx: Tx, org: OrgId, now: datetime) -> None:
    """Write what belongs to the organisation, whoever else knows the person: holder, own number, unit, archived."""
    units.write(tx, org, now)
    tx.execute(
        """
        INSERT INTO membership (org_id, person_id, role, made_at)
        SELECT $org, person_id, 'holder', $now
          FROM judged
         WHERE joins
         ORDER BY person_id
        """,
        org=org,
        now=now,
    )
    tx.execute(
        "DELETE FROM external_id WHERE org_id = $org AND person_id IN (SELECT person_id FROM judged WHERE renumbered)",
        org=org,
    )
    tx.execute(
        """
        INSERT INTO external_id (org_id, external_id, person_id)
        SELECT $org, external_id, person_id
          FROM judged
         WHERE renumbered
         ORDER BY person_id
        """,
        org=org,
    )
    tx.execute(
        """
        DELETE FROM archived_person
         WHERE org_id = $org
           AND person_id IN (SELECT person_id FROM judged WHERE rearchived AND NOT archived)
        """,
        org=org,
    )
    tx.execute(
        """
        INSERT INTO archived_person (org_id, person_id, archived_at)
        SELECT $org, person_id, $now
          FROM judged
         WHERE rearchived
           AND archived
        """,
        org=org,
        now=now,
    )
