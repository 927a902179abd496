"""What staff set for their organisation, its pictures, and who works for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.model import OrgId, PersonId, Role
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Member:
    """One role of somebody who works here."""

    person_id: PersonId
    role: Role
    name: str
    address: str
    since: datetime


def read(tx: Tx, org: OrgId) -> dict[str, Any]:
    """Return every setting by the name of its column."""
    row = tx.query(
        """
        SELECT name, colour, hold_minutes, reply_to, postal_address, payment_terms_days, payment_instructions,
               signatory_name, signatory_title
          FROM organisation
         WHERE org_id = $org
        """,
        org=org,
    )[0]
    names = (
        "name",
        "colour",
        "hold_minutes",
        "reply_to",
        "postal_address",
        "payment_terms_days",
        "payment_instructions",
        "signatory_name",
        "signatory_title",
    )
    return dict(zip(names, row, strict=True))


def write(tx: Tx, org: OrgId, settings: dict[str, Any]) -> None:
    """Replace every setting; the names are those of `read`."""
    tx.execute(
        """
        UPDATE organisation
           SET name = $name,
               colour = $colour,
               hold_minutes = $hold_minutes,
               reply_to = $reply_to,
               postal_address = $postal_address,
               payment_terms_days = $payment_terms_days,
               payment_instructions = $payment_instructions,
               signatory_name = $signatory_name,
               signatory_title = $signatory_title
         WHERE org_id = $org
        """,
        org=org,
        **settings,
    )


def set_picture(tx: Tx, org: OrgId, kind: str, png: bytes, now: datetime) -> str:
    """Put a picture in use and return its SHA-256. Older ones stay: documents are frozen against them."""
    sha256 = hashlib.sha256(png).hexdigest()
    tx.execute(
        "INSERT INTO asset VALUES ($sha256, $png, $now) ON CONFLICT (sha256) DO NOTHING",
        sha256=sha256,
        png=png,
        now=now,
    )
    drop_picture(tx, org, kind)
    tx.execute("INSERT INTO organisation_asset VALUES ($org, $kind, $sha256)", org=org, kind=kind, sha256=sha256)
    return sha256


def drop_picture(tx: Tx, org: OrgId, kind: str) -> int:
    """Take a picture out of use; return how many were."""
    return tx.execute("DELETE FROM organisation_asset WHERE org_id = $org AND kind = $kind", org=org, kind=kind)


def members(tx: Tx, org: OrgId) -> list[Member]:
    """Return every role of staff, instructors and analysts, by name."""
    rows = tx.query(
        """
        SELECT m.person_id,
               m.role,
               trim(p.first_name || ' ' || p.last_name) AS shown,
               min(a.address),
               min(m.made_at)
          FROM membership AS m
          JOIN person AS p ON p.person_id = m.person_id
          JOIN address AS a ON a.person_id = m.person_id
         WHERE m.org_id = $org
           AND m.ended_at IS NULL
           AND m.role <> 'holder'
           AND a.kind = 'primary'
         GROUP BY m.person_id, m.role, shown
         ORDER BY shown, m.person_id, m.role
        """,
        org=org,
    )
    return [Member(PersonId(row[0]), Role(row[1]), row[2], row[3], row[4]) for row in rows]
