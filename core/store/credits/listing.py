"""Every credit that an organisation posted, as staff list them: pages newest first, counts of states, mail fates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.model import OrgId
from core.store.db import Tx

STATES = ("offered", "archived", "accepted", "rejected", "withdrawn", "readdressed", "revoked")


@dataclass(frozen=True, slots=True)
class CreditFilter:
    """Which credits; `text` is looked for in address, name, CEULid and title."""

    state: str | None = None
    course: int | None = None
    batch: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class CreditRow:
    """One credit in a list. `mail` is the state of the mail that told of it last, None where there is none."""

    credit_id: int
    ceulid: str
    title: str
    address: str
    name: str
    hours_hundredths: int
    attended_on: date
    state: str
    posted_as: str
    batch_id: int | None
    made_by: str
    made_at: datetime
    answered_at: datetime | None
    mail: str | None


_MATCHES = """
         WHERE c.org_id = $org
           AND ($course IS NULL OR c.ceu_course_id = $course)
           AND ($batch IS NULL OR c.batch_id = $batch)
           AND ($text = ''
                OR c.address LIKE $like ESCAPE '!'
                OR k.ceulid_key LIKE $like ESCAPE '!'
                OR lower(k.title) LIKE $like ESCAPE '!'
                OR c.person_id IN (SELECT person_id FROM person WHERE search_text LIKE $like ESCAPE '!'))
"""


def _values(org: OrgId, which: CreditFilter) -> dict[str, Any]:
    text = which.text.strip().lower()
    plain = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return {"org": org, "course": which.course, "batch": which.batch, "text": text, "like": f"%{plain}%"}


def page(tx: Tx, org: OrgId, which: CreditFilter, after: int | None, size: int) -> list[CreditRow]:
    """Return up to `size` credits, newest first, beginning behind the credit `after`. Ids first, then the rows."""
    tx.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE listed_credit AS
        SELECT c.credit_id
          FROM credit AS c
          JOIN ceu_course AS k
            ON k.ceu_course_id = c.ceu_course_id
        {_MATCHES}
           AND ($state IS NULL OR c.state = $state)
           AND ($after IS NULL OR c.credit_id < $after)
         ORDER BY c.credit_id DESC
         LIMIT $size
        """,
        **_values(org, which),
        state=which.state,
        after=after,
        size=size,
    )
    return [CreditRow(*row) for row in tx.query(_ROWS)]


_ROWS = """
    WITH keyed AS (
        SELECT credit_id, 'credit:' || lead_id AS dedupe_key
          FROM credit
         WHERE credit_id IN (SELECT credit_id FROM listed_credit)
         UNION ALL
        SELECT credit_id, 'found:' || found_id
          FROM credit
         WHERE found_id IS NOT NULL
           AND credit_id IN (SELECT credit_id FROM listed_credit)
    ), told AS (
        SELECT k.credit_id, o.state, row_number() OVER (PARTITION BY k.credit_id ORDER BY o.mail_id DESC) AS place
          FROM keyed AS k
          JOIN outbox AS o
            ON o.dedupe_key = k.dedupe_key
    )
    SELECT c.credit_id, k.ceulid, k.title, c.address, coalesce(trim(p.first_name || ' ' || p.last_name), ''),
           c.hours_hundredths, c.attended_on, c.state, c.posted_as, c.batch_id, c.made_by, c.made_at, c.answered_at,
           t.state
      FROM credit AS c
      JOIN ceu_course AS k
        ON k.ceu_course_id = c.ceu_course_id
      LEFT JOIN person AS p
        ON p.person_id = c.person_id
      LEFT JOIN told AS t
        ON t.credit_id = c.credit_id
       AND t.place = 1
     WHERE c.credit_id IN (SELECT credit_id FROM listed_credit)
     ORDER BY c.credit_id DESC
"""


def counts(tx: Tx, org: OrgId, which: CreditFilter) -> dict[str, int]:
    """Return state → how many credits match but for the state; every state is a key."""
    rows = tx.query(
        f"""
        SELECT c.state, count(*)
          FROM credit AS c
          JOIN ceu_course AS k
            ON k.ceu_course_id = c.ceu_course_id
        {_MATCHES}
         GROUP BY c.state
        """,
        **_values(org, which),
    )
    return {**dict.fromkeys(STATES, 0), **{row[0]: int(row[1]) for row in rows}}


@dataclass(frozen=True, slots=True)
class MailFate:
    """One mail about a credit: what became of it."""

    mail_id: int
    kind: str
    to_address: str
    state: str
    made_at: datetime
    sent_at: datetime | None
    last_error: str | None


def mails_of(tx: Tx, org: OrgId, credits: list[int]) -> dict[int, list[MailFate]]:
    """Return credit → the mails about it, oldest first: offers, reminders and corrections."""
    rows = tx.query(
        """
        WITH asked AS (
            SELECT credit_id, lead_id, found_id
              FROM credit
             WHERE credit_id IN (SELECT unnest($credits::BIGINT[]))
        ), keyed AS (
            SELECT credit_id, 'credit:' || lead_id AS dedupe_key
              FROM asked
             UNION ALL
            SELECT credit_id, 'found:' || found_id
              FROM asked
             WHERE found_id IS NOT NULL
        ), told AS (
            SELECT k.credit_id, o.mail_id
              FROM keyed AS k
              JOIN outbox AS o
                ON o.dedupe_key = k.dedupe_key
        )
        SELECT t.credit_id, o.mail_id, o.kind, o.to_address, o.state, o.made_at, o.sent_at, o.last_error
          FROM (SELECT credit_id, mail_id
                  FROM told
                 UNION
                SELECT t.credit_id, g.mail_id
                  FROM told AS t
                  JOIN outbox AS g
                    ON g.kind = 'credit_withdrawn'
                   AND g.dedupe_key LIKE 'credit_gone:%:' || t.mail_id
                 UNION
                SELECT a.credit_id, g.mail_id
                  FROM asked AS a
                  JOIN invitation AS i
                    ON i.credit_id = a.lead_id
                  JOIN outbox AS g
                    ON g.kind = 'credit_reminder'
                   AND g.dedupe_key LIKE 'credit_reminder:' || i.invitation_id || ':%') AS t
          JOIN outbox AS o
            ON o.mail_id = t.mail_id
         WHERE o.org_id = $org
         ORDER BY o.mail_id
        """,
        org=org,
        credits=credits,
    )
    found: dict[int, list[MailFate]] = {}
    for credit, *rest in rows:
        found.setdefault(credit, []).append(MailFate(*rest))
    return found
