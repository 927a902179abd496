"""The floor of credits: classes and flags in one statement, and the rows of a posting with all its mails, by hand.

Facts: docs/credits.md. It reads the temporary table `pair`, makes `floor_rows` with class, flags and person, and posts
what may be posted: credits, their keys, invitations, one mail an address, all in the transaction of whoever calls it.
"""

CLASSIFY = """
    CREATE OR REPLACE TEMP TABLE floor_rows AS
    WITH course AS MATERIALIZED (
        SELECT ceulid_key,
               max(CASE WHEN org_id = $org THEN ceu_course_id END) AS ceu_course_id,
               max(CASE WHEN org_id = $org THEN state END) AS state,
               max(CASE WHEN org_id = $org THEN approved_from END) AS approved_from,
               max(CASE WHEN org_id = $org THEN approved_until END) AS approved_until,
               max(CASE WHEN org_id = $org THEN hours_hundredths END) AS hours_hundredths
          FROM ceu_course
         WHERE ceulid_key IN (SELECT ceulid_key FROM pair)
         GROUP BY ceulid_key
    ), past AS MATERIALIZED (
        SELECT ceu_course_id, address, person_id, state
          FROM credit
         WHERE state IN ('offered', 'archived', 'accepted')
           AND ceu_course_id IN (SELECT ceu_course_id FROM course)
    ), owner AS MATERIALIZED (
        SELECT address, person_id, verified_at IS NOT NULL AS proven
          FROM address
         WHERE address IN (SELECT address FROM pair UNION ALL SELECT address FROM past WHERE person_id IS NULL)
    ), here AS MATERIALIZED (
        SELECT person_id
          FROM membership
         WHERE org_id = $org
           AND ended_at IS NULL
           AND person_id IN (SELECT person_id FROM owner)
    ), holder AS MATERIALIZED (
        SELECT DISTINCT person_id
          FROM membership
         WHERE org_id = $org
           AND role = 'holder'
           AND ended_at IS NULL
           AND person_id IN (SELECT person_id FROM owner WHERE proven)
    ), met AS MATERIALIZED (
        SELECT p.row_at, p.ceulid_key, p.address, p.attended_on, c.ceu_course_id, c.hours_hundredths,
               CASE WHEN o.proven THEN o.person_id END AS person_id,
               CASE WHEN o.proven OR o.person_id IN (SELECT person_id FROM here) THEN o.person_id END AS behind,
               CASE
                   WHEN c.ceu_course_id IS NULL AND c.ceulid_key IS NULL THEN 'a1'
                   WHEN c.ceu_course_id IS NULL THEN 'a2'
                   WHEN c.state <> 'approved'
                        OR c.approved_from > p.attended_on
                        OR c.approved_until < p.attended_on
                   THEN 'a3'
                   WHEN o.proven AND h.person_id IS NOT NULL THEN 'c'
                   WHEN o.proven THEN 'b1'
                   ELSE 'b2'
               END AS class
          FROM pair AS p
          LEFT JOIN course AS c
            ON c.ceulid_key = p.ceulid_key
          LEFT JOIN owner AS o
            ON o.address = p.address
          LEFT JOIN holder AS h
            ON h.person_id = o.person_id
    ), twice AS (
        SELECT ceulid_key, behind, CASE WHEN behind IS NULL THEN address END AS address
          FROM met
         GROUP BY 1, 2, 3
        HAVING count(*) > 1
    ), taken AS MATERIALIZED (
        SELECT p.ceu_course_id, p.state = 'accepted' AS accepted, coalesce(p.person_id, o.person_id) AS person_id,
               p.address
          FROM past AS p
          LEFT JOIN owner AS o
            ON o.address = p.address
    )
    SELECT m.row_at, m.ceu_course_id, m.address, m.person_id, m.class, m.attended_on, m.hours_hundredths,
           CASE WHEN w.ceulid_key IS NOT NULL THEN 1 ELSE 0 END
           + CASE WHEN (m.ceu_course_id, m.behind) IN (SELECT ceu_course_id, person_id FROM taken WHERE NOT accepted)
                    OR (m.ceu_course_id, m.address) IN (SELECT ceu_course_id, address FROM taken WHERE NOT accepted)
                  THEN 2 ELSE 0 END
           + CASE WHEN (m.ceu_course_id, m.behind) IN (SELECT ceu_course_id, person_id FROM taken WHERE accepted)
                  THEN 4 ELSE 0 END
           + CASE WHEN m.address IS NULL THEN 8 ELSE 0 END AS flags
      FROM met AS m
      LEFT JOIN twice AS w
        ON w.ceulid_key = m.ceulid_key
       AND (w.behind = m.behind OR (m.behind IS NULL AND w.address = m.address))
"""

CREDITS = """
    CREATE OR REPLACE TEMP TABLE floor_posted AS
    SELECT nextval('ids') AS credit_id, ceu_course_id, address, person_id, class, attended_on, hours_hundredths
      FROM floor_rows
     WHERE class IN ('c', 'b1', 'b2')
       AND flags = 0
"""

POST = (
    """
    INSERT INTO credit (credit_id, org_id, ceu_course_id, address, person_id, hours_hundredths, attended_on, state,
                        posted_as, note, batch_id, lead_id, made_by, made_at, offered_at)
    SELECT credit_id, $org, ceu_course_id, address, person_id, hours_hundredths, attended_on,
           CASE class WHEN 'b2' THEN 'archived' ELSE 'offered' END, class, '', $batch,
           min(credit_id) OVER (PARTITION BY address), 'Olga', CAST($now AS TIMESTAMP),
           CASE class WHEN 'b2' THEN NULL ELSE CAST($now AS TIMESTAMP) END
      FROM floor_posted
    """,
    """
    INSERT INTO live_credit (live_key, credit_id)
    SELECT ceu_course_id || ':' || CASE class WHEN 'b2' THEN address ELSE 'p' || person_id END, credit_id
      FROM floor_posted
     WHERE $org > 0 AND $batch > 0 AND CAST($now AS TIMESTAMP) IS NOT NULL
    """,
    """
    INSERT INTO invitation (invitation_id, org_id, address, person_id, asks, state, reminders, remind_on, credit_id,
                            made_at)
    SELECT nextval('ids'), $org, address, min(person_id), CASE min(class) WHEN 'b1' THEN 'connect' ELSE 'account' END,
           'open', 0, CAST(CAST($now AS TIMESTAMP) AS DATE) + 7, min(credit_id), $now
      FROM floor_posted
     WHERE class <> 'c' AND $batch > 0
     GROUP BY address
    """,
    """
    INSERT INTO outbox (mail_id, org_id, dedupe_key, kind, to_address, to_name, person_id, parameters, state,
                        release_at, attempts, next_try_at, made_at)
    SELECT nextval('ids'), $org, 'credit:' || lead_id, kind, address, name, person_id,
           '{"name": ' || CAST(to_json(name) AS VARCHAR) || ', "credits_lines": [' || lines || '], "link_id": '
           || lead_id || '}', 'held', CAST($now AS TIMESTAMP) + INTERVAL '15 minutes', 0, $now, $now
      FROM (SELECT min(f.credit_id) AS lead_id, f.address, min(f.person_id) AS person_id,
                   coalesce(min(trim(p.first_name || ' ' || p.last_name)), '') AS name,
                   CASE min(f.class) WHEN 'c' THEN 'credit_offered' WHEN 'b1' THEN 'credit_connect'
                                     ELSE 'credit_invitation' END AS kind,
                   string_agg(CAST(to_json(k.title || ' (' || k.ceulid || '), ' || f.hours_hundredths / 100 || ' hours')
                                   AS VARCHAR), ', ') AS lines
              FROM floor_posted AS f
              JOIN ceu_course AS k
                ON k.ceu_course_id = f.ceu_course_id
              LEFT JOIN person AS p
                ON p.person_id = f.person_id
             WHERE $batch > 0
             GROUP BY f.address) AS mail
    """,
)
