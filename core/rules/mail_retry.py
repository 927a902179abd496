"""When a mail that the relay did not take is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

DELAYS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(hours=1),
    timedelta(hours=4),
)
THEN_EVERY = timedelta(hours=12)
GIVEN_UP_AFTER = timedelta(hours=72)


def next_try(attempts: int, since: datetime, now: datetime) -> datetime | None:
    """Return when to try again after so many tries, None when a mail that waits `since` is given up.

    10 s, 1 min, 5 min, 1 h, 4 h, then every 12 h, up to 72 h after it should have left.
    """
    delay = DELAYS[attempts - 1] if 1 <= attempts <= len(DELAYS) else THEN_EVERY
    at = now + delay
    return at if at <= since + GIVEN_UP_AFTER else None
