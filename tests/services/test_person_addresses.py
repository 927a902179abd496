"""A person's addresses as staff keep them, and what only the person may do."""

from __future__ import annotations

import pytest

from core.errors import BadAddress, NotAllowed, NotFound
from core.model import PersonId
from core.services.identity import person_addresses, proposals, proving
from core.services.identity.refusals import (
    AddressOwned,
    AddressProven,
    ClaimDead,
    LastAddress,
    OnlyThePersonMay,
    ProposedAlready,
)
from core.store import people
from tests.cast import MEIS_SECOND, SECRET, Cast, in_both
from tests.proofs.snapshot import everything
from tests.services.scenes import harbour_scene
from tests.services.telling_who import Telling

NEW = "mei@home.example.net"


@pytest.fixture
def told(cast: Cast) -> Telling:
    scene = harbour_scene(cast)
    return Telling(scene, scene.workshop())


def kinds(told: Telling) -> dict[str, str]:
    return dict(
        told.rows("SELECT address, kind FROM address WHERE person_id = $m", m=told.scene.cast.mei.person_id)  # type: ignore[arg-type]
    )


def test_staff_add_an_address_and_its_owner_proves_it(told: Telling) -> None:
    cast = told.scene.cast
    olga = cast.desk_of(cast.olga)
    assert person_addresses.add(olga, cast.mei.person_id, " Mei@Home.example.net ") == "added"
    assert kinds(told)[NEW] == "alternate"
    to, token = told.mail("address_verification")
    assert to == NEW
    person_addresses.ask_again(olga, cast.mei.person_id, NEW)
    with pytest.raises(ClaimDead):
        proving.prove(cast.db, SECRET, token, cast.now)
    proving.prove(cast.db, SECRET, told.mail("address_verification")[1], cast.now)
    assert told.rows("SELECT verified_at FROM address WHERE address = $a", a=NEW) == [(cast.now,)]
    with pytest.raises(AddressProven):
        person_addresses.ask_again(olga, cast.mei.person_id, NEW)


def test_what_is_added_to_somebody_known_elsewhere_is_a_proposal(told: Telling) -> None:
    cast = told.scene.cast
    in_both(cast, cast.mei)
    olga = cast.desk_of(cast.olga)
    assert person_addresses.add(olga, cast.mei.person_id, NEW) == "proposed"
    assert NEW not in kinds(told)
    with pytest.raises(ProposedAlready):
        person_addresses.add(olga, cast.mei.person_id, NEW)
    proposals.accept(cast.db, SECRET, told.mail("proposal")[1], cast.now)
    assert kinds(told)[NEW] == "inactive"
    for act in (person_addresses.make_primary, person_addresses.make_inactive, person_addresses.remove):
        with pytest.raises(OnlyThePersonMay):
            act(olga, cast.mei.person_id, NEW)


def test_mails_go_to_the_primary_address_and_never_to_an_inactive_one(told: Telling) -> None:
    cast = told.scene.cast
    olga, mei = cast.desk_of(cast.olga), cast.mei.person_id
    person_addresses.make_primary(olga, mei, MEIS_SECOND)
    assert kinds(told) == {MEIS_SECOND: "primary", cast.mei.address: "alternate"}
    person_addresses.make_inactive(olga, mei, MEIS_SECOND)
    assert kinds(told) == {MEIS_SECOND: "inactive", cast.mei.address: "primary"}
    with pytest.raises(LastAddress):
        person_addresses.make_inactive(olga, mei, cast.mei.address)
    with cast.db.reading() as tx:
        assert people.primary_address(tx, mei) == cast.mei.address
        assert people.by_address(tx, MEIS_SECOND) == mei  # it still identifies her


def test_only_what_was_never_proven_is_removed(told: Telling) -> None:
    cast = told.scene.cast
    olga, mei = cast.desk_of(cast.olga), cast.mei.person_id
    with pytest.raises(AddressProven):
        person_addresses.remove(olga, mei, MEIS_SECOND)
    before = kinds(told)
    person_addresses.add(olga, mei, NEW)
    _, token = told.mail("address_verification")
    person_addresses.remove(olga, mei, NEW)
    assert kinds(told) == before
    with pytest.raises(ClaimDead):
        proving.prove(cast.db, SECRET, token, cast.now)
    acts = told.rows("SELECT action FROM audit WHERE action LIKE 'address.%' ORDER BY seq")
    assert acts == [("address.added",), ("address.removed",)]


@pytest.mark.parametrize("address", ["nils@north.example.org", "andrea@harbour.example.org", MEIS_SECOND])
def test_an_address_in_use_is_refused_in_the_same_words_whoever_has_it(told: Telling, address: str) -> None:
    cast = told.scene.cast
    before = everything(cast.db)
    with pytest.raises(AddressOwned, match="it is in use"):
        person_addresses.add(cast.desk_of(cast.olga), cast.mei.person_id, address)
    assert everything(cast.db) == before


def test_strangers_and_other_roles_change_nothing(told: Telling) -> None:
    cast = told.scene.cast
    for who in (cast.nils.person_id, PersonId(999)):
        with pytest.raises(NotFound):
            person_addresses.add(cast.desk_of(cast.olga), who, NEW)
    with pytest.raises(NotAllowed):
        person_addresses.add(cast.desk_of(cast.andrea), cast.mei.person_id, NEW)
    with pytest.raises(NotFound):
        person_addresses.remove(cast.desk_of(cast.olga), cast.mei.person_id, "andrea@harbour.example.org")
    with pytest.raises(BadAddress):
        person_addresses.add(cast.desk_of(cast.olga), cast.mei.person_id, "mei at home")
