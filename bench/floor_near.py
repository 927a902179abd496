"""The floor of suggestions: who may be meant by the rows of a roster that nobody stands behind, by hand.

It reads `roster`, `wanted` and what bench/floor_classify.py decided (`floor_rows`), and makes `floor_suggested`. Names
have two words here, and everybody is known in one organisation.
"""

from core.store.near_signatures import SIGNATURE

SUGGEST = f"""
    CREATE OR REPLACE TEMP TABLE floor_suggested AS
    WITH unanswered AS MATERIALIZED (
        SELECT r.participant_id, f.course_id, r.address, r.name_key, split_part(r.address, '@', 1) AS local,
               split_part(r.address, '@', 2) AS domain
          FROM floor_rows AS f
          JOIN roster AS r
            ON r.participant_id = f.participant_id
         WHERE f.status = 'Inactive'
           AND (f.person_id IS NULL OR f.reasons LIKE '%PREREQUISITE%')
    ), placed AS (
        SELECT participant_id, local, unnest(range(0, length(local) + 1)) AS place
          FROM unanswered
    ), signed AS MATERIALIZED (
        SELECT participant_id, {SIGNATURE} AS signature
          FROM placed
    ), hit AS MATERIALIZED (
        SELECT signature, person_id
          FROM address_signature
         WHERE signature IN (SELECT signature FROM signed)
    ), spelled AS (
        SELECT participant_id, name_key AS spelling
          FROM unanswered
         UNION ALL
        SELECT participant_id, split_part(name_key, ' ', 2) || ' ' || split_part(name_key, ' ', 1)
          FROM unanswered
    ), namesakes AS MATERIALIZED (
        SELECT s.participant_id, p.person_id, count(*) OVER (PARTITION BY s.participant_id) AS many
          FROM person AS p
          JOIN spelled AS s
            ON s.spelling = p.search_text
    ), met AS MATERIALIZED (
        SELECT s.participant_id, h.person_id
          FROM hit AS h
          JOIN signed AS s
            ON s.signature = h.signature
         UNION
        SELECT participant_id, person_id
          FROM namesakes
         WHERE many <= 10
    ), few AS MATERIALIZED (
        SELECT DISTINCT person_id
          FROM met
    ), theirs AS MATERIALIZED (
        SELECT a.person_id, a.address, split_part(a.address, '@', 1) AS local, split_part(a.address, '@', 2) AS domain,
               p.search_text
          FROM address AS a
          JOIN person AS p
            ON p.person_id = a.person_id
         WHERE a.person_id IN (SELECT person_id FROM few)
           AND a.person_id IN (SELECT person_id FROM membership WHERE org_id = $org AND ended_at IS NULL)
           AND a.address NOT IN (SELECT address FROM roster)
    ), judged AS MATERIALIZED (
        SELECT u.participant_id, u.course_id, t.person_id, t.address,
               CASE
                   WHEN u.domain = t.domain AND abs(length(u.local) - length(t.local)) < 2
                    AND damerau_levenshtein(u.local, t.local) = 1
                   THEN CASE WHEN split_part(t.search_text, ' ', 2) = split_part(u.name_key, ' ', 2) THEN 1 ELSE 3 END
                   WHEN length(t.search_text) = length(u.name_key) THEN 4
               END AS closeness
          FROM met AS m
          JOIN unanswered AS u
            ON u.participant_id = m.participant_id
          JOIN theirs AS t
            ON t.person_id = m.person_id
    ), able AS MATERIALIZED (
        SELECT j.person_id, w.course_id
          FROM (SELECT DISTINCT person_id FROM judged WHERE closeness IS NOT NULL) AS j
         CROSS JOIN wanted AS w
         WHERE NOT EXISTS (SELECT 1
                             FROM prerequisite AS n
                            WHERE n.course_id = w.course_id
                              AND NOT EXISTS (SELECT 1
                                                FROM completion AS c
                                                JOIN course AS k
                                                  ON k.course_id = c.course_id
                                               WHERE c.person_id = j.person_id
                                                 AND c.undone_at IS NULL
                                                 AND k.family = n.family
                                                 AND c.completed_on <= $on
                                                 AND (n.max_age_months IS NULL
                                                      OR c.completed_on + to_months(CAST(n.max_age_months AS INTEGER))
                                                         >= $on)))
    )
    SELECT j.participant_id, j.course_id, min_by(j.person_id, j.closeness) AS person_id
      FROM judged AS j
      JOIN able AS a
        ON a.person_id = j.person_id
       AND a.course_id = j.course_id
     WHERE j.closeness IS NOT NULL
     GROUP BY j.participant_id, j.course_id
"""
