"""Organisations: the certifying bodies on this instance."""

from __future__ import annotations

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
