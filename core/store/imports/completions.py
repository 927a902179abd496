"""Completions in bulk. A row's key is person, course and day; unknown addresses make new, unverified people."""

from __future__ import annotations

import json
from datetime import datetime

from core.model import OrgId
from core.store import near_signatures
from core.store.db import Tx
from core.store.imports import matching, names, proposals, staging
from core.store.imports.staging import Counts, Left


def leave_unknown_courses(tx: Tx, org: OrgId, staged: str) -> list[Left]:
    """Take rows of courses that the organisation does not have out of a staging table; return them."""
    tx.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE bad AS
        SELECT s.line, 'course' AS column_name, s.course AS value, 'UNKNOWN_COURSE' AS code
          FROM {staged} AS s
          LEFT JOIN (SELECT code FROM course WHERE org_id = $org) AS c
            ON c.code = s.course
         WHERE c.code IS NULL
        """,
        org=org,
    )
    left = staging.left_out(tx)
    if left:
        staging.leave_out(tx, [staged])
    return left


def write(tx: Tx, org: OrgId, batch: int, now: datetime) -> Counts:
    """Write the staged completions and the people they bring; return the counts of rows.

    Leaves `touched`: whose standing in recertification changes.
    """
    matching.match_by_email(tx, "staged_completions")
    staging.mark_known(tx, org)
    _judge(tx)
    _key(tx, org)
    counts = _count(tx)
    _propose(tx, org, now)
    names.write(tx, now)
    write_new_addresses(tx, now)
    tx.execute(
        """
        INSERT INTO completion (completion_id, org_id, person_id, course_id, completed_on, source, batch_id, made_at)
        SELECT nextval('ids'), $org, person_id, course_id, completed_on, 'import', $batch, $now
          FROM keyed
         WHERE is_new
         ORDER BY completed_on, person_id, course_id
        """,
        org=org,
        batch=batch,
        now=now,
    )
    tx.execute("CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT person_id FROM keyed WHERE is_new")
    return counts


def write_new_addresses(tx: Tx, now: datetime) -> None:
    """Give new people of `judged` the address that brought them."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE new_address AS
        SELECT n.email AS address, j.person_id
          FROM judged AS j
          JOIN named AS n
            ON n.who = j.who
         WHERE j.is_new
    """)
    tx.execute(
        """
        INSERT INTO address (address, person_id, kind, made_at)
        SELECT address, person_id, 'primary', $now
          FROM new_address
         ORDER BY person_id
        """,
        now=now,
    )
    near_signatures.sign(tx)


def _judge(tx: Tx) -> None:
    """Make `judged`: a row a person with the last filled names of the file."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE judged AS
        WITH last_lines AS (
            SELECT n.who,
                   max(CASE WHEN s.first_name <> '' THEN s.line END) AS first_line,
                   max(CASE WHEN s.last_name <> '' THEN s.line END) AS last_line
              FROM staged_completions AS s
              JOIN named AS n
                ON n.email = s.email
             GROUP BY n.who
        ), wanted AS (
            SELECT l.who, f.first_name, g.last_name
              FROM last_lines AS l
              LEFT JOIN staged_completions AS f
                ON f.line = l.first_line
              LEFT JOIN staged_completions AS g
                ON g.line = l.last_line
        )
        SELECT t.who, t.person_id, t.is_new, coalesce(k.elsewhere, FALSE) AS closed,
               coalesce(w.first_name <> p.first_name, FALSE) OR coalesce(w.last_name <> p.last_name, FALSE) AS renamed,
               coalesce(w.first_name, p.first_name, '') AS first_name,
               coalesce(w.last_name, p.last_name, '') AS last_name
          FROM target AS t
          JOIN wanted AS w
            ON w.who = t.who
          LEFT JOIN known_at AS k
            ON k.person_id = t.person_id
          LEFT JOIN person AS p
            ON p.person_id = t.person_id
    """)


def _key(tx: Tx, org: OrgId) -> None:
    """Make `keyed`: a row a completion, with the first line that says it and whether it is new."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE keyed AS
        WITH said AS (
            SELECT j.person_id, c.course_id, s.completed_on, min(s.line) AS line
              FROM staged_completions AS s
              JOIN named AS n
                ON n.email = s.email
              JOIN judged AS j
                ON j.who = n.who
              JOIN course AS c
                ON c.org_id = $org
               AND c.code = s.course
             GROUP BY j.person_id, c.course_id, s.completed_on
        ), kept AS (
            SELECT DISTINCT person_id, course_id, completed_on
              FROM completion
             WHERE org_id = $org
               AND undone_at IS NULL
               AND person_id IN (SELECT person_id FROM target WHERE NOT is_new)
        )
        SELECT d.person_id, d.course_id, d.completed_on, d.line, k.person_id IS NULL AS is_new
          FROM said AS d
          LEFT JOIN kept AS k
            ON k.person_id = d.person_id
           AND k.course_id = d.course_id
           AND k.completed_on = d.completed_on
        """,
        org=org,
    )


def _count(tx: Tx) -> Counts:
    """Count rows: new completions first; a known completion whose first row about a person renames them is updated."""
    rows = tx.value("SELECT count(*) FROM staged_completions")
    new = tx.value("SELECT count(*) FROM keyed WHERE is_new")
    updated = tx.value("""
        SELECT count(*)
          FROM judged
         WHERE renamed
           AND NOT closed
           AND NOT EXISTS (SELECT 1 FROM keyed AS k WHERE k.is_new AND k.person_id = judged.person_id)
    """)
    return Counts(new, updated, rows - new - updated)


def _propose(tx: Tx, org: OrgId, now: datetime) -> None:
    """Propose the names of people known elsewhere too. The completion itself is ours and goes in."""
    rows = tx.query("SELECT person_id, first_name, last_name FROM judged WHERE renamed AND closed ORDER BY person_id")
    changes = [
        json.dumps({"addresses": [], "first_name": first, "last_name": last}, ensure_ascii=False, sort_keys=True)
        for _, first, last in rows
    ]
    if rows:
        proposals.write(tx, org, now, [row[0] for row in rows], changes)
