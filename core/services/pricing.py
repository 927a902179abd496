"""Prices: the one fee rule, fed with an organisation's dated price rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core.model import OrgId, PriceKind
from core.rules import fees
from core.rules.fees import Price, PriceRow
from core.rules.money import minor_units, money
from core.store import courses, organisations
from core.store.db import Tx

KIND_WORDS = {"new": "certificate", "renewal": "renewal", "replacement": "replacement"}


def price_of(tx: Tx, org: OrgId, on: date, chosen: Iterable[tuple[str, PriceKind]]) -> Price:
    """Return what rows of (course code, kind) cost on a day."""
    rows = [
        PriceRow(code, fee.starts_on, fee.new, fee.renewal, fee.replacement) for code, fee in courses.every_fee(tx, org)
    ]
    return fees.price(fees.grouped(chosen), rows, on, organisations.by_id(tx, org).currency)


def label(title: str, kind: str) -> str:
    """Return a line as it stands on an invoice: BLS Rescuer, renewal."""
    return f"{title}, {KIND_WORDS[kind]}"


__all__ = ["KIND_WORDS", "label", "minor_units", "money", "price_of"]
