"""What becomes of the mails about credits that were taken back: held ones are rewritten or cancelled, others corrected.

Works on the temporary table `changing` (credit_id) of core.store.credits.changes, after the change.
"""

from __future__ import annotations

from datetime import datetime

from core.store import outbox
from core.store.credits.mails import LINE
from core.store.db import Tx


def find_told(tx: Tx) -> None:
    """Make `told_of` (credit_id, mail_id, state, to_address, to_name, person_id): every mail about `changing`."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE told_of AS
        WITH keyed AS (
            SELECT credit_id, 'credit:' || lead_id AS dedupe_key
              FROM credit
             WHERE credit_id IN (SELECT credit_id FROM changing)
             UNION
            SELECT credit_id, 'found:' || found_id
              FROM credit
             WHERE found_id IS NOT NULL
               AND credit_id IN (SELECT credit_id FROM changing)
        )
        SELECT k.credit_id, o.mail_id, o.state, o.to_address, o.to_name, o.person_id
          FROM keyed AS k
          JOIN outbox AS o
            ON o.dedupe_key = k.dedupe_key
    """)


def gone(tx: Tx) -> int:
    """Return how many mails of `told_of` have left, or are past holding back."""
    return int(tx.value(f"SELECT count(DISTINCT mail_id) FROM told_of WHERE state IN {outbox.LEFT}"))


def correct(tx: Tx, tag: str, reason: str, now: datetime) -> int:
    """Cancel or rewrite held mails of `told_of`, and queue a correction where one has left; return how many of these.

    `tag` makes the keys of the corrections: one act corrects a mail once.
    """
    _rewrite(tx, now)
    return tx.execute(
        f"""
        INSERT INTO outbox (mail_id, org_id, dedupe_key, kind, to_address, to_name, person_id, parameters, state,
                            release_at, attempts, next_try_at, made_at)
        WITH left_already AS (
            SELECT credit_id, min(mail_id) AS mail_id
              FROM told_of
             WHERE state IN {outbox.LEFT}
             GROUP BY credit_id
        ), worded AS (
            SELECT g.mail_id, min(c.org_id) AS org_id,
                   string_agg(CAST(to_json({LINE}) AS VARCHAR), ', ' ORDER BY c.attended_on, c.credit_id) AS lines
              FROM left_already AS g
              JOIN credit AS c
                ON c.credit_id = g.credit_id
              JOIN ceu_course AS k
                ON k.ceu_course_id = c.ceu_course_id
             GROUP BY g.mail_id
        )
        SELECT nextval('ids'), w.org_id, 'credit_gone:' || $tag || ':' || w.mail_id, 'credit_withdrawn', o.to_address,
               o.to_name, o.person_id,
               '{{"name": ' || CAST(to_json(o.to_name) AS VARCHAR) || ', "credits_lines": [' || w.lines
               || '], "reason": ' || CAST(to_json($reason) AS VARCHAR) || '}}',
               'queued', $now, 0, $now, $now
          FROM worded AS w
          JOIN outbox AS o
            ON o.mail_id = w.mail_id
         ORDER BY w.mail_id
        """,
        tag=tag,
        reason=reason,
        now=now,
    )


def _rewrite(tx: Tx, now: datetime) -> None:
    """Let held mails say what is still open of what they tell of; one with nothing left is cancelled."""
    tx.execute(f"""
        CREATE OR REPLACE TEMP TABLE rewritten AS
        WITH held AS (
            SELECT DISTINCT o.mail_id, o.dedupe_key, o.to_name
              FROM outbox AS o
             WHERE o.state = 'held'
               AND o.mail_id IN (SELECT mail_id FROM told_of WHERE state = 'held')
        ), remaining AS (
            SELECT h.mail_id, c.credit_id, c.attended_on, c.hours_hundredths, c.ceu_course_id
              FROM held AS h
              JOIN credit AS c
                ON h.dedupe_key = 'credit:' || c.lead_id
             WHERE c.state IN ('offered', 'archived')
             UNION
            SELECT h.mail_id, c.credit_id, c.attended_on, c.hours_hundredths, c.ceu_course_id
              FROM held AS h
              JOIN credit AS c
                ON h.dedupe_key = 'found:' || c.found_id
             WHERE c.state = 'offered'
        )
        SELECT h.mail_id, min(h.to_name) AS to_name, min(c.credit_id) AS link_id,
               string_agg(CAST(to_json({LINE}) AS VARCHAR), ', ' ORDER BY c.attended_on, c.credit_id) AS lines
          FROM held AS h
          LEFT JOIN remaining AS c
            ON c.mail_id = h.mail_id
          LEFT JOIN ceu_course AS k
            ON k.ceu_course_id = c.ceu_course_id
         GROUP BY h.mail_id
    """)
    tx.execute(
        """
        UPDATE outbox
           SET state = CASE WHEN r.link_id IS NULL THEN 'cancelled' ELSE outbox.state END,
               next_try_at = CASE WHEN r.link_id IS NULL THEN CAST($now AS TIMESTAMP) ELSE outbox.next_try_at END,
               parameters = CASE
                                WHEN r.link_id IS NULL THEN outbox.parameters
                                ELSE '{"name": ' || CAST(to_json(r.to_name) AS VARCHAR) || ', "credits_lines": ['
                                     || r.lines || '], "link_id": ' || r.link_id || '}'
                            END
          FROM rewritten AS r
         WHERE outbox.mail_id = r.mail_id
           AND outbox.state = 'held'
        """,
        now=now,
    )


def stop_held(tx: Tx, now: datetime) -> None:
    """Cancel or rewrite held mails of `told_of`; those that have left need no correction: their reader has answered."""
    _rewrite(tx, now)
