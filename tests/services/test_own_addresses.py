"""Addresses that people add themselves: nobody's before they are proven, and proposals of organisations answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import BadAddress, NotFound
from core.model import PersonId, Role
from core.rules import tokens
from core.services import import_page, sign_in
from core.services.identity import own_addresses, proposals, proving
from core.services.identity.refusals import AddressOfAnother, ClaimDead, KnownElsewhere, TooManyMails, YoursAlready
from core.services.recertification import undo
from core.store import checks, people
from core.store.identity import addresses
from tests.cast import MEIS_SECOND, SECRET, Cast
from tests.proofs.racing import race
from tests.proofs.snapshot import everything
from tests.services.scenes import Scene, harbour_scene
from tests.services.telling_who import Telling

PRIVATE = "mei@home.example.net"


@pytest.fixture
def told(cast: Cast) -> Telling:
    scene: Scene = harbour_scene(cast)
    return Telling(scene, scene.workshop())


def added(told: Telling, address: str = PRIVATE) -> str:
    """Let Mei add an address; return the token of the mail that went to it."""
    cast = told.scene.cast
    own_addresses.add(cast.desk_of(cast.mei), address)
    to, token = told.mail("address_verification")
    assert to == address
    return token


def test_an_added_address_is_nobodys_before_its_owner_proves_it(told: Telling) -> None:
    cast = told.scene.cast
    token = added(told)
    assert told.owner(PRIVATE) is None
    shown = proving.page(cast.db, SECRET, token, cast.now)
    assert (shown.name, shown.address, shown.proven) == ("Mei Tanaka", PRIVATE, False)
    assert told.owner(PRIVATE) is None  # looking proves nothing
    assert proving.prove(cast.db, SECRET, token, cast.now)
    assert told.rows("SELECT person_id, kind, verified_at FROM address WHERE address = $a", a=PRIVATE) == [
        (cast.mei.person_id, "alternate", cast.now)
    ]
    assert not proving.prove(cast.db, SECRET, token, cast.now)
    assert proving.page(cast.db, SECRET, token, cast.now).proven
    assert sign_in.vouched(cast.db, PRIVATE, "/", cast.now, "test").cookie


def test_an_added_address_of_somebody_else_never_changes_hands_and_the_answer_does_not_tell(told: Telling) -> None:
    cast = told.scene.cast
    token = added(told, "nils@north.example.org")
    with pytest.raises(AddressOfAnother):
        proving.prove(cast.db, SECRET, token, cast.now)
    assert told.owner("nils@north.example.org") == cast.nils.person_id


def brought(told: Telling, name: str = "Mei,Tanaka", by: str = "olga") -> PersonId:
    """Let a file of completions bring in PRIVATE as a person of its own."""
    cast = told.scene.cast
    desk = cast.desk_of(getattr(cast, by))
    content = f"email,course,completed_on,first_name,last_name\n{PRIVATE},ONLINE,2025-10-01,{name}\n".encode()
    plan = import_page.preview(desk, "completions", content, "c.csv").plan
    import_page.apply(desk, "completions", content, "c.csv", None, plan)
    return told.scene.person_of(PRIVATE)


@pytest.mark.parametrize("name", ["Mei,Tanaka", "TANAKA,mei", ","])
def test_whoever_proves_an_address_that_a_file_made_a_person_of_is_that_person(told: Telling, name: str) -> None:
    cast = told.scene.cast
    other = brought(told, name)
    before = everything(cast.db)
    token = added(told)
    assert proving.prove(cast.db, SECRET, token, cast.now)
    assert told.owner(PRIVATE) == cast.mei.person_id
    assert told.rows("SELECT person_id FROM completion WHERE completed_on = DATE '2025-10-01'") == [
        (cast.mei.person_id,)
    ]
    assert told.rows("SELECT count(*) FROM learner WHERE person_id = $o", o=other) == [(0,)]
    with cast.db.reading() as tx:
        assert checks.broken(tx) == []
    (batch,) = told.rows("SELECT batch_id FROM batch WHERE kind = 'merge'")[0]
    shown = undo.preview(cast.desk_of(cast.olga), batch)
    assert [one.code for one in shown.plan.refused] == ["PROVEN"]  # the address stays with who proved it
    undo.confirm(cast.desk_of(cast.olga), batch, shown.hash)
    after = everything(cast.db)
    assert after["completion"] == before["completion"]
    assert after["learner"] == before["learner"]


def test_a_proof_joins_records_of_two_organisations_and_undo_is_nobodys_then(told: Telling) -> None:
    cast = told.scene.cast
    with cast.db.transaction() as tx:
        other = people.add_person(tx, "Mei", "Tanaka", PRIVATE, cast.now, verified=False)
        people.add_membership(tx, cast.north.org_id, other, Role.HOLDER, cast.now)
    proving.prove(cast.db, SECRET, added(told), cast.now)
    assert told.owner(PRIVATE) == cast.mei.person_id
    with cast.db.reading() as tx:
        assert people.roles_in(tx, cast.north.org_id, cast.mei.person_id) == {Role.HOLDER}
    ((batch, org),) = told.rows("SELECT batch_id, org_id FROM batch WHERE kind = 'merge'")
    assert org == cast.north.org_id  # whose record it was finds it among its actions
    with pytest.raises(KnownElsewhere):
        undo.preview(cast.desk_of(cast.nils), batch)


@pytest.mark.parametrize("why", ["another name", "a second address", "a proven address", "a role"])
def test_an_address_of_somebody_who_may_be_another_is_not_taken(told: Telling, why: str) -> None:
    cast = told.scene.cast
    other = brought(told, "Ruth,Adler" if why == "another name" else "Mei,Tanaka")
    with cast.db.transaction() as tx:
        if why == "a second address":
            addresses.add(tx, "more@home.example.net", other, "alternate", None, cast.now)
        elif why == "a proven address":
            addresses.prove(tx, PRIVATE, cast.now)
        elif why == "a role":
            people.add_membership(tx, cast.harbour.org_id, other, Role.INSTRUCTOR, cast.now)
    token = added(told)
    with pytest.raises(AddressOfAnother):
        proving.prove(cast.db, SECRET, token, cast.now)
    assert told.owner(PRIVATE) == other


def test_a_link_dies_when_it_is_old_withdrawn_or_followed_by_a_newer_one(told: Telling) -> None:
    cast = told.scene.cast
    first = added(told)
    second = added(told)
    for dead, now in ((first, cast.now), (second, cast.now + proving.LASTS + timedelta(seconds=1))):
        with pytest.raises(ClaimDead):
            proving.prove(cast.db, SECRET, dead, now)
    assert own_addresses.withdraw(cast.desk_of(cast.mei), PRIVATE)
    assert not own_addresses.withdraw(cast.desk_of(cast.mei), PRIVATE)
    for guess in (second, "", "7", second[:-1], tokens.keyed(b"another key", "address", 7)):
        with pytest.raises(ClaimDead):
            proving.prove(cast.db, SECRET, guess, cast.now)
    assert told.owner(PRIVATE) is None


def test_what_is_theirs_already_is_not_asked_again_unless_it_reaches_nobody(told: Telling) -> None:
    cast = told.scene.cast
    with pytest.raises(YoursAlready):
        own_addresses.add(cast.desk_of(cast.mei), MEIS_SECOND)
    with cast.db.transaction() as tx:
        tx.execute("UPDATE address SET kind = 'inactive' WHERE address = $a", a=MEIS_SECOND)
    proving.prove(cast.db, SECRET, added(told, MEIS_SECOND), cast.now)
    assert told.rows("SELECT kind FROM address WHERE address = $a", a=MEIS_SECOND) == [("alternate",)]


def test_nobody_writes_to_strangers_through_us(told: Telling) -> None:
    cast = told.scene.cast
    desk = cast.desk_of(cast.mei)
    for number in range(own_addresses.MOST_A_DAY):
        own_addresses.add(desk, f"stranger{number}@example.net")
        own_addresses.withdraw(desk, f"stranger{number}@example.net")
    with pytest.raises(TooManyMails):
        own_addresses.add(desk, "one.more@example.net")
    with pytest.raises(BadAddress):
        own_addresses.add(desk, "no address")


def test_mails_go_to_the_proven_address_that_its_owner_prefers(told: Telling) -> None:
    cast = told.scene.cast
    own_addresses.prefer(cast.desk_of(cast.mei), MEIS_SECOND)
    with cast.db.reading() as tx:
        assert people.primary_address(tx, cast.mei.person_id) == MEIS_SECOND
    assert told.rows("SELECT kind FROM address WHERE address = $a", a=cast.mei.address) == [("alternate",)]
    for other in ("nils@north.example.org", PRIVATE):
        with pytest.raises(NotFound):
            own_addresses.prefer(cast.desk_of(cast.mei), other)


def test_two_people_who_prove_one_address_at_once_have_one_owner(told: Telling) -> None:
    cast = told.scene.cast
    mine = added(told)
    own_addresses.add(cast.desk_of(cast.ben), PRIVATE)
    _, his = told.mail("address_verification")
    answers = race(*(lambda token=token: proving.prove(cast.db, SECRET, token, cast.now) for token in (mine, his)))
    assert sum(answer is True for answer in answers) == 1
    assert told.rows("SELECT count(*) FROM address WHERE address = $a", a=PRIVATE) == [(1,)]


def proposed_by_file(told: Telling) -> tuple[str, str]:
    """Let Harbour's file rename Mei, whom Northern knows too, and give her an address; return her mail."""
    cast = told.scene.cast
    with cast.db.transaction() as tx:
        people.add_membership(tx, cast.north.org_id, cast.mei.person_id, Role.HOLDER, cast.now)
    content = f"email,first_name,last_name,other_emails,verified\n{cast.mei.address},Mei,Berg,{PRIVATE},yes\n".encode()
    olga = cast.desk_of(cast.olga)
    plan = import_page.preview(olga, "people", content, "p.csv").plan
    import_page.apply(olga, "people", content, "p.csv", None, plan)
    return told.mail("proposal")


def test_what_a_file_proposes_is_shown_old_beside_new_and_noted_when_accepted(told: Telling) -> None:
    cast = told.scene.cast
    to, token = proposed_by_file(told)
    assert to == cast.mei.address
    shown = proposals.page(cast.db, SECRET, token)
    assert [(one.label, one.old, one.new) for one in shown.changes] == [
        ("Name", "Mei Tanaka", "Mei Berg"),
        ("One more address", f"{cast.mei.address}, {MEIS_SECOND}", PRIVATE),
    ]
    assert proposals.accept(cast.db, SECRET, token, cast.now)
    assert told.rows("SELECT last_name, search_text FROM person WHERE person_id = $m", m=cast.mei.person_id) == [
        ("Berg", "mei berg")
    ]
    assert told.rows("SELECT kind, verified_at FROM address WHERE address = $a", a=PRIVATE) == [("inactive", None)]
    asked, proof = told.mail("address_verification")
    assert asked == PRIVATE
    proving.prove(cast.db, SECRET, proof, cast.now)
    assert told.rows("SELECT kind, verified_at FROM address WHERE address = $a", a=PRIVATE) == [("alternate", cast.now)]


def test_what_a_file_proposes_and_is_declined_changes_nothing_and_asks_once(told: Telling) -> None:
    cast = told.scene.cast
    _, token = proposed_by_file(told)
    assert proposals.decline(cast.db, SECRET, token, cast.now)
    assert told.owner(PRIVATE) is None
    with cast.db.reading() as tx:
        assert people.name_of(tx, cast.mei.person_id) == "Mei Tanaka"
    proposed_by_file(told)
    assert told.rows("SELECT count(*) FROM outbox WHERE kind = 'proposal'") == [(1,)]
