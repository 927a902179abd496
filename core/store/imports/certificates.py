"""Certificates in bulk. A row's key is person, course and first day; older and overlapping ones are history.

A certificate that was born here, in a workshop, may be revoked or lifted by a file; its dates and number stay.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pyarrow as pa

from core.model import OrgId
from core.store import term_sql
from core.store.db import Tx
from core.store.imports import completions, matching, names
from core.store.imports.staging import Counts, Left


def write(
    tx: Tx, org: OrgId, batch: int, now: datetime, numbers: Callable[[int], list[str]]
) -> tuple[Counts, list[Left]]:
    """Write the staged certificates; return the counts of rows and the rows that would change one of ours.

    `numbers` gives so many new certificate numbers. Leaves `touched`: whose standing in recertification changes.
    """
    matching.match_by_email(tx, "staged_certificates")
    _judge(tx)
    _key(tx, org)
    _earn(tx)
    _compare(tx, org)
    left = _ours(tx)
    counts = _count(tx)
    names.write(tx, now)
    completions.write_new_addresses(tx, now)
    _insert(tx, org, batch, now, numbers)
    _update(tx, now)
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE touched AS
        SELECT DISTINCT person_id
          FROM compared
         WHERE certificate_id IS NULL
            OR rewritten
            OR turned
    """)
    return counts, left


def _judge(tx: Tx) -> None:
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE judged AS
        SELECT who, person_id, is_new, FALSE AS closed, FALSE AS renamed, '' AS first_name, '' AS last_name
          FROM target
    """)


def _key(tx: Tx, org: OrgId) -> None:
    """Make `keyed`: a row a certificate with the last filled cell of each column; an empty cell says nothing."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE keyed AS
        WITH said AS (
            SELECT j.person_id, c.course_id, s.certified_on, s.line, s.valid_through, s.number, s.state
              FROM staged_certificates AS s
              JOIN named AS n
                ON n.email = s.email
              JOIN judged AS j
                ON j.who = n.who
              JOIN course AS c
                ON c.org_id = $org
               AND c.code = s.course
        ), last_lines AS (
            SELECT person_id, course_id, certified_on, min(line) AS line,
                   max(CASE WHEN valid_through IS NOT NULL THEN line END) AS end_line,
                   max(CASE WHEN number <> '' THEN line END) AS number_line,
                   max(CASE WHEN state <> '' THEN line END) AS state_line
              FROM said
             GROUP BY person_id, course_id, certified_on
        )
        SELECT l.person_id, l.course_id, l.certified_on, l.line,
               e.valid_through, coalesce(m.number, '') AS number, coalesce(t.state, '') AS state
          FROM last_lines AS l
          LEFT JOIN staged_certificates AS e
            ON e.line = l.end_line
          LEFT JOIN staged_certificates AS m
            ON m.line = l.number_line
          LEFT JOIN staged_certificates AS t
            ON t.line = l.state_line
        """,
        org=org,
    )


def _earn(tx: Tx) -> None:
    """Make `earned` for every row: the end that the course's rule gives, counted from the day of certification."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE earning AS
        SELECT k.line AS key, k.certified_on AS completed, 'certified' AS called,
               c.months, c.rule, c.fixed_day, c.min_active_months, 'completion' AS anchor, c.window_days,
               CAST(NULL AS DATE) AS previous_end, CAST(NULL AS DATE) AS extended_to, CAST(NULL AS DATE) AS assigned
          FROM keyed AS k
          JOIN course AS c
            ON c.course_id = k.course_id
    """)
    term_sql.earn(tx)


def _compare(tx: Tx, org: OrgId) -> None:
    """Make `compared`: each row beside the certificate of that key that is kept, if any.

    Of several kept ones the live one counts, then the newest.
    """
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE compared AS
        WITH kept AS (
            SELECT certificate_id, person_id, course_id, starts_on, valid_through, body_number, state, workshop_id,
                   row_number() OVER (
                       PARTITION BY person_id, course_id, starts_on
                       ORDER BY CASE WHEN term_key IS NULL THEN 1 ELSE 0 END, certificate_id DESC
                   ) AS nth
              FROM certificate
             WHERE org_id = $org
               AND state <> 'withdrawn'
               AND person_id IN (SELECT person_id FROM target WHERE NOT is_new)
        )
        SELECT k.line, k.person_id, k.course_id, k.certified_on, k.number, k.state,
               k.valid_through IS NOT NULL AS says_end,
               coalesce(k.valid_through, e.valid_through) AS valid_through,
               CASE WHEN k.valid_through IS NULL THEN e.because ELSE 'as brought in' END AS because,
               o.certificate_id, o.state AS old_state, o.workshop_id IS NOT NULL AS ours,
               o.certificate_id IS NOT NULL
               AND ((k.valid_through IS NOT NULL AND (o.valid_through IS NULL OR o.valid_through <> k.valid_through))
                    OR (k.number <> '' AND k.number <> coalesce(o.body_number, ''))) AS rewritten,
               (k.state = 'revoked' AND o.state = 'issued') OR (k.state = 'issued' AND o.state = 'revoked') AS turned
          FROM keyed AS k
          JOIN earned AS e
            ON e.key = k.line
          LEFT JOIN kept AS o
            ON o.person_id = k.person_id
           AND o.course_id = k.course_id
           AND o.starts_on = k.certified_on
           AND o.nth = 1
        """,
        org=org,
    )


def _ours(tx: Tx) -> list[Left]:
    rows = tx.query("""
        SELECT c.line, s.email
          FROM compared AS c
          JOIN staged_certificates AS s
            ON s.line = c.line
         WHERE c.ours
           AND c.rewritten
         ORDER BY c.line
    """)
    return [Left(line, "certified_on", email, "ISSUED_HERE") for line, email in rows]


def _count(tx: Tx) -> Counts:
    rows = tx.value("SELECT count(*) FROM staged_certificates")
    new, ours, updated = tx.query("""
        SELECT coalesce(sum(CASE WHEN certificate_id IS NULL THEN 1 ELSE 0 END), 0),
               coalesce(sum(CASE WHEN ours AND rewritten THEN 1 ELSE 0 END), 0),
               coalesce(sum(CASE WHEN (rewritten OR turned) AND NOT (ours AND rewritten) THEN 1 ELSE 0 END), 0)
          FROM compared
    """)[0]
    return Counts(int(new), int(updated), int(rows - new - ours - updated))


def _insert(tx: Tx, org: OrgId, batch: int, now: datetime, numbers: Callable[[int], list[str]]) -> None:
    count = tx.value("SELECT count(*) FROM compared WHERE certificate_id IS NULL")
    fresh = numbers(count)
    tx.load_rows("fresh_number", {"nth": (pa.int64(), range(1, count + 1)), "number": (pa.string(), fresh)})
    tx.execute(
        """
        INSERT INTO certificate (certificate_id, org_id, person_id, course_id, number, body_number, state, term_key,
                                 starts_on, valid_through, because, batch_id, made_at, issued_at, ended_at,
                                 ended_because)
        WITH ranked AS (
            SELECT *, row_number() OVER (ORDER BY certified_on, person_id, course_id) AS nth
              FROM compared
             WHERE certificate_id IS NULL
        )
        SELECT nextval('ids'), $org, r.person_id, r.course_id, f.number, CASE WHEN r.number <> '' THEN r.number END,
               CASE WHEN r.state = 'revoked' THEN 'revoked' ELSE 'issued' END,
               CASE WHEN r.state <> 'revoked' THEN r.person_id || ':' || r.course_id || ':' || r.certified_on END,
               r.certified_on, r.valid_through, r.because, $batch, $now, $now,
               CASE WHEN r.state = 'revoked' THEN CAST($now AS TIMESTAMP) END,
               CASE WHEN r.state = 'revoked' THEN 'brought in as revoked' END
          FROM ranked AS r
          JOIN fresh_number AS f
            ON f.nth = r.nth
         ORDER BY r.nth
        """,
        org=org,
        batch=batch,
        now=now,
    )


def _update(tx: Tx, now: datetime) -> None:
    tx.execute("""
        UPDATE certificate
           SET valid_through = CASE WHEN c.says_end THEN c.valid_through ELSE certificate.valid_through END,
               because = CASE WHEN c.says_end THEN c.because ELSE certificate.because END,
               body_number = CASE WHEN c.number <> '' THEN c.number ELSE certificate.body_number END
          FROM compared AS c
         WHERE certificate.certificate_id = c.certificate_id
           AND c.rewritten
           AND NOT c.ours
    """)
    tx.execute(
        """
        UPDATE certificate
           SET state = c.state,
               live_key = CASE
                              WHEN c.state = 'issued' AND certificate.workshop_id IS NOT NULL
                              THEN c.person_id || ':' || c.course_id || ':' || certificate.workshop_id
                          END,
               term_key = CASE
                              WHEN c.state = 'issued'
                              THEN c.person_id || ':' || c.course_id || ':' || c.certified_on
                          END,
               ended_at = CASE WHEN c.state = 'revoked' THEN CAST($now AS TIMESTAMP) END,
               ended_because = CASE WHEN c.state = 'revoked' THEN 'brought in as revoked' END
          FROM compared AS c
         WHERE certificate.certificate_id = c.certificate_id
           AND c.turned
           AND NOT (c.ours AND c.rewritten)
        """,
        now=now,
    )
