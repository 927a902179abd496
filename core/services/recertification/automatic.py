"""Automatic recertification: courses that assign by themselves on the day on which somebody falls due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.model import Chosen
from core.services.desk import Desk
from core.services.recertification import acting
from core.services.recertification.acting import Done
from core.services.recertification.recertify import Recertify
from core.store import assignments, automatic
from core.store.actions import batch_mails
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Automatically(Recertify):
    """The same act as by hand, and undone like it; its mail says that it came by itself, and waits for no hold."""

    def facts(self) -> Mapping[str, Any]:
        return {"automatic": True}

    def carry_out(self, desk: Desk, tx: Tx, batch: int) -> None:
        org = desk.actor.org_id
        assignments.assign(tx, org, desk.today, batch, desk.now, "automatic")
        batch_mails.promise(tx, org, batch, "recertified_automatically", desk.now, desk.now)


def recertify(desk: Desk, tx: Tx) -> Done | None:
    """Assign to everybody whose turn it is today, and tell them; None when there is nobody.

    Days missed need no catching up: whoever fell due meanwhile is due today. A date set by hand is waited for until
    staff have seen it in a look-ahead, and what was taken back is not assigned a second time.
    """
    found = automatic.find(tx, desk.actor.org_id, desk.today)
    return acting.alone(desk, tx, Automatically(), Chosen(frozenset(found))) if found else None
