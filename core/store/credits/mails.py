"""Mails about credits: one for each address that a list action posted to, written piece by piece by the sender.

The first piece is written with the action itself. What is no longer open by then is left out of its mail, and whoever
has declined invitations of an organisation gets none.

telling: the temporary table of what stands in which mail: credit_id, lead_id (names the mail), kind
"""

from __future__ import annotations

from datetime import datetime

from core.model import OrgId
from core.store.actions import telling
from core.store.db import Tx

PROMISED = "credits"  # in batch_mail, in the place of a single kind
FIRST, PIECE = 5_000, 20_000  # mails written with the action, and at a time by the sender

# 'Airway management (CEU-2026-014), 1.5 hours, 10 Feb 2026'; core.rules.words says hours and days the same way.
LINE = """
    k.title || ' (' || k.ceulid || '), ' || (c.hours_hundredths // 100)
    || CASE
           WHEN c.hours_hundredths % 100 = 0 THEN ''
           WHEN c.hours_hundredths % 10 = 0 THEN '.' || (c.hours_hundredths % 100 // 10)
           ELSE '.' || lpad(CAST(c.hours_hundredths % 100 AS VARCHAR), 2, '0')
       END
    || CASE WHEN c.hours_hundredths = 100 THEN ' hour, ' ELSE ' hours, ' END
    || EXTRACT(DAY FROM c.attended_on) || ' '
    || substr('JanFebMarAprMayJunJulAugSepOctNovDec', CAST(3 * EXTRACT(MONTH FROM c.attended_on) - 2 AS INTEGER), 3)
    || ' ' || EXTRACT(YEAR FROM c.attended_on)"""


def promise(tx: Tx, org: OrgId, batch: int, now: datetime, release_at: datetime) -> None:
    """Promise a mail to every address of a batch, and write the first piece."""
    tx.execute(
        """
        INSERT INTO batch_mail (batch_id, org_id, kind, release_at, written_to)
        VALUES ($batch, $org, 'credits', $release, 0)
        """,
        batch=batch,
        org=org,
        release=release_at,
    )
    write_piece(tx, batch, now)


def write_piece(tx: Tx, batch: int, now: datetime) -> None:
    """Write the next piece of a promise."""
    begun, release = tx.query("SELECT written_to, release_at FROM batch_mail WHERE batch_id = $batch", batch=batch)[0]
    size = PIECE if begun else FIRST
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE lead_piece AS
        SELECT DISTINCT c.lead_id
          FROM credit AS c
          JOIN batch_mail AS b
            ON b.batch_id = c.batch_id
         WHERE c.batch_id = $batch
           AND c.lead_id > b.written_to
         ORDER BY c.lead_id
         LIMIT $size
        """,
        batch=batch,
        size=size,
    )
    tx.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE telling AS
        SELECT c.credit_id, c.lead_id,
               CASE c.posted_as WHEN 'c' THEN 'credit_offered' WHEN 'b1' THEN 'credit_connect'
                                ELSE 'credit_invitation' END AS kind
          FROM credit AS c
         WHERE c.batch_id = $batch
           AND c.lead_id IN (SELECT lead_id FROM lead_piece)
           AND c.state = CASE c.posted_as WHEN 'b2' THEN 'archived' ELSE 'offered' END
           AND {NOT_DECLINED}
        """,
        batch=batch,
    )
    queue(tx, "credit:", now, max(release, now))
    tx.execute(
        """
        UPDATE batch_mail
           SET written_to = coalesce((SELECT max(lead_id) FROM lead_piece), written_to),
               done_at = CASE WHEN (SELECT count(*) FROM lead_piece) < $size THEN $now END
         WHERE batch_id = $batch
        """,
        batch=batch,
        size=size,
        now=now,
    )


def tell_one(tx: Tx, credit: int, release_at: datetime, now: datetime) -> None:
    """Queue the mail about one credit that was posted by itself, unless its address has declined."""
    tx.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE telling AS
        SELECT c.credit_id, c.lead_id,
               CASE c.posted_as WHEN 'c' THEN 'credit_offered' WHEN 'b1' THEN 'credit_connect'
                                ELSE 'credit_invitation' END AS kind
          FROM credit AS c
         WHERE c.credit_id = $credit
           AND {NOT_DECLINED}
        """,
        credit=credit,
    )
    queue(tx, "credit:", now, release_at)


# Whoever has declined an organisation's invitations is not written to, but for what is offered to connected holders.
NOT_DECLINED = """(c.posted_as = 'c'
                OR NOT EXISTS (SELECT 1
                                 FROM invitation AS i
                                WHERE i.org_id = c.org_id
                                  AND i.address = c.address
                                  AND i.state = 'declined'))"""


def queue(tx: Tx, prefix: str, now: datetime, release_at: datetime, suffix: str = "") -> int:
    """Queue a mail for each lead of `telling` under the key prefix + lead + suffix; return how many.

    The link of a mail names the first credit that stands in it.
    """
    _find_recipients(tx)
    tx.execute(_WORDED)
    return tx.execute(
        """
        INSERT INTO outbox (mail_id, org_id, dedupe_key, kind, to_address, to_name, person_id, parameters, state,
                            release_at, attempts, next_try_at, made_at)
        SELECT nextval('ids'), org_id, $prefix || lead_id || $suffix, kind, to_address, to_name, person_id,
               '{"name": ' || CAST(to_json(to_name) AS VARCHAR) || ', "credits_lines": [' || lines
               || '], "link_id": ' || link_id || '}',
               CASE WHEN $release > $now THEN 'held' ELSE 'queued' END, $release, 0, $now, $now
          FROM (SELECT lead_id, kind, org_id, to_address, to_name, person_id, lines, link_id
                  FROM worded
                 ORDER BY lead_id) AS ordered
        """,
        prefix=prefix,
        suffix=suffix,
        now=now,
        release=release_at,
    )


def _find_recipients(tx: Tx) -> None:
    """Make `recipient` (address, to_address, to_name, person_id) for the credits of `telling`.

    Nobody gets mail at an address that is no longer reachable: whoever has an account gets it at another of theirs.
    """
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE told_credit AS
        SELECT credit_id, org_id, ceu_course_id, address, person_id, hours_hundredths, attended_on
          FROM credit
         WHERE credit_id IN (SELECT credit_id FROM telling)
    """)
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE unreachable AS
        SELECT address
          FROM address
         WHERE kind = 'inactive'
           AND address IN (SELECT address FROM told_credit)
    """)
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE wanted_person AS
        SELECT DISTINCT person_id
          FROM told_credit
         WHERE person_id IS NOT NULL
           AND address IN (SELECT address FROM unreachable)
    """)
    telling.find_addresses(tx)
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE recipient AS
        SELECT t.address, min(CASE WHEN u.address IS NULL THEN t.address ELSE r.address END) AS to_address,
               coalesce(min(trim(p.first_name || ' ' || p.last_name)), '') AS to_name, min(t.person_id) AS person_id
          FROM told_credit AS t
          LEFT JOIN unreachable AS u
            ON u.address = t.address
          LEFT JOIN reached AS r
            ON r.person_id = t.person_id
          LEFT JOIN person AS p
            ON p.person_id = t.person_id
         GROUP BY t.address
    """)


_WORDED = f"""
    CREATE OR REPLACE TEMP TABLE worded AS
    SELECT l.lead_id, min(l.kind) AS kind, min(c.org_id) AS org_id, min(r.to_address) AS to_address,
           min(r.to_name) AS to_name, min(r.person_id) AS person_id, min(c.credit_id) AS link_id,
           string_agg(CAST(to_json({LINE}) AS VARCHAR), ', ' ORDER BY c.attended_on, c.credit_id) AS lines
      FROM telling AS l
      JOIN told_credit AS c
        ON c.credit_id = l.credit_id
      JOIN ceu_course AS k
        ON k.ceu_course_id = c.ceu_course_id
      JOIN recipient AS r
        ON r.address = c.address
     WHERE r.to_address IS NOT NULL
     GROUP BY l.lead_id
"""
