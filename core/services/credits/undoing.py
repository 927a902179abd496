"""Undoing a posting: what nobody has answered is withdrawn, what was is kept, and mails that left are corrected."""

from __future__ import annotations

from core.rules import pair_words
from core.rules.plan import Plan, Refused
from core.services.desk import Desk
from core.store.batches import Batch
from core.store.credits import archive, changes, corrections, undoing
from core.store.credits.changes import Change
from core.store.db import Tx

REASON = "It was posted by mistake."


def plan(desk: Desk, tx: Tx, batch: Batch) -> Plan:
    """Return what undoing a posting would reverse, keep and be unable to reach."""
    undoing.choose(tx, desk.actor.org_id, batch.batch_id)
    corrections.find_told(tx)
    stays = undoing.kept(tx, batch.batch_id)
    gone = undoing.gone(tx)
    will = {"reversed": undoing.count(tx), "kept": len(stays), "impossible": len(gone)}
    refused = [Refused(one.address, one.state.upper(), _kept(one.state, one)) for one in stays]
    refused += [Refused(one.address, "MAIL_SENT", _kept("MAIL_SENT", one)) for one in gone]
    rests_on = {"org": desk.actor.org_id, "batch": batch.batch_id, "rows": undoing.digest(tx)}
    return Plan("undo", rests_on, will, refused)


def _kept(code: str, one: undoing.Kept) -> str:
    return pair_words.kept_words(code, one.address, one.ceulid, one.day)


def carry_out(desk: Desk, tx: Tx, batch: Batch, undo: int) -> None:
    """Withdraw what `plan` has chosen, correct its mails, and offer what it stood in the way of."""
    changes.take_back(tx, Change("withdrawn", REASON, desk.actor.name, desk.now, undo))
    corrections.correct(tx, f"undo:{undo}", REASON, desk.now)
    undoing.end_invitations(tx, desk.actor.org_id, desk.now)
    archive.offer_freed(tx, desk.now)
