"""What must hold between rows, asked of the whole store. Each statement counts what breaks one rule."""

from __future__ import annotations

from core.store.db import Row, Tx

# rule → the statement that counts what breaks it
RULES: dict[str, str] = {
    "a person has at most one live certificate of a course from a workshop": """
        SELECT count(*)
          FROM (SELECT 1
                  FROM certificate
                 WHERE state IN ('offered', 'issued')
                   AND workshop_id IS NOT NULL
                 GROUP BY person_id, course_id, workshop_id
                HAVING count(*) > 1) AS twice
    """,
    "a person has at most one live certificate of a course for a term": """
        SELECT count(*)
          FROM (SELECT 1
                  FROM certificate
                 WHERE state IN ('offered', 'issued')
                 GROUP BY person_id, course_id, starts_on
                HAVING count(*) > 1) AS twice
    """,
    "only live certificates hold the key of a term, and each does": """
        SELECT count(*)
          FROM certificate
         WHERE (term_key IS NOT NULL) <> (state IN ('offered', 'issued'))
    """,
    "a person has exactly one primary address": """
        SELECT count(*)
          FROM (SELECT 1
                  FROM address
                 GROUP BY person_id
                HAVING sum(CASE WHEN kind = 'primary' THEN 1 ELSE 0 END) <> 1) AS odd
    """,
    "a role is held once": """
        SELECT count(*)
          FROM (SELECT 1
                  FROM membership
                 WHERE ended_at IS NULL
                 GROUP BY org_id, person_id, role
                HAVING count(*) > 1) AS twice
    """,
    "an organisation's number for a person is one person's": """
        SELECT count(*)
          FROM (SELECT 1
                  FROM external_id
                 GROUP BY org_id, external_id
                HAVING count(*) > 1) AS twice
    """,
    "a person works in one unit of an organisation": """
        SELECT count(*)
          FROM (SELECT 1
                  FROM person_unit
                 GROUP BY org_id, person_id
                HAVING count(*) > 1) AS twice
    """,
    "the total of an order is the sum of its lines": """
        SELECT count(*)
          FROM orders AS o
          LEFT JOIN (SELECT order_id, sum(unit_minor) AS total_minor
                       FROM order_line
                      GROUP BY order_id) AS l
            ON l.order_id = o.order_id
         WHERE o.total_minor <> coalesce(l.total_minor, 0)
    """,
    "participants are told of orders that are paid or invoiced only": """
        SELECT count(*)
          FROM orders
         WHERE told_at IS NOT NULL
           AND state IN ('open', 'awaiting_payment')
    """,
    "a person has at most one open assignment in a course family": """
        SELECT count(*)
          FROM (SELECT 1
                  FROM assignment AS a
                  JOIN course AS c
                    ON c.course_id = a.course_id
                 WHERE a.state IN ('assigned', 'in_progress')
                 GROUP BY a.org_id, a.person_id, c.family
                HAVING count(*) > 1) AS twice
    """,
    "an open assignment has a due date and no recertification date, a completed one no due date": """
        SELECT count(*)
          FROM assignment
         WHERE (state IN ('assigned', 'in_progress') AND (due_on IS NULL OR recertify_on IS NOT NULL))
            OR (state = 'completed' AND (due_on IS NOT NULL OR completed_on IS NULL))
    """,
    "what is open has its place among what is open, and nothing else has": """
        SELECT (SELECT count(*)
                  FROM learner AS l
                 WHERE l.assignment_id IS NOT NULL
                   AND NOT EXISTS (SELECT 1
                                     FROM open_assignment AS o
                                    WHERE o.assignment_id = l.assignment_id))
             + (SELECT count(*)
                  FROM open_assignment AS o
                  LEFT JOIN assignment AS a
                    ON a.assignment_id = o.assignment_id
                 WHERE coalesce(a.state, '') NOT IN ('assigned', 'in_progress'))
    """,
    "a person stands once in a family of courses on the lists": """
        SELECT count(*)
          FROM (SELECT 1
                  FROM learner
                 GROUP BY org_id, person_id, family
                HAVING count(*) > 1) AS twice
    """,
    "a term has at most one recertification date set by hand": """
        SELECT count(*)
          FROM (SELECT 1
                  FROM manual_date
                 WHERE ended_at IS NULL
                 GROUP BY org_id, person_id, family, starts_on
                HAVING count(*) > 1) AS twice
    """,
    "a term has at most one extension in force": """
        SELECT count(*)
          FROM (SELECT 1
                  FROM extension
                 WHERE ended_at IS NULL
                 GROUP BY org_id, person_id, family, starts_on
                HAVING count(*) > 1) AS twice
    """,
    "a person has at most one next course in a family": """
        SELECT count(*)
          FROM (SELECT 1
                  FROM next_course
                 WHERE ended_at IS NULL
                 GROUP BY org_id, person_id, family
                HAVING count(*) > 1) AS twice
    """,
    "a person has at most one credit of a CEU course to answer": """
        SELECT count(*)
          FROM (SELECT 1
                  FROM credit
                 WHERE state = 'offered'
                 GROUP BY ceu_course_id, person_id
                HAVING count(*) > 1) AS twice
    """,
    "an address has at most one archived credit of a CEU course": """
        SELECT count(*)
          FROM (SELECT 1
                  FROM credit
                 WHERE state = 'archived'
                 GROUP BY ceu_course_id, address
                HAVING count(*) > 1) AS twice
    """,
    "a live credit has its key, and nothing else has": """
        SELECT (SELECT count(*)
                  FROM credit AS c
                 WHERE c.state IN ('offered', 'archived', 'accepted')
                   AND NOT EXISTS (SELECT 1
                                     FROM live_credit AS l
                                    WHERE l.credit_id = c.credit_id))
             + (SELECT count(*)
                  FROM live_credit AS l
                  LEFT JOIN credit AS c
                    ON c.credit_id = l.credit_id
                 WHERE coalesce(c.state, '') NOT IN ('offered', 'archived', 'accepted')
                    OR l.live_key NOT LIKE c.ceu_course_id || ':' || coalesce('p' || c.person_id, c.address) || '%')
    """,
    "a credit on offer or accepted is somebody's, an archived one nobody's": """
        SELECT count(*)
          FROM credit
         WHERE (state IN ('offered', 'accepted') AND person_id IS NULL)
            OR (state = 'archived' AND person_id IS NOT NULL)
            OR (state = 'accepted' AND dashboard_org_id IS NULL)
    """,
    "a credit is for a course of the organisation that posted it": """
        SELECT count(*)
          FROM credit AS c
          JOIN ceu_course AS k
            ON k.ceu_course_id = c.ceu_course_id
         WHERE k.org_id <> c.org_id
    """,
    "one credit takes the place of one that was re-addressed": """
        SELECT (SELECT count(*)
                  FROM (SELECT 1
                          FROM credit
                         WHERE former_id IS NOT NULL
                         GROUP BY former_id
                        HAVING count(*) > 1) AS twice)
             + (SELECT count(*)
                  FROM credit AS c
                  JOIN credit AS f
                    ON f.credit_id = c.former_id
                 WHERE f.state <> 'readdressed')
    """,
    "an address has at most one open invitation of an organisation to the same": """
        SELECT count(*)
          FROM (SELECT 1
                  FROM invitation
                 WHERE state = 'open'
                 GROUP BY org_id, address, asks
                HAVING count(*) > 1) AS twice
    """,
}


def broken(tx: Tx) -> list[tuple[str, int]]:
    """Return (rule, how many cases break it) for every rule that does not hold."""
    counted = [(rule, int(tx.value(sql))) for rule, sql in RULES.items()]
    return [(rule, count) for rule, count in counted if count]


def schema_history(tx: Tx) -> list[Row]:
    """Return (number, name, when it landed in UTC) of every migration in the store, in order."""
    return tx.query("SELECT number, name, made_at FROM schema_version ORDER BY number")


def last_act(tx: Tx) -> str:
    """Return the newest audit entry in words, so that a person can tell how far a store reaches."""
    rows = tx.query("SELECT seq, made_at, actor, action, subject FROM audit ORDER BY seq DESC LIMIT 1")
    if not rows:
        return "nothing was done yet"
    seq, made_at, actor, action, subject = rows[0]
    return f"entry {seq}, {made_at:%Y-%m-%d %H:%M:%S} UTC, {actor}: {action} {subject}"
