"""Organisations: the certifying bodies on this instance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.model import Organisation, OrgId
from core.store.db import Row, Tx

_SELECT = "SELECT org_id, slug, name, zone, currency, colour, hold_minutes FROM organisation"


def _record(row: Row) -> Organisation:
    return Organisation(OrgId(row[0]), *row[1:])


def all_of_them(tx: Tx) -> list[Organisation]:
    """Return every organisation by slug."""
    return [_record(row) for row in tx.query(f"{_SELECT} ORDER BY slug")]


def by_slug(tx: Tx, slug: str) -> Organisation | None:
    row = tx.first(f"{_SELECT} WHERE slug = $slug", slug=slug)
    return _record(row) if row else None


def by_id(tx: Tx, org: OrgId) -> Organisation:
    row = tx.first(f"{_SELECT} WHERE org_id = $org", org=org)
    if row is None:
        raise AssertionError(f"organisation {org} is missing")
    return _record(row)


def add(tx: Tx, slug: str, name: str, zone: str, currency: str, now: datetime) -> Organisation:
    """Add an organisation with the defaults of a new one."""
    org = OrgId(tx.new_id())
    tx.execute(
        """
        INSERT INTO organisation (org_id, slug, name, zone, currency, colour, hold_minutes, payment_terms_days, made_at)
        VALUES ($org, $slug, $name, $zone, $currency, '#1d4ed8', 15, 30, $now)
        """,
        org=org,
        slug=slug,
        name=name,
        zone=zone,
        currency=currency,
        now=now,
    )
    return by_id(tx, org)


@dataclass(frozen=True, slots=True)
class Billing:
    """What an organisation's invoices say besides the lines."""

    terms_days: int
    postal_address: str | None
    instructions: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """What an organisation's documents wear. Pictures are named by the SHA-256 of their PNG bytes."""

    logo: str | None
    signature: str | None
    signatory_name: str
    signatory_title: str


def billing(tx: Tx, org: OrgId) -> Billing:
    row = tx.query(
        """
        SELECT payment_terms_days, postal_address, payment_instructions
          FROM organisation
         WHERE org_id = $org
        """,
        org=org,
    )[0]
    return Billing(*row)


def look(tx: Tx, org: OrgId) -> Look:
    assets: dict[str, str] = dict(tx.query("SELECT kind, sha256 FROM organisation_asset WHERE org_id = $org", org=org))
    names = tx.query("SELECT signatory_name, signatory_title FROM organisation WHERE org_id = $org", org=org)[0]
    return Look(assets.get("logo"), assets.get("signature"), names[0] or "", names[1] or "")


def asset(tx: Tx, sha256: str | None) -> bytes | None:
    """Return the PNG bytes of a picture, or None."""
    row = tx.first("SELECT content FROM asset WHERE sha256 = $sha256", sha256=sha256) if sha256 else None
    return bytes(row[0]) if row else None


def logo_bytes(tx: Tx, sha256: str) -> bytes | None:
    """Return a picture that some organisation shows as its logo; a signature is nobody's to fetch."""
    used = tx.query(
        """
        SELECT 1
          FROM organisation_asset
         WHERE sha256 = $sha256
           AND kind = 'logo'
        """,
        sha256=sha256,
    )
    return asset(tx, sha256) if used else None
