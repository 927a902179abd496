"""Who may say who is who: one row for every use case."""

from __future__ import annotations

from core.services.desk import Desk
from core.services.identity import linking, merging, own_addresses, person_addresses, roster_links, said
from tests.proofs.access import For, UseCase
from tests.proofs.bodies import Ids


def _preferred(desk: Desk, ids: Ids) -> object:
    """Prefer the address that is preferred already, after proving it as signing in does."""
    with desk.db.transaction() as tx:
        tx.execute("UPDATE address SET verified_at = $now WHERE address = $own", now=desk.now, own=desk.actor.address)
    return own_addresses.prefer(desk, desk.actor.address)


def _address_of(desk: Desk, ids: Ids) -> str:
    """Return the address of the learner, whoever asks."""
    with desk.db.reading() as tx:
        return str(tx.value("SELECT min(address) FROM address WHERE person_id = $p", p=ids.learner))


def _second(desk: Desk, ids: Ids) -> str:
    """Return the other address of the learner, never proven."""
    with desk.db.reading() as tx:
        return str(tx.value("SELECT max(address) FROM address WHERE person_id = $p", p=ids.learner))


def _merged(desk: Desk, ids: Ids) -> object:
    plan = merging.preview(desk, ids.learner, ids.member).hash
    return merging.confirm(desk, ids.learner, ids.member, plan)


USE_CASES: dict[str, UseCase] = {
    "identity.linking.confirm": UseCase(For.STAFF, lambda d, i: linking.confirm(d, i.named), ("named",)),
    "identity.linking.decline": UseCase(For.STAFF, lambda d, i: linking.decline(d, i.named), ("named",)),
    "identity.linking.undo": UseCase(For.STAFF, lambda d, i: linking.undo(d, i.named), ("named",)),
    "identity.merging.find": UseCase(For.STAFF, lambda d, i: merging.find(d, str(i.learner)), ("learner",)),
    "identity.merging.preview": UseCase(
        For.STAFF, lambda d, i: merging.preview(d, i.learner, i.member), ("learner", "member")
    ),
    "identity.merging.confirm": UseCase(For.STAFF, _merged, ("learner", "member")),
    "identity.person_addresses.add": UseCase(
        For.STAFF, lambda d, i: person_addresses.add(d, i.learner, "new@example.org"), ("learner",)
    ),
    "identity.person_addresses.proposed": UseCase(
        For.STAFF, lambda d, i: person_addresses.proposed(d, i.learner), ("learner",)
    ),
    "identity.person_addresses.ask_again": UseCase(
        For.STAFF, lambda d, i: person_addresses.ask_again(d, i.learner, _address_of(d, i)), ("learner",)
    ),
    "identity.person_addresses.make_primary": UseCase(
        For.STAFF, lambda d, i: person_addresses.make_primary(d, i.learner, _address_of(d, i)), ("learner",)
    ),
    "identity.person_addresses.make_inactive": UseCase(
        For.STAFF, lambda d, i: person_addresses.make_inactive(d, i.learner, _second(d, i)), ("learner",)
    ),
    "identity.person_addresses.remove": UseCase(
        For.STAFF, lambda d, i: person_addresses.remove(d, i.learner, _second(d, i)), ("learner",)
    ),
    "identity.roster_links.say": UseCase(
        For.OWNER, lambda d, i: roster_links.say(d, i.workshop, i.meant), ("workshop", "meant")
    ),
    "identity.said.in_state": UseCase(For.STAFF, lambda d, i: said.in_state(d, "proposed")),
    "identity.own_addresses.page": UseCase(For.EVERYBODY, lambda d, i: own_addresses.page(d)),
    "identity.own_addresses.add": UseCase(For.EVERYBODY, lambda d, i: own_addresses.add(d, "new@example.org")),
    "identity.own_addresses.withdraw": UseCase(
        For.EVERYBODY, lambda d, i: own_addresses.withdraw(d, "new@example.org")
    ),
    "identity.own_addresses.prefer": UseCase(For.EVERYBODY, _preferred),
}

# What takes a store without a desk, and what stands in for the actor.
WITHOUT_A_DESK: dict[str, str] = {
    "identity.proposals.page": "the token of a proposal's link",
    "identity.proposals.accept": "the token of a proposal's link",
    "identity.proposals.decline": "the token of a proposal's link",
    "identity.proving.page": "the token of a link that was mailed to the address itself",
    "identity.proving.prove": "the token of a link that was mailed to the address itself",
}
