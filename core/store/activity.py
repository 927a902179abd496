"""Reading the audit: one organisation's acts, newest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.model import OrgId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the audit; `before` and `after` are JSON objects or absent."""

    seq: int
    made_at: datetime
    actor: str
    role: str
    action: str
    subject: str
    before: str | None
    after: str | None


def page(
    tx: Tx,
    org: OrgId,
    actor: str | None,
    action: str | None,
    subject: str,
    since: datetime | None,
    until: datetime | None,
    size: int,
    skip: int,
) -> list[Entry]:
    """Return one page of an organisation's acts, newest first. `subject` is the beginning of one, or empty.

    Times are UTC; `since` is included, `until` is not.
    """
    rows = tx.query(
        """
        SELECT seq, made_at, actor, role, action, subject, before, after
          FROM audit
         WHERE org_id = $org
           AND ($actor IS NULL OR actor = $actor)
           AND ($action IS NULL OR action = $action)
           AND ($subject = '' OR subject = $subject OR starts_with(subject, $subject || ':'))
           AND ($since IS NULL OR made_at >= $since)
           AND ($until IS NULL OR made_at < $until)
         ORDER BY seq DESC
         LIMIT $size
        OFFSET $skip
        """,
        org=org,
        actor=actor,
        action=action,
        subject=subject,
        since=since,
        until=until,
        size=size,
        skip=skip,
    )
    return [Entry(*row) for row in rows]


def count(
    tx: Tx,
    org: OrgId,
    actor: str | None,
    action: str | None,
    subject: str,
    since: datetime | None,
    until: datetime | None,
) -> int:
    """Return how many acts the same filters match."""
    return int(
        tx.value(
            """
            SELECT count(*)
              FROM audit
             WHERE org_id = $org
               AND ($actor IS NULL OR actor = $actor)
               AND ($action IS NULL OR action = $action)
               AND ($subject = '' OR subject = $subject OR starts_with(subject, $subject || ':'))
               AND ($since IS NULL OR made_at >= $since)
               AND ($until IS NULL OR made_at < $until)
            """,
            org=org,
            actor=actor,
            action=action,
            subject=subject,
            since=since,
            until=until,
        )
    )


def actors(tx: Tx, org: OrgId) -> list[str]:
    """Return everybody who ever acted in an organisation, by name."""
    return [row[0] for row in tx.query("SELECT DISTINCT actor FROM audit WHERE org_id = $org ORDER BY actor", org=org)]


def actions(tx: Tx, org: OrgId) -> list[str]:
    """Return every kind of act that an organisation's audit holds."""
    return [row[0] for row in tx.query("SELECT DISTINCT action FROM audit WHERE org_id = $org ORDER BY 1", org=org)]


def length(tx: Tx) -> int:
    """Return the number of rows of the whole audit, as its head says."""
    return int(tx.value("SELECT seq FROM audit_head"))
