"""Archive whoever left, and restore whoever comes back: in this organisation only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.services.desk import Desk
from core.store.actions import archiving, planned, rows, undoing
from core.store.batches import Batch
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Archive:
    """Take people off all lists but the archived one. What they have stays."""

    kind: str = "archive"

    def facts(self) -> Mapping[str, Any]:
        return {}

    def plan(self, desk: Desk, tx: Tx) -> None:
        archiving.plan(tx, archive=True)

    def will(self, desk: Desk, tx: Tx) -> dict[str, int]:
        return {"people": planned.counts(tx)[0]}

    def carry_out(self, desk: Desk, tx: Tx, batch: int) -> None:
        rows.keep(tx, batch)
        archiving.acted(tx)
        archiving.archive(tx, desk.actor.org_id, desk.now)


@dataclass(frozen=True, slots=True)
class Restore:
    """Put people back on the lists on which their dates place them."""

    kind: str = "restore"

    def facts(self) -> Mapping[str, Any]:
        return {}

    def plan(self, desk: Desk, tx: Tx) -> None:
        archiving.plan(tx, archive=False)

    def will(self, desk: Desk, tx: Tx) -> dict[str, int]:
        return {"people": planned.counts(tx)[0]}

    def carry_out(self, desk: Desk, tx: Tx, batch: int) -> None:
        rows.keep(tx, batch)
        archiving.acted(tx)
        archiving.restore(tx, desk.actor.org_id)


class ArchiveTakenBack:
    """Undo of archiving: who was restored, or archived anew, since then stays as is."""

    def plan(self, desk: Desk, tx: Tx, batch: Batch) -> None:
        archiving.plan_undoing(tx, desk.actor.org_id, batch.batch_id, archived=True)
        undoing.nothing_gone(tx)

    def carry_out(self, desk: Desk, tx: Tx, batch: Batch, undo: int) -> None:
        archiving.acted_back(tx)
        archiving.restore(tx, desk.actor.org_id)


class RestoreTakenBack:
    """Undo of restoring: who was archived anew since then stays as is."""

    def plan(self, desk: Desk, tx: Tx, batch: Batch) -> None:
        archiving.plan_undoing(tx, desk.actor.org_id, batch.batch_id, archived=False)
        undoing.nothing_gone(tx)

    def carry_out(self, desk: Desk, tx: Tx, batch: Batch, undo: int) -> None:
        archiving.acted_back(tx)
        archiving.archive(tx, desk.actor.org_id, desk.now)
