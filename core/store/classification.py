"""Eligibility for whole rosters in one statement: the set-based twin of core/rules/eligibility.py.

Shape: roster → addresses → the distinct persons, then every history table is reduced to them *before* it is
grouped; grouping all history first costs 1.5 to 7 times as much.
"""

from __future__ import annotations

from datetime import date

from core.model import OrgId
from core.store.db import Tx


def name_key(folded_name: str) -> str:
    """Return the words of a folded name in order, so that 'Silva Ana' and 'Ana Silva' are one."""
    return " ".join(sorted(folded_name.split()))


FIELD = "\x1f"  # between code, family and evidence date of one reason
ENTRY = "\x1e"  # between reasons


def classify(tx: Tx, org: OrgId, on: date, *, retakes: bool) -> None:
    """Make the temporary table `classified` from `roster`, `wanted` and `overridden`, which the caller has made.

    roster: participant_id, line, address, name_key (folded words of the name in order, '' for no name)
    wanted: course_id, position          overridden: participant_id, course_id
    classified: participant_id, course_id, position, line, person_id, status, kind, selectable, reasons,
    warnings; one row per participant × course. Reasons are code, family and evidence date.
    """
    _match_addresses(tx)
    _gather_history(tx, org)
    tx.execute(_DECIDE, org=org, on=on, retakes=retakes)


def _match_addresses(tx: Tx) -> None:
    """Make `matched` and `ids`: tables, not parts of one statement, so that the engine knows how few they are.

    As parts it takes them for as many as there are people, and builds its joins on whole histories: five times
    the work.
    """
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE matched AS
        SELECT r.participant_id, a.person_id
          FROM roster AS r
          JOIN address AS a
            ON a.address = r.address
    """)
    tx.execute("CREATE OR REPLACE TEMP TABLE ids AS SELECT DISTINCT person_id FROM matched")


def _gather_history(tx: Tx, org: OrgId) -> None:
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE held AS
        SELECT c.person_id, k.family, k.version, c.starts_on, coalesce(x.extended_to, c.valid_through) AS valid_through,
               c.state
          FROM certificate AS c
          JOIN course AS k
            ON k.course_id = c.course_id
          LEFT JOIN extension AS x
            ON x.org_id = c.org_id
           AND x.person_id = c.person_id
           AND x.family = k.family
           AND x.starts_on = c.starts_on
           AND x.ended_at IS NULL
         WHERE c.org_id = $org
           AND c.state <> 'withdrawn'
           AND c.person_id IN (SELECT person_id FROM ids)
        """,
        org=org,
    )
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE done AS
        SELECT c.person_id, k.family, k.version, c.completed_on AS done_on
          FROM completion AS c
          JOIN course AS k
            ON k.course_id = c.course_id
         WHERE c.org_id = $org
           AND c.undone_at IS NULL
           AND c.person_id IN (SELECT person_id FROM ids)
         UNION ALL
        SELECT person_id, family, version, starts_on
          FROM held
         WHERE state <> 'revoked'
        """,
        org=org,
    )


def who_meets(tx: Tx, org: OrgId, on: date) -> None:
    """Make `meeting` (person_id, course_id): who of the temporary table `ids` meets what each of `wanted` requires."""
    _gather_history(tx, org)
    tx.execute(_MEETING, on=on)


# The rest is one statement, in three parts: tables between them would be read by one thread each.

_PEOPLE = """
    here AS (
        SELECT person_id
          FROM membership
         WHERE org_id = $org
           AND ended_at IS NULL
           AND person_id IN (SELECT person_id FROM ids)
         UNION
        SELECT person_id
          FROM done
         UNION
        SELECT person_id
          FROM held
    ), known AS (
        SELECT m.participant_id, p.person_id,
               array_to_string(list_sort(string_split(p.search_text, ' ')), ' ') AS name_key
          FROM matched AS m
          JOIN person AS p
            ON p.person_id = m.person_id
         WHERE m.person_id IN (SELECT person_id FROM here)
    ), hit AS MATERIALIZED (
        SELECT r.participant_id, r.line, k.person_id,
               r.name_key <> '' AND k.name_key <> '' AND r.name_key <> k.name_key AS other_name,
               row_number() OVER same_person AS nth,
               first_value(r.line) OVER same_person AS first_line,
               lead(r.line) OVER same_person AS next_line
          FROM roster AS r
          LEFT JOIN known AS k
            ON k.participant_id = r.participant_id
        WINDOW same_person AS (
            PARTITION BY k.person_id, CASE WHEN k.person_id IS NULL THEN r.address END
            ORDER BY r.line, r.participant_id
        )
    )"""

# Reasons stand in order of their code: an aggregate that sorts each group by family costs five times as much.
_PREREQUISITES = f"""
    weighed AS (
        SELECT p.person_id, n.course_id, n.family, n.max_age_months,
               max(d.done_on) AS newest,
               max(CASE WHEN d.version >= n.min_version THEN d.done_on END) AS newest_good,
               max(CASE WHEN d.version >= n.min_version AND d.done_on <= $on THEN d.done_on END) AS in_time,
               min(CASE WHEN d.version >= n.min_version AND d.done_on > $on THEN d.done_on END) AS too_late
          FROM ids AS p
         CROSS JOIN prerequisite AS n
          LEFT JOIN done AS d
            ON d.person_id = p.person_id
           AND d.family = n.family
         WHERE n.course_id IN (SELECT course_id FROM wanted)
         GROUP BY p.person_id, n.course_id, n.family, n.min_version, n.max_age_months
    ), judged AS (
        SELECT person_id, course_id, family,
               CASE
                   WHEN newest IS NULL THEN 'NO_PREREQUISITE'
                   WHEN newest_good IS NULL THEN 'PREREQUISITE_OLD_VERSION'
                   WHEN in_time IS NULL THEN 'PREREQUISITE_AFTER_WORKSHOP'
                   WHEN in_time + to_months(CAST(max_age_months AS INTEGER)) < $on THEN 'PREREQUISITE_TOO_OLD'
               END AS code,
               CASE
                   WHEN newest_good IS NULL THEN newest
                   WHEN in_time IS NULL THEN too_late
                   ELSE in_time
               END AS seen
          FROM weighed
    ), unmet AS (
        SELECT person_id, course_id,
               array_to_string(
                   list_sort(list(code || '{FIELD}' || family || '{FIELD}' || coalesce(CAST(seen AS VARCHAR), ''))),
                   '{ENTRY}'
               ) AS reasons
          FROM judged
         WHERE code IS NOT NULL
         GROUP BY person_id, course_id
    )"""

_MEETING = f"""
    CREATE OR REPLACE TEMP TABLE meeting AS
    WITH {_PREREQUISITES}
    SELECT p.person_id, w.course_id
      FROM ids AS p
     CROSS JOIN wanted AS w
     WHERE NOT EXISTS (SELECT 1
                         FROM unmet AS u
                        WHERE u.person_id = p.person_id
                          AND u.course_id = w.course_id)
"""

_DECIDE = f"""
    CREATE OR REPLACE TEMP TABLE classified AS
    WITH {_PEOPLE}, {_PREREQUISITES}, ranked AS (
        SELECT person_id, family, version, starts_on, valid_through, state,
               row_number() OVER (
                   PARTITION BY person_id, family
                   ORDER BY starts_on DESC, version DESC, valid_through DESC NULLS FIRST,
                            CASE state WHEN 'revoked' THEN 0 ELSE 1 END
               ) AS nth
          FROM held
         WHERE state <> 'superseded'
    ), counting AS MATERIALIZED (
        SELECT person_id, family, version, starts_on, valid_through, state
          FROM ranked
         WHERE nth = 1
    ), owned AS MATERIALIZED (
        SELECT DISTINCT person_id, family
          FROM held
         WHERE state <> 'revoked'
    ), stepped AS (
        SELECT h.participant_id, h.line, h.person_id, h.nth, h.first_line, h.next_line, h.other_name,
               w.course_id, w.position,
               c.starts_on, c.valid_through,
               c.version < k.version AS older,
               g.person_id IS NOT NULL AS renews,
               o.participant_id IS NOT NULL AS overridden,
               u.reasons AS unmet,
               CASE
                   WHEN h.person_id IS NULL THEN 'NO_PERSON'
                   WHEN a.person_id IS NOT NULL THEN 'PERSON_ARCHIVED'
                   WHEN c.state = 'revoked' THEN 'REVOKED'
                   WHEN c.version >= k.version AND c.starts_on > $on THEN 'CERTIFICATE_BEGINS_LATER'
                   WHEN c.version >= k.version
                    AND (c.valid_through IS NULL OR $on < c.valid_through - CAST(k.window_days AS INTEGER))
                   THEN 'CERTIFICATE_VALID'
                   WHEN u.reasons IS NOT NULL THEN 'UNMET'
                   WHEN g.person_id IS NOT NULL THEN 'RENEWAL_OPEN'
                   ELSE 'REQUIREMENTS_MET'
               END AS step
          FROM hit AS h
         CROSS JOIN wanted AS w
          JOIN course AS k
            ON k.course_id = w.course_id
          LEFT JOIN archived_person AS a
            ON a.org_id = $org
           AND a.person_id = h.person_id
          LEFT JOIN counting AS c
            ON c.person_id = h.person_id
           AND c.family = k.family
          LEFT JOIN owned AS g
            ON g.person_id = h.person_id
           AND g.family = k.family
          LEFT JOIN unmet AS u
            ON u.person_id = h.person_id
           AND u.course_id = w.course_id
          LEFT JOIN overridden AS o
            ON o.participant_id = h.participant_id
           AND o.course_id = w.course_id
    ), decided AS (
        SELECT participant_id, line, person_id, nth, first_line, next_line, other_name, course_id,
               position, renews,
               overridden AND step IN ('PERSON_ARCHIVED', 'UNMET') AS let_through,
               older AND step IN ('UNMET', 'RENEWAL_OPEN', 'REQUIREMENTS_MET') AS older_held,
               CASE
                   WHEN step IN ('CERTIFICATE_VALID', 'CERTIFICATE_BEGINS_LATER') THEN 'Completed'
                   WHEN step IN ('RENEWAL_OPEN', 'REQUIREMENTS_MET') THEN 'Active'
                   WHEN overridden AND step IN ('PERSON_ARCHIVED', 'UNMET') THEN 'Active'
                   ELSE 'Inactive'
               END AS status,
               CASE
                   WHEN step = 'UNMET' THEN unmet
                   WHEN step IN ('REVOKED', 'CERTIFICATE_BEGINS_LATER')
                   THEN step || '{FIELD}{FIELD}' || CAST(starts_on AS VARCHAR)
                   WHEN step IN ('CERTIFICATE_VALID', 'RENEWAL_OPEN')
                   THEN step || '{FIELD}{FIELD}' || coalesce(CAST(valid_through AS VARCHAR), '')
                   ELSE step || '{FIELD}{FIELD}'
               END AS reasons
          FROM stepped
    )
    SELECT participant_id, course_id, position, line, person_id, status,
           CASE WHEN renews THEN 'renewal' ELSE 'new' END AS kind,
           nth = 1 AND (status = 'Active' OR ($retakes AND status = 'Completed')) AS selectable,
           reasons,
           concat_ws(
               '{ENTRY}',
               CASE WHEN let_through THEN 'OVERRIDDEN' END,
               CASE WHEN older_held THEN 'OLDER_VERSION_HELD' END,
               CASE WHEN other_name THEN 'NAME_DIFFERS' END,
               CASE
                   WHEN nth > 1 THEN 'DUPLICATE_IN_FILE{FIELD}' || CAST(first_line AS VARCHAR)
                   WHEN next_line IS NOT NULL THEN 'DUPLICATE_IN_FILE{FIELD}+' || CAST(next_line AS VARCHAR)
               END
           ) AS warnings
      FROM decided
"""
