"""The periods for which CEU courses are approved."""

from __future__ import annotations

from datetime import date, timedelta

from core.rules.dates import add_months

DAY = timedelta(days=1)


def next_period(first: date, last: date) -> tuple[date, date]:
    """Return the period that follows one, as long as it: in calendar months where it is made of whole months."""
    start = last + DAY
    months = (start.year - first.year) * 12 + start.month - first.month
    whole = months > 0 and add_months(first, months) == start
    return start, add_months(start, months) - DAY if whole else start + (last - first)
