"""Invariant 3: an address belongs to one person, by whatever door it comes in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from core.errors import Refusal, SomebodyWasFaster
from core.model import Role
from core.services import disputes, import_page, organisation, rosters, setup, sign_in
from core.services.desk import Desk
from core.store import people
from tests.cast import MEIS_SECOND, Cast
from tests.proofs.broken_keys import without_keys
from tests.proofs.measure import Prove
from tests.services.scenes import Scene

WRITTEN = (MEIS_SECOND, MEIS_SECOND.upper(), f"  {MEIS_SECOND} ", MEIS_SECOND.title())


def owners(cast: Cast) -> list[tuple[str, int]]:
    with cast.db.reading() as tx:
        return [(row[0], row[1]) for row in tx.query("SELECT address, person_id FROM address ORDER BY address")]


def brought_in(desk: Desk, kind: str, text: str) -> None:
    """Import a file as its page does."""
    shown = import_page.preview(desk, kind, text.encode(), f"{kind}.csv")
    import_page.apply(desk, kind, text.encode(), f"{kind}.csv", None, shown.plan)


DOORS: dict[str, Callable[[Scene, str], object]] = {
    "a role is given": lambda s, a: organisation.add_member(
        s.cast.desk_of(s.cast.olga), a, "Somebody Else", Role.ANALYST
    ),
    "the owner of the machine gives a role": lambda s, a: setup.add_user(
        s.cast.db, a, "north", Role.HOLDER, "Somebody Else", s.cast.now
    ),
    "people are imported": lambda s, a: brought_in(
        s.cast.desk_of(s.cast.olga), "people", f"email,first_name,last_name\n{a},Somebody,Else\n"
    ),
    "people are imported with it as another address": lambda s, a: brought_in(
        s.cast.desk_of(s.cast.olga), "people", f"email,first_name,other_emails\nelse@example.org,Somebody,{a}\n"
    ),
    "the other organisation imports it": lambda s, a: brought_in(
        s.cast.desk_of(s.cast.nils), "people", f"email,first_name,other_emails\nelse@example.org,Somebody,{a}\n"
    ),
    "completions are imported": lambda s, a: brought_in(
        s.cast.desk_of(s.cast.olga), "completions", f"email,course,completed_on\n{a},BLS,2026-01-02\n"
    ),
    "certificates are imported": lambda s, a: brought_in(
        s.cast.desk_of(s.cast.olga), "certificates", f"email,course,certified_on\n{a},BLS,2026-01-02\n"
    ),
    "a link is asked for": lambda s, a: sign_in.ask(s.cast.db, a, "/", s.cast.now, b"key"),
    "an override lets it through": lambda s, a: let_through(s, a),
}


def let_through(scene: Scene, address: str) -> None:
    workshop = scene.workshop()
    rosters.add_person(scene.cast.desk_of(scene.cast.andrea), workshop, "Somebody", "Else", address)
    (row,) = scene.rows(workshop).values()
    disputes.override_row(scene.cast.desk_of(scene.cast.olga), workshop, row.standing.standing_id, "seen on paper")


@pytest.mark.parametrize("door", DOORS)
def test_an_address_stays_with_its_person(scene: Scene, prove: Prove, door: str) -> None:
    before = owners(scene.cast)
    for written in WRITTEN:
        with suppress(Refusal):
            DOORS[door](scene, written)
    after = owners(scene.cast)
    assert (MEIS_SECOND, scene.cast.mei.person_id) in after
    assert [one for one in after if one[0].casefold() == MEIS_SECOND] == [(MEIS_SECOND, scene.cast.mei.person_id)]
    assert set(before) <= set(after)
    prove(f"Mei's second address, written four ways, stays hers when {door}", len(WRITTEN), "times")


def test_the_store_refuses_a_second_owner_and_without_its_key_nobody_knows_whose_it_is(
    scene: Scene, prove: Prove
) -> None:
    cast = scene.cast
    with pytest.raises(SomebodyWasFaster), cast.db.transaction() as tx:
        people.add_person(tx, "Somebody", "Else", MEIS_SECOND, cast.now, verified=True)
    assert owners(cast).count((MEIS_SECOND, cast.mei.person_id)) == 1
    with cast.db.transaction() as tx:
        without_keys(tx, "address")
        people.add_person(tx, "Somebody", "Else", MEIS_SECOND, cast.now, verified=True)
    with cast.db.reading() as tx, pytest.raises(AssertionError, match="2 found"):
        people.by_address(tx, MEIS_SECOND)
    prove("control: the key refuses a second owner; without it nobody can say whose the address is", 1, "time")
