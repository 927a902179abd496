"""Reminders of invitations that came with credits: a few, further and further apart, and then no more."""

from __future__ import annotations

from core.services.desk import Desk
from core.store.credits import invitations
from core.store.db import Tx

STEPS = (7, 21, 42)  # days after the invitation; the first is core.services.credits.posting.FIRST_REMINDER


def remind(desk: Desk, tx: Tx) -> dict[str, int]:
    """Remind whoever was invited and has not answered, where the day has come; return how many."""
    return {"mails": invitations.remind(tx, desk.actor.org_id, desk.today, STEPS, desk.now)}
