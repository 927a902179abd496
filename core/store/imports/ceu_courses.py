"""CEU courses of a file: each compared with what the registry says, then written in a few statements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import pyarrow as pa

from core.model import OrgId
from core.store.db import Tx
from core.store.imports import staging
from core.store.imports.staging import Counts, Left


def write(
    tx: Tx, org: OrgId, reachable: Iterable[tuple[str, str]], by: str, now: datetime
) -> tuple[Counts, list[Left]]:
    """Write `staged_ceu_courses`; return the counts and the rows that stay out.

    `reachable` are the changes of state that a file may tell of. Of several rows about one code the last filled cell
    of each column counts.
    """
    pairs = list(reachable)
    tx.load_rows(
        "reachable",
        {"first": (pa.string(), [one[0] for one in pairs]), "last": (pa.string(), [one[1] for one in pairs])},
    )
    left = _leave(tx, org)
    counts = _count(tx)
    _insert(tx, org, now)
    _update(tx)
    _record(tx, org, by, now)
    return counts, left


def _leave(tx: Tx, org: OrgId) -> list[Left]:
    """Take out what the records or the rest of the file contradict, until nothing is left of that."""
    left: list[Left] = []
    while True:
        _key(tx)
        _compare(tx, org)
        tx.execute(_BAD)
        found = staging.left_out(tx) or _circles(tx, org)
        if not found:
            return left
        left += found
        staging.leave_out(tx, ["staged_ceu_courses"])


def _key(tx: Tx) -> None:
    """Make `keyed`: a row a code with the last filled cell of each column; an empty cell says nothing."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE keyed AS
        WITH at_lines AS (
            SELECT ceulid_key, min(line) AS line, max(line) AS last_line,
                   max(CASE WHEN title <> '' THEN line END) AS title_line,
                   max(CASE WHEN hours_hundredths IS NOT NULL THEN line END) AS hours_line,
                   max(CASE WHEN category <> '' THEN line END) AS category_line,
                   max(CASE WHEN state <> '' THEN line END) AS state_line,
                   max(CASE WHEN approved_from IS NOT NULL THEN line END) AS from_line,
                   max(CASE WHEN approved_until IS NOT NULL THEN line END) AS until_line,
                   max(CASE WHEN successor_key <> '' THEN line END) AS successor_line
              FROM staged_ceu_courses
             GROUP BY ceulid_key
        )
        SELECT a.ceulid_key, a.line, s.ceulid, t.title, h.hours_hundredths, c.category, z.state, f.approved_from,
               u.approved_until, n.successor_key, a.state_line, a.until_line, a.from_line, a.successor_line
          FROM at_lines AS a
          JOIN staged_ceu_courses AS s
            ON s.line = a.line
          LEFT JOIN staged_ceu_courses AS t
            ON t.line = a.title_line
          LEFT JOIN staged_ceu_courses AS h
            ON h.line = a.hours_line
          LEFT JOIN staged_ceu_courses AS c
            ON c.line = a.category_line
          LEFT JOIN staged_ceu_courses AS z
            ON z.line = a.state_line
          LEFT JOIN staged_ceu_courses AS f
            ON f.line = a.from_line
          LEFT JOIN staged_ceu_courses AS u
            ON u.line = a.until_line
          LEFT JOIN staged_ceu_courses AS n
            ON n.line = a.successor_line
    """)


def _compare(tx: Tx, org: OrgId) -> None:
    """Make `compared`: each code as it will be, beside what it was; `successor_id` is found among both."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE compared AS
        WITH numbered AS MATERIALIZED (
            SELECT k.*, o.ceu_course_id AS old_id, coalesce(o.ceu_course_id, nextval('ids')) AS new_id,
                   o.title AS old_title, o.hours_hundredths AS old_hours, o.category AS old_category,
                   o.state AS old_state, o.approved_from AS old_from, o.approved_until AS old_until,
                   o.successor_id AS old_successor
              FROM keyed AS k
              LEFT JOIN ceu_course AS o
                ON o.org_id = $org
               AND o.ceulid_key = k.ceulid_key
        ), known AS (
            SELECT ceulid_key, ceu_course_id
              FROM ceu_course
             WHERE org_id = $org
             UNION
            SELECT ceulid_key, new_id
              FROM numbered
             WHERE old_id IS NULL
        )
        SELECT n.line, n.ceulid, n.ceulid_key, n.old_id, n.new_id, n.old_state,
               n.state_line, n.from_line, n.until_line, n.successor_line, n.successor_key,
               coalesce(n.title, n.old_title, n.ceulid) AS title,
               coalesce(n.hours_hundredths, n.old_hours, 0) AS hours_hundredths,
               coalesce(n.category, n.old_category) AS category,
               coalesce(n.state, n.old_state, 'draft') AS state,
               coalesce(n.approved_from, n.old_from) AS approved_from,
               coalesce(n.approved_until, n.old_until) AS approved_until,
               coalesce(s.ceu_course_id, n.old_successor) AS successor_id,
               s.ceu_course_id AS named_id,
               n.old_id IS NOT NULL
               AND (coalesce(n.title, n.old_title) <> n.old_title
                    OR coalesce(n.hours_hundredths, n.old_hours) <> n.old_hours
                    OR coalesce(n.category, n.old_category, '') <> coalesce(n.old_category, '')
                    OR coalesce(n.state, n.old_state) <> n.old_state
                    OR (n.approved_from IS NOT NULL AND (n.old_from IS NULL OR n.old_from <> n.approved_from))
                    OR (n.approved_until IS NOT NULL AND (n.old_until IS NULL OR n.old_until <> n.approved_until))
                    OR (s.ceu_course_id IS NOT NULL
                        AND (n.old_successor IS NULL OR n.old_successor <> s.ceu_course_id))) AS changed
          FROM numbered AS n
          LEFT JOIN known AS s
            ON s.ceulid_key = n.successor_key
        """,
        org=org,
    )


_BAD = """
    CREATE OR REPLACE TEMP TABLE bad AS
    SELECT state_line AS line, 'state' AS column_name, c.state AS value, 'STATE_FIXED' AS code
      FROM compared AS c
     WHERE c.old_state <> c.state
       AND NOT EXISTS (SELECT 1
                         FROM reachable AS r
                        WHERE r.first = c.old_state
                          AND r.last = c.state)
     UNION ALL
    SELECT coalesce(until_line, from_line), 'approved_until', CAST(approved_until AS VARCHAR), 'BAD_DATE'
      FROM compared
     WHERE approved_until < approved_from
       AND (until_line IS NOT NULL OR from_line IS NOT NULL)
     UNION ALL
    SELECT c.successor_line, 'successor', s.successor, 'UNKNOWN_CEULID'
      FROM compared AS c
      JOIN staged_ceu_courses AS s
        ON s.line = c.successor_line
     WHERE c.named_id IS NULL
"""


def _circles(tx: Tx, org: OrgId) -> list[Left]:
    """Return, and leave in `bad`, the rows whose successors lead back to themselves."""
    named: dict[int, tuple[int, str]] = {
        int(row[0]): (int(row[1]), str(row[2]))
        for row in tx.query("""
            SELECT c.new_id, c.successor_line, s.successor
              FROM compared AS c
              JOIN staged_ceu_courses AS s
                ON s.line = c.successor_line
             ORDER BY c.new_id
        """)
    }
    if not named:
        return []
    circles = _on_circles(_follows(tx, org))
    lines = [line for one, line in named.items() if one in circles]
    tx.load_rows(
        "bad",
        {
            "line": (pa.int64(), [line for line, _ in lines]),
            "column_name": (pa.string(), ["successor" for _ in lines]),
            "value": (pa.string(), [value for _, value in lines]),
            "code": (pa.string(), ["SUCCESSOR_CIRCLE" for _ in lines]),
        },
    )
    return staging.left_out(tx)


def _follows(tx: Tx, org: OrgId) -> dict[int, int]:
    """Return id → id of its successor, as it will be."""
    rows = tx.query(
        """
        SELECT ceu_course_id, successor_id
          FROM ceu_course
         WHERE org_id = $org
           AND successor_id IS NOT NULL
         UNION ALL
        SELECT new_id, successor_id
          FROM compared
         WHERE successor_id IS NOT NULL
        """,
        org=org,
    )
    return {int(row[0]): int(row[1]) for row in rows}


def _on_circles(follows: dict[int, int]) -> set[int]:
    """Return the ids that their successors lead back to. Each id is passed once, however long the chains are."""
    found: set[int] = set()
    passed: dict[int, int] = {}  # id → the walk that came by
    for start in follows:
        at: int | None = start
        while at is not None and at not in passed:
            passed[at] = start
            at = follows.get(at)
        if at is not None and passed[at] == start:  # this very walk came back to itself
            while at is not None and at not in found:
                found.add(at)
                at = follows.get(at)
    return found


def _count(tx: Tx) -> Counts:
    rows = tx.value("SELECT count(*) FROM staged_ceu_courses")
    new, updated = tx.query("""
        SELECT coalesce(sum(CASE WHEN old_id IS NULL THEN 1 ELSE 0 END), 0),
               coalesce(sum(CASE WHEN changed THEN 1 ELSE 0 END), 0)
          FROM compared
    """)[0]
    return Counts(int(new), int(updated), int(rows - new - updated))


def _insert(tx: Tx, org: OrgId, now: datetime) -> None:
    tx.execute(
        """
        INSERT INTO ceu_course (ceu_course_id, org_id, ceulid, ceulid_key, title, hours_hundredths, category, state,
                                approved_from, approved_until, successor_id, made_at)
        SELECT new_id, $org, ceulid, ceulid_key, title, hours_hundredths, category, state, approved_from,
               approved_until, successor_id, $now
          FROM compared
         WHERE old_id IS NULL
         ORDER BY line
        """,
        org=org,
        now=now,
    )


def _update(tx: Tx) -> None:
    tx.execute("""
        UPDATE ceu_course
           SET title = c.title,
               hours_hundredths = c.hours_hundredths,
               category = c.category,
               state = c.state,
               approved_from = c.approved_from,
               approved_until = c.approved_until,
               successor_id = c.successor_id
          FROM compared AS c
         WHERE ceu_course.ceu_course_id = c.old_id
           AND c.changed
    """)


def _record(tx: Tx, org: OrgId, by: str, now: datetime) -> None:
    """Add a step to the history of every course that is new or changed."""
    tx.execute(
        """
        INSERT INTO ceu_step (step_id, org_id, ceu_course_id, state, note, made_by, made_at)
        SELECT nextval('ids'), $org, new_id, state, 'Brought in from a file.', $by, $now
          FROM compared
         WHERE old_id IS NULL
            OR changed
         ORDER BY line
        """,
        org=org,
        by=by,
        now=now,
    )
