"""Automatic recertification as a daily job."""

from __future__ import annotations

from core.services.desk import Desk
from core.services.recertification import automatic
from core.store.db import Tx

NAME = "automatic"


def assign(desk: Desk, tx: Tx) -> dict[str, int]:
    """Assign courses that recertify by themselves to everybody whose turn it is; return how many."""
    done = automatic.recertify(desk, tx)
    return {name: int(done.counts[name]) if done else 0 for name in ("assignments", "mails")}
