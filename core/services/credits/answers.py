"""Accepting and rejecting, whichever way the holder came: the steps that their link and their account share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.errors import NotFound, NothingSelected, ReasonNeeded
from core.model import Actor, PersonId
from core.services.credits.refusals import CreditInTheWay, NotYourDashboard
from core.store import audit
from core.store.credits import archive, changes, corrections, holders
from core.store.credits.changes import Change
from core.store.credits.records import Credit
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer did: to how many credits. Whatever was answered before is not counted again."""

    count: int


def chosen(offered: Sequence[Credit], wanted: Collection[int]) -> list[Credit]:
    """Return the wanted ones of somebody's credits. Raises NothingSelected, or NotFound for one that is not there."""
    if not wanted:
        raise NothingSelected
    known = {one.credit_id: one for one in offered}
    for each in wanted:
        if each not in known:
            raise NotFound("credit to answer", each)
    return [known[each] for each in sorted(wanted)]


def accept(
    tx: Tx, actor: Actor, person: PersonId, credits: Sequence[Credit], dashboard: str, now: datetime
) -> Answered:
    """Let credits count on a dashboard of their holder's.

    Raises NotYourDashboard for an organisation whose holder they are not, and CreditInTheWay when one of the same
    course and cycle was accepted already.
    """
    place = next((one for one in holders.dashboards(tx, person) if one.slug == dashboard), None)
    if place is None:
        raise NotYourDashboard
    ids = [one.credit_id for one in credits]
    if twice := changes.in_the_same_cycle(tx, person, ids):
        what = next(one for one in credits if one.credit_id == twice[0])
        raise CreditInTheWay(f"{what.title} ({what.ceulid}) was accepted in this cycle already. Reject this one.")
    changes.choose(tx, ids)
    count = changes.accept(tx, place.org_id, Change("accepted", place.name, actor.name, now))
    if count:
        after = {"credits": ids, "dashboard": place.slug}
        audit.add(tx, actor, now, "credits.accepted", f"person:{person}", after=after)
    return Answered(count)


def reject(tx: Tx, actor: Actor, credits: Sequence[Credit], reason: str, now: datetime) -> Answered:
    """Reject credits with a reason. Raises ReasonNeeded without one.

    One that is archived is offered to whoever reads its mail by that, and rejected in the same moment.
    """
    said = " ".join(reason.split())[:1000]
    if not said:
        raise ReasonNeeded
    archived = [one.credit_id for one in credits if one.state == "archived"]
    if archived:
        changes.choose(tx, archived)
        changes.add_steps(tx, Change("offered", "Whoever reads its mail answers it.", actor.name, now))
    changes.choose(tx, [one.credit_id for one in credits])
    count = changes.take_back(tx, Change("rejected", said, actor.name, now))
    corrections.find_told(tx)
    corrections.stop_held(tx, now)
    archive.offer_freed(tx, now)
    if count:
        after = {"credits": [one.credit_id for one in credits], "reason": said}
        audit.add(tx, actor, now, "credits.rejected", f"credit:{credits[0].credit_id}", after=after)
    return Answered(count)
