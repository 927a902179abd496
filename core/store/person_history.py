"""One person's history in one organisation: addresses, and what happened on which day, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.model import CourseId, OrgId, PersonId
from core.store import learner_facts, learner_terms
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Address:
    """One address: its kind (primary, alternate, inactive), and when its owner proved it (UTC), if ever."""

    address: str
    kind: str
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """What happened on a day. `kind` is the sort of record; `state` its state now; `detail` and `until` what belongs
    to it: a number, a source, a reason, an end. `drawn`: there is a document of it."""

    day: date
    kind: str
    what: str
    state: str
    detail: str
    until: date | None
    drawn: bool


def known_here(tx: Tx, org: OrgId, person: PersonId) -> bool:
    """Return whether an organisation has any record of a person; people known elsewhere only are nobody here."""
    found = tx.query(
        """
        SELECT 1 FROM membership WHERE org_id = $org AND person_id = $person
         UNION ALL
        SELECT 1 FROM completion WHERE org_id = $org AND person_id = $person
         UNION ALL
        SELECT 1 FROM certificate WHERE org_id = $org AND person_id = $person
         UNION ALL
        SELECT 1 FROM assignment WHERE org_id = $org AND person_id = $person
         LIMIT 1
        """,
        org=org,
        person=person,
    )
    return bool(found)


def addresses(tx: Tx, person: PersonId) -> list[Address]:
    """Return every address of a person, the primary one first."""
    rows = tx.query(
        """
        SELECT address, kind, verified_at
          FROM address
         WHERE person_id = $person
         ORDER BY CASE kind WHEN 'primary' THEN 0 WHEN 'alternate' THEN 1 ELSE 2 END, address
        """,
        person=person,
    )
    return [Address(*row) for row in rows]


def archived_at(tx: Tx, org: OrgId, person: PersonId) -> datetime | None:
    """Return since when (UTC) somebody is archived here, None when they are not."""
    row = tx.first(
        "SELECT max(archived_at) FROM archived_person WHERE org_id = $org AND person_id = $person",
        org=org,
        person=person,
    )
    return row[0] if row else None


def events(tx: Tx, org: OrgId, person: PersonId, size: int) -> list[Event]:
    """Return the newest events of a person in an organisation."""
    rows = tx.query(_EVENTS, org=org, person=person, size=size)
    return [Event(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class NewestTerm:
    """The term that counts in a family, with the words of the rule behind its end, and the reason of an extension."""

    family: str
    course_id: CourseId
    starts_on: date
    base_through: date | None
    extended_to: date | None
    because: str
    reason: str | None


def newest_terms(tx: Tx, org: OrgId, person: PersonId, on: date) -> dict[str, NewestTerm]:
    """Return the newest term of each family of a person as of a day. Makes temporary tables."""
    learner_facts.touch(tx, [person])
    learner_terms.make(tx, org, on, words=True)
    rows = tx.query(
        """
        WITH ranked AS (
            SELECT family, course_id, starts_on, base_through, extended_to, because,
                   row_number() OVER (
                       PARTITION BY family
                       ORDER BY starts_on DESC, version DESC, coalesce(extended_to, base_through) DESC NULLS FIRST,
                                dated_on DESC, course_id DESC
                   ) AS place
              FROM term
        )
        SELECT r.family, r.course_id, r.starts_on, r.base_through, r.extended_to, r.because,
               (SELECT max(e.reason)
                  FROM extension AS e
                 WHERE e.org_id = $org
                   AND e.person_id = $person
                   AND e.family = r.family
                   AND e.starts_on = r.starts_on
                   AND e.extended_to = r.extended_to
                   AND e.ended_at IS NULL)
          FROM ranked AS r
         WHERE r.place = 1
         ORDER BY r.family
        """,
        org=org,
        person=person,
    )
    return {row[0]: NewestTerm(*row) for row in rows}


_EVENTS = """
    WITH happened AS (
        SELECT c.completed_on AS day, 'completion' AS kind, k.title AS what,
               CASE WHEN c.undone_at IS NULL THEN 'completed' ELSE 'undone' END AS state, c.source AS detail,
               CAST(NULL AS DATE) AS until, FALSE AS drawn, c.completion_id AS key
          FROM completion AS c
          JOIN course AS k
            ON k.course_id = c.course_id
         WHERE c.org_id = $org
           AND c.person_id = $person
         UNION ALL
        SELECT c.starts_on, 'certificate', k.title, c.state, c.number, c.valid_through, c.document IS NOT NULL,
               c.certificate_id
          FROM certificate AS c
          JOIN course AS k
            ON k.course_id = c.course_id
         WHERE c.org_id = $org
           AND c.person_id = $person
         UNION ALL
        SELECT a.assigned_on, 'assignment', k.title, a.state, a.source, coalesce(a.due_on, a.was_due_on), FALSE,
               a.assignment_id
          FROM assignment AS a
          JOIN course AS k
            ON k.course_id = a.course_id
         WHERE a.org_id = $org
           AND a.person_id = $person
         UNION ALL
        SELECT e.starts_on, 'extension', e.family, CASE WHEN e.ended_at IS NULL THEN 'valid' ELSE 'undone' END,
               e.reason, e.extended_to, FALSE, coalesce(e.batch_id, 0)
          FROM extension AS e
         WHERE e.org_id = $org
           AND e.person_id = $person
         UNION ALL
        SELECT CAST(m.made_at AS DATE), 'date set by hand', m.family,
               CASE WHEN m.ended_at IS NULL THEN 'valid' ELSE 'undone' END, '', m.recertify_on, FALSE,
               coalesce(m.batch_id, 0)
          FROM manual_date AS m
         WHERE m.org_id = $org
           AND m.person_id = $person
         UNION ALL
        SELECT CAST(n.made_at AS DATE), 'next course', k.title,
               CASE WHEN n.ended_at IS NULL THEN 'valid' ELSE 'undone' END, '', NULL, FALSE, coalesce(n.batch_id, 0)
          FROM next_course AS n
          JOIN course AS k
            ON k.course_id = n.course_id
         WHERE n.org_id = $org
           AND n.person_id = $person
         UNION ALL
        SELECT c.attended_on, 'credit', u.title, c.state, u.ceulid, NULL, FALSE, c.credit_id
          FROM credit AS c
          JOIN ceu_course AS u
            ON u.ceu_course_id = c.ceu_course_id
         WHERE c.org_id = $org
           AND c.person_id = $person
         UNION ALL
        SELECT CAST(coalesce(o.sent_at, o.release_at) AS DATE), 'mail', o.kind, o.state, o.to_address, NULL, FALSE,
               o.mail_id
          FROM outbox AS o
         WHERE o.org_id = $org
           AND o.person_id = $person
    )
    SELECT day, kind, what, state, detail, until, drawn
      FROM happened
     ORDER BY day DESC, key DESC
     LIMIT $size
"""
