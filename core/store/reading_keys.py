"""Keys for reading what is published, stored as SHA-256 only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.model import OrgId, PersonId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class ReadingKey:
    """A key that is alive."""

    reading_key_id: int
    name: str
    made_at: datetime
    expires_at: datetime


def add(tx: Tx, org: OrgId, person: PersonId, token_hash: str, name: str, now: datetime, until: datetime) -> int:
    """Keep a key; return its number."""
    number = tx.new_id()
    tx.execute(
        """
        INSERT INTO reading_key (reading_key_id, org_id, person_id, token_hash, name, made_at, expires_at)
        VALUES ($id, $org, $person, $hash, $name, $now, $until)
        """,
        id=number,
        org=org,
        person=person,
        hash=token_hash,
        name=name,
        now=now,
        until=until,
    )
    return number


def of(tx: Tx, org: OrgId, person: PersonId, now: datetime) -> list[ReadingKey]:
    """Return somebody's keys of an organisation that are alive, oldest first."""
    rows = tx.query(
        """
        SELECT reading_key_id, name, made_at, expires_at
          FROM reading_key
         WHERE org_id = $org
           AND person_id = $person
           AND revoked_at IS NULL
           AND expires_at > $now
         ORDER BY reading_key_id
        """,
        org=org,
        person=person,
        now=now,
    )
    return [ReadingKey(*row) for row in rows]


def revoke(tx: Tx, org: OrgId, person: PersonId, number: int, now: datetime) -> int:
    """End one of somebody's keys; return how many were alive."""
    return tx.execute(
        """
        UPDATE reading_key
           SET revoked_at = $now
         WHERE reading_key_id = $number
           AND org_id = $org
           AND person_id = $person
           AND revoked_at IS NULL
        """,
        org=org,
        person=person,
        number=number,
        now=now,
    )


def opens(tx: Tx, token_hash: str, now: datetime) -> OrgId | None:
    """Return whose publication a key opens now, None when it is unknown, over, revoked, or its maker's role is gone."""
    row = tx.first(
        """
        SELECT k.org_id
          FROM reading_key AS k
         WHERE k.token_hash = $hash
           AND k.revoked_at IS NULL
           AND k.expires_at > $now
           AND EXISTS (SELECT 1
                         FROM membership AS m
                        WHERE m.org_id = k.org_id
                          AND m.person_id = k.person_id
                          AND m.role IN ('staff', 'analyst')
                          AND m.ended_at IS NULL)
        """,
        hash=token_hash,
        now=now,
    )
    return OrgId(row[0]) if row else None
