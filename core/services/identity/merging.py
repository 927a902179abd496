"""Merging two persons who are one: previewed old beside new, confirmed by the plan's hash, undone as a batch.

Only of people who are known in this organisation and have no records anywhere else. Source: docs/identity.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import NotFound, PlanStale
from core.model import PersonId, PlanHash, Role
from core.rules.merge_words import conflict_words
from core.rules.plan import Plan
from core.services.desk import Desk
from core.services.identity.refusals import CannotBeOne, KnownElsewhere, OnePersonOnly
from core.services.recertification import acting
from core.services.recertification.acting import Done
from core.store import batches, people
from core.store.actions import moved, undoing
from core.store.batches import Batch
from core.store.db import Tx
from core.store.identity import addresses, conflicts, known, merging, moving
from core.store.identity.addresses import KnownAddress

KIND = "merge"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: name, addresses, roles here, and words → how many records."""

    person_id: PersonId
    name: str
    addresses: tuple[KnownAddress, ...]
    roles: tuple[str, ...]
    records: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge will do: `gone` becomes `keep`, whose name and primary address stay; `hash` confirms just that."""

    keep: Side
    gone: Side
    plan: Plan
    hash: PlanHash


def find(desk: Desk, text: str) -> PersonId:
    """Return the person that an address or an id names, if known here. Staff only. Raises NotFound."""
    with desk.reading_as(Role.STAFF) as tx:
        wanted = " ".join(text.split()).lower()
        found = people.by_address(tx, wanted)
        if found is None and wanted.isascii() and wanted.isdigit() and len(wanted) < 18:
            found = PersonId(int(wanted))
        if found is None or not known.here(tx, desk.actor.org_id, found):
            raise NotFound("person", text)
        return found


def preview(desk: Desk, keep: PersonId, gone: PersonId) -> MergePreview:
    """Return what merging `gone` into `keep` would do. Staff only.

    Raises NotFound for whoever is not known here, KnownElsewhere, OnePersonOnly, or CannotBeOne naming what both have.
    """
    with desk.reading_as(Role.STAFF) as tx:
        plan = _plan(desk, tx, keep, gone)
        return MergePreview(_side(desk, tx, keep), _side(desk, tx, gone), plan, acting.confirming(plan, moved.head(tx)))


def confirm(desk: Desk, keep: PersonId, gone: PersonId, confirmed: PlanHash) -> Done:
    """Merge exactly as previewed, once. Confirming again returns the first outcome and changes nothing.

    Raises what `preview` raises, and PlanStale, naming what moved, when the records no longer support the plan.
    """
    with desk.acting_as(Role.STAFF) as tx:
        if done := acting.already(desk, tx, KIND, confirmed):
            return done
        plan = _plan(desk, tx, keep, gone)
        if plan.hash != acting.plan_of(confirmed):
            raise PlanStale(acting.what_moved(desk, tx, confirmed))
        return _carry_out(desk, tx, keep, gone, plan)


def _plan(desk: Desk, tx: Tx, keep: PersonId, gone: PersonId) -> Plan:
    org = desk.actor.org_id
    for person in (keep, gone):
        if not known.here(tx, org, person):
            raise NotFound("person", person)
    if keep == gone:
        raise OnePersonOnly
    for person in (keep, gone):
        if not known.alone(tx, org, person):
            raise KnownElsewhere(_name(tx, person))
    if found := conflicts.between(tx, org, keep, gone):
        raise CannotBeOne([conflict_words(each.code, each.what) for each in found])
    facts = {"org": org, "keep": keep, "gone": gone, "records": moving.digest(tx, keep, gone)}
    will = {"addresses": len(addresses.of_person(tx, gone)), "records": sum(moving.counts(tx, gone).values())}
    first = Plan(KIND, facts, will)
    times = batches.undone_with(tx, org, first.hash)
    return Plan(KIND, {**facts, "first": first.hash, "times": times}, will)


def _side(desk: Desk, tx: Tx, person: PersonId) -> Side:
    roles = sorted(people.roles_in(tx, desk.actor.org_id, person))
    return Side(
        person,
        _name(tx, person),
        tuple(addresses.of_person(tx, person)),
        tuple(str(role) for role in roles),
        moving.counts(tx, person),
    )


def _name(tx: Tx, person: PersonId) -> str:
    return people.name_of(tx, person) or people.primary_address(tx, person) or f"person {person}"


def _carry_out(desk: Desk, tx: Tx, keep: PersonId, gone: PersonId, plan: Plan) -> Done:
    actor, batch = desk.actor, tx.new_id()
    names = {"keep": keep, "gone": gone, "keep_name": _name(tx, keep), "gone_name": _name(tx, gone)}
    had = [one.address for one in addresses.of_person(tx, gone)]
    counts = merging.merge(tx, [actor.org_id], batch, keep, gone, desk.now)
    detail: dict[str, Any] = {**names, "first": plan.rests_on["first"], "moved": counts}
    batches.add(tx, Batch(batch, actor.org_id, KIND, "done", plan.will, detail, actor.name, desk.now), plan.hash)
    before = {"person": gone, "name": names["gone_name"], "addresses": had}
    desk.record(tx, "person.merged", f"person:{keep}", before, {"person": keep, "batch": batch, "moved": counts})
    return Done(batch, dict(plan.will), ())


class TakenBack:
    """Undo of a merge: whatever is still as it was goes back to whose it was; what was changed since is kept."""

    def plan(self, desk: Desk, tx: Tx, batch: Batch) -> None:
        keep, gone = PersonId(batch.detail["keep"]), PersonId(batch.detail["gone"])
        if not known.alone(tx, desk.actor.org_id, keep):
            raise KnownElsewhere(_name(tx, keep))
        merging.plan_return(tx, batch.batch_id, keep, gone, batch.made_at)
        undoing.nothing_gone(tx)

    def carry_out(self, desk: Desk, tx: Tx, batch: Batch, undo: int) -> None:
        keep, gone = PersonId(batch.detail["keep"]), PersonId(batch.detail["gone"])
        merging.separate(tx, desk.actor.org_id, batch.batch_id, keep, gone, batch.made_at)
