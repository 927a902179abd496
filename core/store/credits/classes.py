"""Class and flags of every pair of a list, set-based: the temporary table `judged` from the temporary table `pair`.

pair: row_at, line, ceulid, ceulid_key, email, address (absent: malformed), hours_hundredths, attended_on, note, ticked
judged: those columns, ceu_course_id, whole_hundredths (the course's hours), excess (more than that was entered),
class, flags (bits of core.rules.pairs), person_id (whose account), kind (of the address), holder_key (who stands behind
the address), tickable, picked

The same is decided purely by core.rules.pairs; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from core.model import OrgId
from core.store.db import Tx

PAIRS = pa.schema(
    [
        ("row_at", pa.int64()),
        ("line", pa.int64()),
        ("ceulid", pa.string()),
        ("ceulid_key", pa.string()),
        ("email", pa.string()),
        ("address", pa.string()),
        ("hours_hundredths", pa.int64()),
        ("attended_on", pa.date32()),
        ("note", pa.string()),
        ("ticked", pa.bool_()),
    ]
)
DUPLICATE, ALREADY_OFFERED, ALREADY_ACCEPTED, BAD_EMAIL, NEAR_MATCH = 1, 2, 4, 8, 16


def stage(tx: Tx, columns: Mapping[str, Sequence[Any]], today: date) -> None:
    """Make `pair` from whole columns; an absent attendance date is today."""
    tx.load_table("pair_read", pa.table({field.name: columns[field.name] for field in PAIRS}, schema=PAIRS))
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE pair AS
        SELECT row_at, line, ceulid, ceulid_key, email, address, hours_hundredths,
               coalesce(attended_on, CAST($today AS DATE)) AS attended_on, note, ticked
          FROM pair_read
        """,
        today=today,
    )


def judge(tx: Tx, org: OrgId) -> None:
    """Make `judged` from `pair`, as the records of an organisation stand now."""
    tx.execute(_COURSES, org=org)
    tx.execute(_PAST)
    tx.execute(_OWNERS)
    tx.execute(_HERE, org=org)
    tx.execute(_CONNECTED, org=org)
    tx.execute(_RESOLVED)
    tx.execute(_TAKEN)
    tx.execute(_JUDGED)


_COURSES = """
    CREATE OR REPLACE TEMP TABLE pair_course AS
    WITH asked AS (
        SELECT DISTINCT ceulid_key
          FROM pair
    ), ours AS (
        SELECT ceulid_key, ceu_course_id, state, approved_from, approved_until, cycle_years, hours_hundredths
          FROM ceu_course
         WHERE org_id = $org
           AND ceulid_key IN (SELECT ceulid_key FROM asked)
    ), known AS (
        SELECT DISTINCT ceulid_key
          FROM ceu_course
         WHERE ceulid_key IN (SELECT ceulid_key FROM asked)
    )
    SELECT q.ceulid_key, o.ceu_course_id, k.ceulid_key IS NOT NULL AS known,
           coalesce(o.state, '') = 'approved' AS approved, o.approved_from, o.approved_until, o.cycle_years,
           coalesce(o.approved_from, DATE '2000-01-01') AS counted_from, o.hours_hundredths AS whole_hundredths
      FROM asked AS q
      LEFT JOIN ours AS o
        ON o.ceulid_key = q.ceulid_key
      LEFT JOIN known AS k
        ON k.ceulid_key = q.ceulid_key
"""

_PAST = """
    CREATE OR REPLACE TEMP TABLE pair_past AS
    SELECT ceu_course_id, address, person_id, attended_on, state
      FROM credit
     WHERE state IN ('offered', 'archived', 'accepted')
       AND ceu_course_id IN (SELECT ceu_course_id FROM pair_course)
"""

_OWNERS = """
    CREATE OR REPLACE TEMP TABLE pair_owner AS
    SELECT address, person_id, verified_at IS NOT NULL AS proven, kind
      FROM address
     WHERE address IN (SELECT address
                         FROM pair
                        UNION ALL
                       SELECT address
                         FROM pair_past
                        WHERE person_id IS NULL)
"""

# Whoever has not proven an address counts as its owner only where they are known: else it would tell of strangers.
_HERE = """
    CREATE OR REPLACE TEMP TABLE pair_here AS
    WITH unproven AS (
        SELECT DISTINCT person_id
          FROM pair_owner
         WHERE NOT proven
    )
    SELECT person_id
      FROM membership
     WHERE org_id = $org
       AND ended_at IS NULL
       AND person_id IN (SELECT person_id FROM unproven)
     UNION
    SELECT person_id
      FROM completion
     WHERE org_id = $org
       AND undone_at IS NULL
       AND person_id IN (SELECT person_id FROM unproven)
     UNION
    SELECT person_id
      FROM certificate
     WHERE org_id = $org
       AND person_id IN (SELECT person_id FROM unproven)
"""

_CONNECTED = """
    CREATE OR REPLACE TEMP TABLE pair_connected AS
    SELECT DISTINCT person_id
      FROM membership
     WHERE org_id = $org
       AND role = 'holder'
       AND ended_at IS NULL
       AND person_id IN (SELECT person_id FROM pair_owner WHERE proven)
"""

_RESOLVED = """
    CREATE OR REPLACE TEMP TABLE pair_resolved AS
    SELECT o.address, CASE WHEN o.proven THEN o.person_id END AS person_id, o.kind,
           c.person_id IS NOT NULL AS connected,
           CASE WHEN o.proven OR h.person_id IS NOT NULL THEN 'p' || o.person_id ELSE o.address END AS holder_key
      FROM pair_owner AS o
      LEFT JOIN pair_connected AS c
        ON c.person_id = o.person_id
      LEFT JOIN pair_here AS h
        ON h.person_id = o.person_id
"""

# In which cycle a day lies; core.rules.pairs.cycle_number says the same.
CYCLE = """
    CASE
        WHEN coalesce(k.cycle_years, 0) = 0 THEN 0
        ELSE CAST(floor((EXTRACT(YEAR FROM t.attended_on) - EXTRACT(YEAR FROM k.counted_from)
                         - CASE
                               WHEN k.counted_from
                                    + (EXTRACT(YEAR FROM t.attended_on) - EXTRACT(YEAR FROM k.counted_from))
                                      * INTERVAL '1 year' > t.attended_on
                               THEN 1
                               ELSE 0
                           END) / CAST(k.cycle_years AS DOUBLE)) AS BIGINT)
    END"""

# What stands in the way, by the address itself and by whoever stands behind it.
_TAKEN = f"""
    CREATE OR REPLACE TEMP TABLE pair_taken AS
    WITH named AS (
        SELECT t.ceu_course_id, t.address, t.state,
               CASE WHEN t.person_id IS NOT NULL THEN 'p' || t.person_id
                    ELSE coalesce(r.holder_key, t.address) END AS holder_key,
               CASE WHEN t.state = 'accepted' THEN {CYCLE} END AS cycle
          FROM pair_past AS t
          JOIN pair_course AS k
            ON k.ceu_course_id = t.ceu_course_id
          LEFT JOIN pair_resolved AS r
            ON r.address = t.address
    )
    SELECT ceu_course_id, address AS who, state = 'accepted' AS accepted, cycle
      FROM named
     UNION
    SELECT ceu_course_id, holder_key, state = 'accepted', cycle
      FROM named
"""

_JUDGED = f"""
    CREATE OR REPLACE TEMP TABLE judged AS
    WITH met AS (
        SELECT t.row_at, t.line, t.ceulid, t.ceulid_key, t.email, t.address, t.hours_hundredths, t.attended_on, t.note,
               t.ticked, k.ceu_course_id, k.whole_hundredths, r.person_id, r.kind,
               coalesce(r.holder_key, t.address) AS holder_key,
               {CYCLE} AS cycle,
               CASE
                   WHEN k.ceu_course_id IS NULL AND NOT k.known THEN 'a1'
                   WHEN k.ceu_course_id IS NULL THEN 'a2'
                   WHEN NOT k.approved
                        OR k.approved_from > t.attended_on
                        OR k.approved_until < t.attended_on
                   THEN 'a3'
                   WHEN r.connected AND r.person_id IS NOT NULL THEN 'c'
                   WHEN r.person_id IS NOT NULL THEN 'b1'
                   ELSE 'b2'
               END AS class
          FROM pair AS t
          JOIN pair_course AS k
            ON k.ceulid_key = t.ceulid_key
          LEFT JOIN pair_resolved AS r
            ON r.address = t.address
    ), twice AS (
        SELECT ceulid_key, holder_key
          FROM met
         WHERE address IS NOT NULL
         GROUP BY ceulid_key, holder_key
        HAVING count(*) > 1
    ), flagged AS (
        SELECT m.row_at, m.line, m.ceulid, m.ceulid_key, m.email, m.address, m.hours_hundredths, m.attended_on, m.note,
               m.ticked, m.ceu_course_id, m.whole_hundredths, m.person_id, m.kind, m.holder_key, m.class,
               coalesce(m.hours_hundredths > m.whole_hundredths, FALSE) AS excess,
               CASE WHEN w.holder_key IS NOT NULL THEN {DUPLICATE} ELSE 0 END
               + CASE WHEN (m.ceu_course_id, m.address) IN (SELECT ceu_course_id, who
                                                              FROM pair_taken
                                                             WHERE NOT accepted)
                        OR (m.ceu_course_id, m.holder_key) IN (SELECT ceu_course_id, who
                                                                 FROM pair_taken
                                                                WHERE NOT accepted)
                      THEN {ALREADY_OFFERED} ELSE 0 END
               + CASE WHEN (m.ceu_course_id, m.cycle, m.address) IN (SELECT ceu_course_id, cycle, who
                                                                       FROM pair_taken
                                                                      WHERE accepted)
                        OR (m.ceu_course_id, m.cycle, m.holder_key) IN (SELECT ceu_course_id, cycle, who
                                                                          FROM pair_taken
                                                                         WHERE accepted)
                      THEN {ALREADY_ACCEPTED} ELSE 0 END
               + CASE WHEN m.address IS NULL THEN {BAD_EMAIL} ELSE 0 END AS flags
          FROM met AS m
          LEFT JOIN twice AS w
            ON w.ceulid_key = m.ceulid_key
           AND w.holder_key = m.holder_key
    ), allowed AS (
        SELECT *, class IN ('c', 'b1', 'b2') AND NOT excess AND flags < {ALREADY_OFFERED} AS tickable
          FROM flagged
    )
    SELECT *, tickable AND coalesce(ticked, flags = 0) AS picked
      FROM allowed
"""


def without_course(tx: Tx) -> str:
    """Return c, b1 or b2 for the only pair of `pair`, whatever became of its course."""
    rows = tx.query("""
        SELECT r.person_id IS NOT NULL, coalesce(r.connected, FALSE)
          FROM pair AS t
          LEFT JOIN pair_resolved AS r
            ON r.address = t.address
    """)
    proven, connected = rows[0]
    return ("c" if connected else "b1") if proven else "b2"
