"""Money in words: whole minor units with their currency, as people write it."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision


def digits(currency: str) -> int:
    """Return how many decimals a currency has: JPY 0, USD 2, BHD 3."""
    return int(get_currency_precision(currency))


def money(minor: int, currency: str) -> str:
    """Return an amount in minor units as '1,234.50 USD'."""
    value = Decimal(minor).scaleb(-digits(currency))
    return f"{format_currency(value, currency, '#,##0.00', locale='en_US')} {currency}".replace("\u00a0", " ")


def minor_units(text: str, currency: str) -> int | None:
    """Return what somebody typed ('1,234.50' or '1234,5') in minor units, None when it is no such amount."""
    cleaned = text.strip().removesuffix(currency).strip().replace("\u00a0", "").replace(" ", "").replace("'", "")
    last = max(cleaned.rfind("."), cleaned.rfind(","))
    places = len(cleaned) - last - 1 if last >= 0 else 0
    if last >= 0 and not (places == 3 and digits(currency) != 3):
        whole, fraction = cleaned[:last], cleaned[last + 1 :]
    else:
        whole, fraction = cleaned, ""
    whole = whole.replace(".", "").replace(",", "")
    if not (whole + fraction).isdigit() or len(fraction) > digits(currency):
        return None
    minor: int = int(whole or "0") * 10 ** digits(currency)
    return minor + int(fraction.ljust(digits(currency), "0") or "0")
