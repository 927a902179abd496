"""Money in words of a document."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency, get_currency_precision


def money(minor: int, currency: str) -> str:
    """Return an amount of minor units as `1,234.50 USD`, with as many decimals as the currency has."""
    return _written(minor, currency, "#,##0.00 ¤¤")


def figure(minor: int, currency: str) -> str:
    """Return an amount of minor units as `1,234.50`, for columns whose head names the currency."""
    return _written(minor, currency, "#,##0.00")


@lru_cache(maxsize=512)
def _written(minor: int, currency: str, shape: str) -> str:
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    return format_currency(amount, currency, shape, locale="en", currency_digits=True).replace("-", "–")
