"""The floor of classifying: the same decision by hand in one statement, as somebody would who needs it only once.

Facts: docs/eligibility.md. Roster, addresses, distinct persons; every history reduced to them before it is grouped.
It reads the temporary tables `roster` and `wanted`, knows no overrides, and makes `floor_rows` with the columns of
`classified`.
"""

DECIDE = """
    CREATE OR REPLACE TEMP TABLE floor_rows AS
    WITH matched AS MATERIALIZED (
        SELECT r.participant_id, a.person_id
          FROM roster AS r
          JOIN address AS a
            ON a.address = r.address
    ), ids AS MATERIALIZED (
        SELECT DISTINCT person_id
          FROM matched
    ), held AS MATERIALIZED (
        SELECT c.person_id, k.family, k.version, c.starts_on, c.valid_through, c.state
          FROM certificate AS c
          JOIN course AS k
            ON k.course_id = c.course_id
         WHERE c.org_id = $org
           AND c.state <> 'withdrawn'
           AND c.person_id IN (SELECT person_id FROM ids)
    ), done AS MATERIALIZED (
        SELECT c.person_id, k.family, k.version, c.completed_on AS done_on
          FROM completion AS c
          JOIN course AS k
            ON k.course_id = c.course_id
         WHERE c.org_id = $org
           AND c.undone_at IS NULL
           AND c.person_id IN (SELECT person_id FROM ids)
    ), here AS (
        SELECT person_id FROM membership
         WHERE org_id = $org AND ended_at IS NULL AND person_id IN (SELECT person_id FROM ids)
         UNION
        SELECT person_id FROM done
         UNION
        SELECT person_id FROM held
    ), known AS MATERIALIZED (
        SELECT m.participant_id, m.person_id, a.person_id IS NOT NULL AS archived,
               array_to_string(list_sort(string_split(p.search_text, ' ')), ' ') AS known_key
          FROM matched AS m
          JOIN person AS p
            ON p.person_id = m.person_id
          LEFT JOIN archived_person AS a
            ON a.org_id = $org
           AND a.person_id = m.person_id
         WHERE m.person_id IN (SELECT person_id FROM here)
    ), hit AS MATERIALIZED (
        SELECT r.participant_id, r.line, r.name_key, k.person_id, k.archived, k.known_key,
               row_number() OVER same AS nth,
               first_value(r.line) OVER same AS first_line,
               lead(r.line) OVER same AS next_line
          FROM roster AS r
          LEFT JOIN known AS k
            ON k.participant_id = r.participant_id
        WINDOW same AS (
            PARTITION BY coalesce(CAST(k.person_id AS VARCHAR), r.address)
            ORDER BY r.line, r.participant_id
        )
    ), earned AS (
        SELECT person_id, family, version, done_on
          FROM done
         UNION ALL
        SELECT person_id, family, version, starts_on
          FROM held
         WHERE state <> 'revoked'
    ), weighed AS (
        SELECT p.person_id, q.course_id, q.family, q.max_age_months,
               max(d.done_on) AS newest,
               max(CASE WHEN d.version >= q.min_version THEN d.done_on END) AS newest_good,
               max(CASE WHEN d.version >= q.min_version AND d.done_on <= $on THEN d.done_on END) AS in_time,
               min(CASE WHEN d.version >= q.min_version AND d.done_on > $on THEN d.done_on END) AS too_late
          FROM ids AS p
         CROSS JOIN prerequisite AS q
          LEFT JOIN earned AS d
            ON d.person_id = p.person_id
           AND d.family = q.family
         WHERE q.course_id IN (SELECT course_id FROM wanted)
         GROUP BY p.person_id, q.course_id, q.family, q.min_version, q.max_age_months
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
                   list_sort(list(code || chr(31) || family || chr(31) || coalesce(CAST(seen AS VARCHAR), ''))), chr(30)
               ) AS reasons
          FROM judged
         WHERE code IS NOT NULL
         GROUP BY person_id, course_id
    ), counting AS (
        SELECT person_id, family, version, starts_on, valid_through, state
          FROM (SELECT *, row_number() OVER (
                           PARTITION BY person_id, family
                           ORDER BY starts_on DESC, version DESC, valid_through DESC NULLS FIRST, state DESC
                       ) AS place
                  FROM held
                 WHERE state <> 'superseded') AS ranked
         WHERE place = 1
    ), owned AS (
        SELECT DISTINCT person_id, family
          FROM held
         WHERE state <> 'revoked'
    ), stepped AS (
        SELECT h.*, w.course_id, w.position, c.starts_on, c.valid_through, u.reasons AS lacks,
               g.person_id IS NOT NULL AS renews,
               c.version < k.version AS older,
               CASE
                   WHEN h.person_id IS NULL THEN 'NO_PERSON'
                   WHEN h.archived THEN 'PERSON_ARCHIVED'
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
          LEFT JOIN counting AS c
            ON c.person_id = h.person_id
           AND c.family = k.family
          LEFT JOIN owned AS g
            ON g.person_id = h.person_id
           AND g.family = k.family
          LEFT JOIN unmet AS u
            ON u.person_id = h.person_id
           AND u.course_id = w.course_id
    ), stands AS (
        SELECT *,
               CASE
                   WHEN step IN ('CERTIFICATE_VALID', 'CERTIFICATE_BEGINS_LATER') THEN 'Completed'
                   WHEN step IN ('RENEWAL_OPEN', 'REQUIREMENTS_MET') THEN 'Active'
                   ELSE 'Inactive'
               END AS status
          FROM stepped
    )
    SELECT participant_id, course_id, position, line, person_id, status,
           CASE WHEN renews THEN 'renewal' ELSE 'new' END AS kind,
           nth = 1 AND status = 'Active' AS selectable,
           CASE
               WHEN step = 'UNMET' THEN lacks
               WHEN step IN ('REVOKED', 'CERTIFICATE_BEGINS_LATER')
               THEN step || chr(31) || chr(31) || CAST(starts_on AS VARCHAR)
               WHEN step IN ('CERTIFICATE_VALID', 'RENEWAL_OPEN')
               THEN step || chr(31) || chr(31) || coalesce(CAST(valid_through AS VARCHAR), '')
               ELSE step || chr(31) || chr(31)
           END AS reasons,
           concat_ws(
               chr(30),
               CASE WHEN older AND step IN ('UNMET', 'RENEWAL_OPEN', 'REQUIREMENTS_MET') THEN 'OLDER_VERSION_HELD' END,
               CASE WHEN name_key <> '' AND known_key <> '' AND name_key <> known_key THEN 'NAME_DIFFERS' END,
               CASE
                   WHEN nth > 1 THEN 'DUPLICATE_IN_FILE' || chr(31) || CAST(first_line AS VARCHAR)
                   WHEN next_line IS NOT NULL THEN 'DUPLICATE_IN_FILE' || chr(31) || '+' || CAST(next_line AS VARCHAR)
               END
           ) AS warnings
      FROM stands
"""
