"""Invariants 3 and 18 on a random walk: whatever is claimed, proven, linked, merged and undone, in whatever order.

An address has one owner and changes hands by a merge or its owner's proof alone; nobody is changed from outside whom
others know too.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from core.errors import Refusal
from core.model import Actor, PersonId, Role
from core.services.desk import Desk
from core.services.identity import linking, merging, own_addresses, person_addresses, proposals, proving, roster_links
from core.services.recertification import undo
from core.store import checks, orphans, people
from core.store.identity import known
from tests.cast import SECRET, Cast
from tests.proofs.measure import FULL, Prove
from tests.proofs.test_one_address_one_person import brought_in
from tests.services.scenes import Scene
from tests.services.telling_who import token_of

STEPS = 400 if FULL else 120
FARTHEST = 10 * STEPS  # a walk goes on until each kind of act was done once
NAMES = ("Ana Silva", "Ana Silva", "Ana Souza", "Mei Berg", "Mei Berger", "Ida Klein")
POOL = tuple(
    f"{word}@{domain}" for word in ("ana.silva", "ana.sliva", "meiberg", "ida") for domain in ("a.org", "b.net")
)
Owners = dict[str, tuple[int, bool]]  # address → owner, and whether it is proven


@dataclass(slots=True)
class Walk:
    """A body, some people who resemble each other, and the links that were mailed so far."""

    scene: Scene
    luck: random.Random
    persons: list[PersonId] = field(default_factory=list)
    merges: list[tuple[int, PersonId, PersonId]] = field(default_factory=list)

    def staff(self) -> Desk:
        return self.scene.cast.desk_of(self.scene.cast.olga)

    def holder(self, who: PersonId) -> Desk:
        cast = self.scene.cast
        return Desk(cast.db, Actor(cast.harbour.org_id, Role.HOLDER, who, "A holder", ""), self.staff().today, cast.now)

    def someone(self) -> PersonId:
        return self.luck.choice(self.persons)

    def address(self) -> str:
        return self.luck.choice([*POOL, *(row[0] for row in self.rows("SELECT address FROM address ORDER BY address"))])

    def rows(self, sql: str, **params: object) -> list[tuple[object, ...]]:
        with self.scene.cast.db.reading() as tx:
            return tx.query(sql, **params)

    def owners(self) -> Owners:
        found = self.rows("SELECT address, person_id, verified_at IS NOT NULL FROM address")
        return {str(row[0]): (int(str(row[1])), bool(row[2])) for row in found}


def claim(walk: Walk) -> None:
    own_addresses.add(walk.holder(walk.someone()), walk.address())


def prove(walk: Walk) -> None:
    if keys := walk.rows("SELECT address_claim_id FROM address_claim ORDER BY 1"):
        token = token_of(proving.PURPOSE, int(str(walk.luck.choice(keys)[0])))
        proving.prove(walk.scene.cast.db, SECRET, token, walk.scene.cast.now)


def answer(walk: Walk) -> None:
    if keys := walk.rows("SELECT proposal_id FROM proposal ORDER BY 1"):
        token = token_of(proposals.PURPOSE, int(str(walk.luck.choice(keys)[0])))
        walk.luck.choice((proposals.accept, proposals.decline))(walk.scene.cast.db, SECRET, token, walk.scene.cast.now)


def by_staff(walk: Walk) -> None:
    acts = (
        person_addresses.add,
        person_addresses.make_primary,
        person_addresses.make_inactive,
        person_addresses.remove,
        person_addresses.ask_again,
    )
    address = walk.address()
    owner = walk.owners().get(address, (walk.someone(), False))[0]
    who = walk.luck.choice((walk.someone(), PersonId(owner)))
    walk.luck.choice(acts)(walk.staff(), who, address)


def named(walk: Walk) -> None:
    """Put an address on a roster under somebody's name, and say whom the row suggests."""
    cast = walk.scene.cast
    workshop = walk.scene.workshop()
    first, last = walk.luck.choice(NAMES).split()
    walk.scene.upload(workshop, f"{first};{last};{walk.address()}")
    (row,) = walk.scene.rows(workshop).values()
    roster_links.say(cast.desk_of(walk.luck.choice((cast.olga, cast.andrea))), workshop, row.standing.standing_id)


def decided(walk: Walk) -> None:
    if keys := walk.rows("SELECT same_person_id FROM same_person ORDER BY 1"):
        act = walk.luck.choice((linking.confirm, linking.decline, linking.undo))
        act(walk.staff(), int(str(walk.luck.choice(keys)[0])))


def merge(walk: Walk) -> None:
    keep, gone = walk.someone(), walk.someone()
    plan = merging.preview(walk.staff(), keep, gone).hash
    walk.merges.append((merging.confirm(walk.staff(), keep, gone, plan).batch_id, keep, gone))


def separate(walk: Walk) -> None:
    if walk.merges:
        batch = walk.luck.choice(walk.merges)[0]
        undo.confirm(walk.staff(), batch, undo.preview(walk.staff(), batch).hash)


def imported(walk: Walk) -> None:
    text = f"email,other_emails,verified\n{walk.address()},{walk.address()},{walk.luck.choice(('yes', ''))}\n"
    brought_in(walk.staff(), "people", text)


def joined_elsewhere(walk: Walk) -> None:
    """Half of them may: were it all, nothing would be left for staff to do before a long walk ends."""
    cast = walk.scene.cast
    if walk.luck.random() < 0.3:
        with cast.db.transaction() as tx:
            people.add_membership(tx, cast.north.org_id, walk.luck.choice(walk.persons[::2]), Role.HOLDER, cast.now)


ACTS: tuple[Callable[[Walk], None], ...] = (
    claim, prove, prove, answer, by_staff, by_staff, named, decided, merge, separate, imported, joined_elsewhere,
)  # fmt: skip
KINDS = len({act.__name__ for act in ACTS})


def begun(scene: Scene, seed: int) -> Walk:
    walk = Walk(scene, random.Random(seed))
    for at, name in enumerate(NAMES):
        first, last = name.split()
        done = date(2025, 9, 1) if at % 2 else None
        walk.persons.append(scene.person(first, last, f"{first}.{last}{at}@home.org".lower(), done))
    return walk


def alone(walk: Walk) -> set[int]:
    cast = walk.scene.cast
    with cast.db.reading() as tx:
        every = [PersonId(row[0]) for row in tx.query("SELECT person_id FROM person")]
        return {one for one in every if known.alone(tx, cast.harbour.org_id, one)}


def holds(act: Callable[[Walk], None], before: Owners, after: Owners, ours: set[int]) -> None:
    """Assert that what changed is what this step may change."""
    for address, (owner, proven) in before.items():
        now = after.get(address)
        if now is None:
            assert not proven
            assert act in (by_staff, decided)
            assert owner in ours or act is decided  # a link of one's own is taken back, whoever knows them by now
        elif now[0] != owner and act is prove:
            assert now[1]  # its owner showed that the two records are theirs
            assert not proven
        elif now[0] != owner:
            assert act in (merge, separate)
            assert owner in ours or act is separate
        elif now[1] and not proven:
            assert act is prove or (act is imported and owner in ours)
        else:
            assert now[1] == proven
    for address in after.keys() - before.keys():
        owner, proven = after[address]
        assert (
            not proven or act is prove or (act is imported and owner not in {one for one, _ in before.values()} - ours)
        )
        assert owner in ours or act in (prove, answer, imported)


@pytest.mark.parametrize("seed", range(8 if FULL else 2))
def test_no_sequence_gives_an_address_two_owners_or_moves_it_but_by_a_merge(
    scene: Scene, prove: Prove, seed: int
) -> None:
    walk = begun(scene, seed)
    done: dict[str, int] = {}
    for step in range(FARTHEST):
        if step >= STEPS and len(done) == KINDS:
            break
        act = walk.luck.choice(ACTS)
        before, ours = walk.owners(), alone(walk)
        with suppress(Refusal):
            act(walk)
            done[act.__name__] = done.get(act.__name__, 0) + 1
        scene.cast.now += timedelta(minutes=walk.luck.choice((1, 600)))
        holds(act, before, walk.owners(), ours)
        if step % 10 == 9:
            sound(scene.cast)
    assert len(done) == KINDS, f"a walk that never did all kinds of act proves little: {sorted(done)}"
    prove("random acts about who is who: an address has one owner, and changes hands by a merge alone", STEPS, "steps")


def sound(cast: Cast) -> None:
    with cast.db.reading() as tx:
        assert checks.broken(tx) == []
        assert orphans.orphans(tx) == []


def test_the_walk_sees_an_address_that_changes_hands(scene: Scene) -> None:
    """Control: what `holds` forbids is what happens when somebody moves an address past the services."""
    walk = begun(scene, 1)
    before = walk.owners()
    with scene.cast.db.transaction() as tx:
        tx.execute("UPDATE address SET person_id = $p WHERE address LIKE 'ida%'", p=walk.persons[0])
    with pytest.raises(AssertionError):
        holds(by_staff, before, walk.owners(), alone(walk))
