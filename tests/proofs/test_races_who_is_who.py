"""Races about who is who: two who link, a person who answers while staff undo, a proof while two people are merged."""

from __future__ import annotations

from core.errors import Refusal
from core.services.identity import linking, merging, own_addresses, proposals, proving, roster_links
from core.store import checks
from tests.cast import SECRET
from tests.proofs.measure import Prove, share
from tests.proofs.racing import nobody_waits, race, refused
from tests.services.scenes import Scene
from tests.services.telling_who import ANA, SLIP, Telling, telling


def sound(told: Telling) -> None:
    with told.scene.cast.db.reading() as tx:
        assert checks.broken(tx) == []
    assert told.rows("SELECT count(*) FROM address WHERE address = $a", a=SLIP)[0][0] <= 1


def test_of_two_who_link_a_row_at_once_one_does(scene: Scene, prove: Prove) -> None:
    cast, rounds = scene.cast, share(20)
    for _ in range(rounds):
        told = telling(scene)
        standing = told.row().standing.standing_id
        say = [
            lambda who=who, at=standing, on=told.workshop: roster_links.say(cast.desk_of(who), on, at)  # type: ignore[misc]
            for who in (cast.olga, cast.andrea)
        ]
        answers = race(*say)
        said = [one for one in answers if not isinstance(one, Refusal)]
        assert len(said) == 1
        assert sum(map(refused, answers)) == 1
        sound(told)
        linking.undo(cast.desk_of(cast.olga), said[0].same_person_id)
    prove("two who say of one row that it is the same person: one is heard", rounds, "races")


def test_an_answer_and_an_undo_at_once_leave_one_truth(scene: Scene, prove: Prove) -> None:
    cast, rounds = scene.cast, share(20)
    for _ in range(rounds):
        told = telling(scene)
        said = told.say(cast.andrea)
        _, token = told.mail("proposal")
        race(
            lambda token=token: proposals.accept(cast.db, SECRET, token, cast.now),  # type: ignore[misc]
            lambda key=said.same_person_id: linking.undo(cast.desk_of(cast.olga), key),  # type: ignore[misc]
        )
        (state,) = told.rows("SELECT state FROM same_person WHERE same_person_id = $s", s=said.same_person_id)[0]
        assert state == "undone"  # staff's undo is the last word, whichever came first
        assert told.owner(SLIP) is None
        sound(told)
    prove("a person accepts while staff undo: the undo holds, and the address is nobody's", rounds, "races")


def test_a_proof_during_a_merge_is_the_one_persons_in_the_end(scene: Scene, prove: Prove) -> None:
    cast, rounds = scene.cast, share(20)
    olga, keep = cast.desk_of(cast.olga), scene.person_of(ANA)
    for number in range(rounds):
        gone = scene.person("Ana", "Silva", f"ana{number}@b.net")
        own_addresses.add(cast.desk_of(cast.mei), f"new{number}@b.net")
        with cast.db.transaction() as tx:
            tx.execute("UPDATE address_claim SET person_id = $p WHERE proven_at IS NULL", p=gone)
            tx.execute("UPDATE address_claim SET made_at = made_at - INTERVAL '2 days'")
        _, token = Telling(scene, 0).mail("address_verification")
        plan = merging.preview(olga, keep, gone).hash
        answers = race(
            lambda token=token: proving.prove(cast.db, SECRET, token, cast.now),  # type: ignore[misc]
            lambda gone=gone, plan=plan: merging.confirm(olga, keep, gone, plan),  # type: ignore[misc]
        )
        assert answers[0] is True
        owner = Telling(scene, 0).owner(f"new{number}@b.net")
        assert owner == (gone if isinstance(answers[1], Refusal) else keep)  # a proof before it makes the plan stale
    prove("an address is proven while its two persons are merged: it is whoever's remains", rounds, "races")


def test_without_the_lock_the_stores_key_is_the_last_guard(scene: Scene) -> None:
    """Control: with nobody waiting, two owners would be written, and the key of the table refuses the second."""
    cast = scene.cast
    own_addresses.add(cast.desk_of(cast.mei), "contested@b.net")
    first = Telling(scene, 0).mail("address_verification")[1]
    own_addresses.add(cast.desk_of(cast.ben), "contested@b.net")
    second = Telling(scene, 0).mail("address_verification")[1]
    with nobody_waits():
        answers = race(*(lambda t=t: proving.prove(cast.db, SECRET, t, cast.now) for t in (first, second)))  # type: ignore[misc]
    assert sum(answer is True for answer in answers) == 1
    assert any(map(refused, answers))
