"""Class and flags of every pair of a list, set-based: the temporary table `judged` from the temporary table `pair`.

pair: row_at, line, ceulid, ceulid_key, email, address (absent: malformed), hours_hundredths, attended_on, note, ticked
judged: row_at, ceulid_key, address, hours_hundredths, attended_on and note of those, ceu_course_id, whole_hundredths
(the course's hours), excess (more than that was entered), class, flags (bits of core.rules.pairs), person_id (whose
account), kind (of the address), first_at (the first row of the same person and id), tickable, picked

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
    dated = {**columns, "attended_on": [today if day is None else day for day in columns["attended_on"]]}
    tx.load_table("pair", pa.table({field.name: dated[field.name] for field in PAIRS}, schema=PAIRS))


def judge(tx: Tx, org: OrgId) -> None:
    """Make `judged` from `pair`, as the records of an organisation stand now."""
    tx.execute(_JUDGED, org=org)


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

# Whoever has not proven an address counts as its owner only where they are known: else it would tell of strangers.
_HERE = """
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
       AND person_id IN (SELECT person_id FROM unproven)"""

# `behind` is the person who stands behind an address, NULL where only the address itself does. What stands in the way
# (taken) is looked for by both. One statement: each more would cost a small list as much as all of its rows.
_JUDGED = f"""
    CREATE OR REPLACE TEMP TABLE judged AS
    WITH ours AS MATERIALIZED (
        SELECT ceulid_key, max(CASE WHEN org_id = $org THEN ceu_course_id END) AS ceu_course_id,
               coalesce(bool_or(org_id = $org AND state = 'approved'), FALSE) AS approved,
               max(CASE WHEN org_id = $org THEN approved_from END) AS approved_from,
               max(CASE WHEN org_id = $org THEN approved_until END) AS approved_until,
               max(CASE WHEN org_id = $org THEN cycle_years END) AS cycle_years,
               coalesce(max(CASE WHEN org_id = $org THEN approved_from END), DATE '2000-01-01') AS counted_from,
               max(CASE WHEN org_id = $org THEN hours_hundredths END) AS whole_hundredths
          FROM ceu_course
         WHERE ceulid_key IN (SELECT ceulid_key FROM pair)
         GROUP BY ceulid_key
    ), past AS MATERIALIZED (
        SELECT ceu_course_id, address, person_id, attended_on, state
          FROM credit
         WHERE state IN ('offered', 'archived', 'accepted')
           AND ceu_course_id IN (SELECT ceu_course_id FROM ours)
    ), owner AS MATERIALIZED (
        SELECT address, person_id, verified_at IS NOT NULL AS proven, kind
          FROM address
         WHERE address IN (SELECT address FROM pair UNION ALL SELECT address FROM past WHERE person_id IS NULL)
    ), unproven AS (
        SELECT DISTINCT person_id
          FROM owner
         WHERE NOT proven
    ), here AS (
        {_HERE}
    ), connected AS (
        SELECT DISTINCT person_id
          FROM membership
         WHERE org_id = $org
           AND role = 'holder'
           AND ended_at IS NULL
           AND person_id IN (SELECT person_id FROM owner WHERE proven)
    ), resolved AS MATERIALIZED (
        SELECT o.address, CASE WHEN o.proven THEN o.person_id END AS person_id, o.kind,
               c.person_id IS NOT NULL AS connected,
               CASE WHEN o.proven OR h.person_id IS NOT NULL THEN o.person_id END AS behind
          FROM owner AS o
          LEFT JOIN connected AS c
            ON c.person_id = o.person_id
          LEFT JOIN here AS h
            ON h.person_id = o.person_id
    ), taken AS MATERIALIZED (
        SELECT t.ceu_course_id, t.address, coalesce(t.person_id, r.behind) AS behind, t.state = 'accepted' AS accepted,
               {CYCLE} AS cycle
          FROM past AS t
          JOIN ours AS k
            ON k.ceu_course_id = t.ceu_course_id
          LEFT JOIN resolved AS r
            ON r.address = t.address
         WHERE t.person_id IS NULL
            OR t.person_id IN (SELECT behind FROM resolved WHERE behind IS NOT NULL)
            OR t.address IN (SELECT address FROM pair)
    ), met AS MATERIALIZED (
        SELECT t.row_at, t.ceulid_key, t.address, t.hours_hundredths, t.attended_on, t.note, t.ticked, k.ceu_course_id,
               k.whole_hundredths, r.person_id, r.kind, r.behind, {CYCLE} AS cycle,
               CASE
                   WHEN k.ceulid_key IS NULL THEN 'a1'
                   WHEN k.ceu_course_id IS NULL THEN 'a2'
                   WHEN NOT k.approved
                        OR k.approved_from > t.attended_on
                        OR k.approved_until < t.attended_on
                   THEN 'a3'
                   WHEN r.person_id IS NULL THEN 'b2'
                   WHEN r.connected THEN 'c'
                   ELSE 'b1'
               END AS class
          FROM pair AS t
          LEFT JOIN ours AS k
            ON k.ceulid_key = t.ceulid_key
          LEFT JOIN resolved AS r
            ON r.address = t.address
    ), twice AS (
        SELECT min(row_at) AS first_at, ceulid_key, behind, CASE WHEN behind IS NULL THEN address END AS only_address
          FROM met
         WHERE address IS NOT NULL
         GROUP BY ceulid_key, behind, only_address
        HAVING count(*) > 1
    ), flagged AS (
        SELECT m.row_at, m.ceulid_key, m.address, m.hours_hundredths, m.attended_on, m.note, m.ticked, m.ceu_course_id,
               m.whole_hundredths, m.person_id, m.kind, m.class,
               coalesce(w.first_at, m.row_at) AS first_at,
               coalesce(m.hours_hundredths > m.whole_hundredths, FALSE) AS excess,
               CASE WHEN w.first_at IS NOT NULL THEN {DUPLICATE} ELSE 0 END
               + CASE WHEN (m.ceu_course_id, m.behind) IN (SELECT ceu_course_id, behind FROM taken WHERE NOT accepted)
                        OR (m.ceu_course_id, m.address) IN (SELECT ceu_course_id, address FROM taken WHERE NOT accepted)
                      THEN {ALREADY_OFFERED} ELSE 0 END
               + CASE WHEN (m.ceu_course_id, m.cycle, m.behind) IN (SELECT ceu_course_id, cycle, behind
                                                                      FROM taken
                                                                     WHERE accepted)
                        OR (m.ceu_course_id, m.cycle, m.address) IN (SELECT ceu_course_id, cycle, address
                                                                       FROM taken
                                                                      WHERE accepted)
                      THEN {ALREADY_ACCEPTED} ELSE 0 END
               + CASE WHEN m.address IS NULL THEN {BAD_EMAIL} ELSE 0 END AS flags
          FROM met AS m
          LEFT JOIN twice AS w
            ON w.ceulid_key = m.ceulid_key
           AND (w.behind = m.behind OR (m.behind IS NULL AND w.only_address = m.address))
    )
    SELECT row_at, ceulid_key, address, hours_hundredths, attended_on, note, ceu_course_id, whole_hundredths, person_id,
           kind, class, first_at, excess, flags,
           class IN ('c', 'b1', 'b2') AND NOT excess AND flags < {ALREADY_OFFERED} AS tickable,
           class IN ('c', 'b1', 'b2') AND NOT excess AND flags < {ALREADY_OFFERED}
           AND coalesce(ticked, flags = 0) AS picked
      FROM flagged
"""
