"""What must be true of every order in a store, whatever happened to the process that made it."""

from __future__ import annotations

from core.store import audit, checks, orphans
from core.store.db import Db, Row, Tx

# what would be wrong → the statement that lists it
HALVES = {
    "an order whose lines are not its certificates": """
        SELECT coalesce(l.order_id, c.order_id), l.lines, c.certificates
          FROM (SELECT order_id, person_id, course_id, count(*) AS lines
                  FROM order_line
                 GROUP BY order_id, person_id, course_id) AS l
          FULL JOIN (SELECT order_id, person_id, course_id, count(*) AS certificates
                       FROM certificate
                      WHERE order_id IS NOT NULL
                      GROUP BY order_id, person_id, course_id) AS c
            ON c.order_id = l.order_id
           AND c.person_id = l.person_id
           AND c.course_id = l.course_id
         WHERE l.lines IS DISTINCT FROM c.certificates
    """,
    "an order without lines": """
        SELECT o.order_id
          FROM orders AS o
         WHERE NOT EXISTS (SELECT 1 FROM order_line AS l WHERE l.order_id = o.order_id)
    """,
    "an order that costs something without exactly one invoice, or a free one with any": """
        SELECT o.order_id, o.total_minor, count(i.invoice_id)
          FROM orders AS o
          LEFT JOIN invoice AS i
            ON i.order_id = o.order_id
         GROUP BY o.order_id, o.total_minor
        HAVING count(i.invoice_id) <> CASE WHEN o.total_minor > 0 THEN 1 ELSE 0 END
    """,
    "a cancelled order with something alive, or a live one with something dead": """
        SELECT o.order_id, o.state, c.state, i.state
          FROM orders AS o
          JOIN certificate AS c
            ON c.order_id = o.order_id
          LEFT JOIN invoice AS i
            ON i.order_id = o.order_id
         WHERE (o.state = 'cancelled') <> (c.state = 'withdrawn')
            OR (o.state = 'cancelled') <> (i.state = 'void')
    """,
    "a person of an order without exactly one personal link": """
        SELECT o.order_id, l.person_id
          FROM orders AS o
          JOIN (SELECT DISTINCT order_id, person_id FROM order_line) AS l
            ON l.order_id = o.order_id
          LEFT JOIN personal_link AS p
            ON p.subject_id = o.order_id
           AND p.person_id = l.person_id
           AND p.purpose = 'claim'
         GROUP BY o.order_id, l.person_id, o.state
        HAVING count(p.link_id) <> 1
            OR (o.state = 'cancelled') <> (count(p.revoked_at) = 1)
    """,
    "an invoice without exactly one mail": """
        SELECT i.invoice_id, count(m.mail_id)
          FROM invoice AS i
          LEFT JOIN outbox AS m
            ON m.dedupe_key = 'invoice:' || i.invoice_id
         GROUP BY i.invoice_id
        HAVING count(m.mail_id) <> 1
    """,
    "a told order with other than one notice for each person, or an untold one with any": """
        SELECT o.order_id, o.told_at
          FROM orders AS o
          JOIN (SELECT order_id, count(DISTINCT person_id) AS people FROM order_line GROUP BY order_id) AS l
            ON l.order_id = o.order_id
          LEFT JOIN (SELECT order_id, count(*) AS notices, count(DISTINCT person_id) AS people
                       FROM outbox
                      WHERE kind = 'certificate_offered'
                      GROUP BY order_id) AS m
            ON m.order_id = o.order_id
         WHERE coalesce(m.notices, 0) <> CASE WHEN o.told_at IS NULL THEN 0 ELSE l.people END
            OR coalesce(m.people, 0) <> coalesce(m.notices, 0)
    """,
    "a series of invoice numbers with a gap": """
        SELECT c.org_id, c.name, c.value, count(i.number)
          FROM counter AS c
          LEFT JOIN invoice AS i
            ON i.org_id = c.org_id
           AND 'invoice-' || substring(i.number, 5, 4) = c.name
         GROUP BY c.org_id, c.name, c.value
        HAVING count(i.number) <> c.value
            OR count(DISTINCT i.number) <> c.value
    """,
    "a row on a screen that says another order than the order's lines": """
        SELECT s.standing_id, s.order_id, l.order_id
          FROM standing AS s
          LEFT JOIN (SELECT k.participant_id, k.course_id, max(k.order_id) AS order_id
                       FROM order_line AS k
                       JOIN orders AS o
                         ON o.order_id = k.order_id
                      WHERE o.state <> 'cancelled'
                      GROUP BY k.participant_id, k.course_id) AS l
            ON l.participant_id = s.participant_id
           AND l.course_id = s.course_id
         WHERE s.order_id IS DISTINCT FROM l.order_id
            OR (s.order_id IS NOT NULL AND s.selectable)
    """,
    "a roster line that two live orders hold": """
        SELECT l.participant_id, l.course_id, count(*)
          FROM order_line AS l
          JOIN orders AS o
            ON o.order_id = l.order_id
         WHERE o.state <> 'cancelled'
         GROUP BY l.participant_id, l.course_id
        HAVING count(*) > 1
    """,
    "a workshop whose state is not that of its orders": """
        SELECT w.workshop_id, w.state, count(o.order_id)
          FROM workshop AS w
          LEFT JOIN orders AS o
            ON o.workshop_id = w.workshop_id
           AND o.state <> 'cancelled'
         GROUP BY w.workshop_id, w.state
        HAVING (w.state = 'ordered') <> (count(o.order_id) > 0)
    """,
    "an order that the audit does not tell of exactly once": """
        SELECT o.order_id, count(a.seq)
          FROM orders AS o
          LEFT JOIN audit AS a
            ON a.action = 'order.issued'
           AND CAST(json_extract(a.after, '$.order') AS BIGINT) = o.order_id
         GROUP BY o.order_id
        HAVING count(a.seq) <> 1
    """,
    "an audit entry of an order that is not there": """
        SELECT a.seq
          FROM audit AS a
         WHERE a.action = 'order.issued'
           AND NOT EXISTS (SELECT 1
                             FROM orders AS o
                            WHERE o.order_id = CAST(json_extract(a.after, '$.order') AS BIGINT))
    """,
    "a value twice that stands once": """
        SELECT 'number', number FROM certificate GROUP BY number HAVING count(*) > 1
         UNION ALL
        SELECT 'dedupe key', dedupe_key FROM outbox GROUP BY dedupe_key HAVING count(*) > 1
         UNION ALL
        SELECT 'plan', plan_hash FROM orders GROUP BY plan_hash HAVING count(*) > 1
         UNION ALL
        SELECT 'invoice number', org_id || ' ' || number FROM invoice GROUP BY org_id, number HAVING count(*) > 1
         UNION ALL
        SELECT 'token', token_hash FROM personal_link GROUP BY token_hash HAVING count(*) > 1
    """,
}


def faults(tx: Tx) -> dict[str, list[Row]]:
    """Return what is wrong with the orders of a store: sentence → rows."""
    found = {what: tx.query(sql) for what, sql in HALVES.items()}
    found["a rule between rows that is broken"] = list(checks.broken(tx))
    found["a row that points at nothing"] = list(orphans.orphans(tx))
    broken = audit.first_broken(tx)
    found["a broken audit chain"] = [] if broken is None else [(broken,)]
    return {what: rows for what, rows in found.items() if rows}


def assert_whole(db: Db) -> None:
    """Fail, naming what is wrong, unless every order is there once and whole."""
    with db.reading() as tx:
        found = faults(tx)
    assert not found, found
