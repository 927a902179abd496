"""Counts of what waits for somebody, for the home page."""

from __future__ import annotations

from datetime import datetime

from core.model import OrgId, PersonId
from core.store.db import Tx


def for_staff(tx: Tx, org: OrgId, now: datetime) -> tuple[int, ...]:
    """Return how many disputes are open, mails failed in 30 days, invoices unpaid, orders and CEU courses to review.

    The last: addresses whose person was named and is still to confirm it.
    """
    return tx.query(
        """
        SELECT (SELECT count(*) FROM dispute WHERE org_id = $org AND state = 'open'),
               (SELECT count(*)
                  FROM outbox
                 WHERE org_id = $org
                   AND state IN ('failed', 'bounced')
                   AND made_at > $now - INTERVAL '30 days'),
               (SELECT count(*) FROM invoice WHERE org_id = $org AND state = 'open'),
               (SELECT count(*) FROM orders WHERE org_id = $org AND review IS NOT NULL),
               (SELECT count(*) FROM ceu_course WHERE org_id = $org AND state = 'submitted'),
               (SELECT count(*) FROM same_person WHERE org_id = $org AND state = 'proposed')
        """,
        org=org,
        now=now,
    )[0]


def credits_of(tx: Tx, person: PersonId) -> int:
    """Return how many credits, of whatever organisation, wait for somebody's answer."""
    return int(tx.value("SELECT count(*) FROM credit WHERE person_id = $person AND state = 'offered'", person=person))


def workshops(tx: Tx, org: OrgId, instructor: PersonId | None) -> tuple[int, ...]:
    """Return how many workshops wait for a list, wait for Issue with somebody Active, and are there at all.

    Instructor None: everybody's.
    """
    return tx.query(
        """
        SELECT count(*) FILTER (WHERE state = 'draft'),
               count(*) FILTER (WHERE state = 'uploaded'
                                  AND workshop_id IN (SELECT workshop_id
                                                        FROM standing
                                                       WHERE selectable
                                                         AND order_id IS NULL)),
               count(*)
          FROM workshop
         WHERE org_id = $org
           AND state <> 'cancelled'
           AND ($instructor IS NULL OR instructor_id = $instructor)
        """,
        org=org,
        instructor=instructor,
    )[0]


def certificates_of(tx: Tx, org: OrgId, person: PersonId) -> tuple[int, ...]:
    """Return how many certificates of a person are offered and not claimed yet, and how many are issued."""
    return tx.query(
        """
        SELECT count(*) FILTER (WHERE state = 'offered'),
               count(*) FILTER (WHERE state = 'issued')
          FROM certificate
         WHERE org_id = $org
           AND person_id = $person
        """,
        org=org,
        person=person,
    )[0]


def courses(tx: Tx, org: OrgId) -> int:
    """Return how many courses an organisation offers."""
    return int(tx.value("SELECT count(*) FROM course WHERE org_id = $org AND retired_at IS NULL", org=org))
