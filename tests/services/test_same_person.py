"""*This is the same person*: staff link at once, an instructor's word waits, and every word can be undone."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import LinkDead, NotAllowed, NotYourWorkshop
from core.model import Chosen, Role, Status
from core.rules import tokens
from core.services.identity import linking, proposals
from core.services.identity.refusals import (
    AddressHasOwner,
    AddressOfAnother,
    AnsweredAlready,
    NobodyMeant,
    OnlyThePersonMay,
    ProvenSince,
)
from core.store import orders, people
from core.store.identity import addresses
from tests.cast import SECRET, Cast
from tests.proofs.snapshot import everything
from tests.services.scenes import Scene, harbour_scene
from tests.services.telling_who import ANA, SLIP, Telling, telling

FAR = "ana.silva@elsewhere.net"  # the same name, and nothing else that agrees
INDEXES = {"address_signature", "audit", "audit_head", "same_person", "suggestion", "standing", "workshop", "outbox"}


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return harbour_scene(cast)


def in_two_bodies(told: Telling) -> None:
    cast = told.scene.cast
    ana = told.scene.person_of(ANA)
    with cast.db.transaction() as tx:
        people.add_membership(tx, cast.north.org_id, ana, Role.HOLDER, cast.now)


def test_staff_link_at_once_and_the_row_is_active(scene: Scene) -> None:
    told = telling(scene)
    said = told.say(scene.cast.olga)
    assert said.state == "linked"
    assert told.owner(SLIP) == scene.person_of(ANA)
    assert told.row().verdict.status is Status.ACTIVE
    assert told.rows("SELECT kind, verified_at FROM address WHERE address = $a", a=SLIP) == [("inactive", None)]
    assert told.rows("SELECT count(*) FROM outbox WHERE kind = 'proposal'") == [(0,)]
    acts = told.rows("SELECT action FROM audit WHERE action LIKE 'same_person.%'")
    assert acts == [("same_person.linked",)]


def test_an_instructors_word_counts_in_that_workshop_only_while_it_waits(scene: Scene) -> None:
    told = telling(scene)
    said = told.say(scene.cast.andrea)
    assert (said.state, said.stands, said.agree) == ("proposed", True, "name, domain")
    assert told.row().verdict.status is Status.ACTIVE
    assert told.owner(SLIP) is None
    other = telling(scene)
    assert other.row().verdict.status is Status.INACTIVE


def test_with_the_name_alone_an_instructors_word_waits(scene: Scene) -> None:
    told = telling(scene, f"Ana;Silva;{FAR}")
    said = told.say(scene.cast.andrea, FAR)
    assert (said.state, said.stands) == ("proposed", False)
    assert told.row(FAR).verdict.status is Status.INACTIVE
    assert told.row(FAR).waits
    assert "waits" in told.row(FAR).verdict.next


def test_an_earlier_workshop_of_the_same_instructor_speaks_for_the_person(scene: Scene) -> None:
    earlier = scene.workshop(held_on=date(2025, 11, 3))
    scene.upload(earlier, f"Ana;Silva;{ANA}")
    told = telling(scene, f"Ana;Silva;{FAR}")
    assert told.say(scene.cast.andrea, FAR).agree == "name, earlier workshop"


def test_the_owner_of_the_known_address_confirms_by_mail(scene: Scene) -> None:
    told = telling(scene, f"Ana;Silva;{FAR}")
    told.say(scene.cast.andrea, FAR)
    to, token = told.mail("proposal")
    assert to == ANA
    db, now = scene.cast.db, scene.cast.now
    shown = proposals.page(db, SECRET, token)
    assert [(one.old, one.new) for one in shown.changes] == [(ANA, FAR)]
    assert told.owner(FAR) is None  # looking changes nothing
    assert proposals.accept(db, SECRET, token, now)
    assert told.owner(FAR) == scene.person_of(ANA)
    assert told.row(FAR).verdict.status is Status.ACTIVE
    assert not proposals.accept(db, SECRET, token, now)
    assert not proposals.decline(db, SECRET, token, now)
    assert told.owner(FAR) == scene.person_of(ANA)


def test_who_declines_leaves_everything_as_it_was(scene: Scene) -> None:
    told = telling(scene)
    told.say(scene.cast.andrea)
    _, token = told.mail("proposal")
    assert proposals.decline(scene.cast.db, SECRET, token, scene.cast.now)
    assert told.owner(SLIP) is None
    assert told.row().verdict.status is Status.INACTIVE
    assert not proposals.accept(scene.cast.db, SECRET, token, scene.cast.now)


def test_staff_are_told_when_somebody_declines_who_was_certified_meanwhile(scene: Scene) -> None:
    cast = scene.cast
    told = telling(scene)
    told.say(cast.andrea)
    scene.issue(told.workshop, Chosen(frozenset([told.row().standing.standing_id])))  # type: ignore[arg-type]
    _, token = told.mail("proposal")
    proposals.decline(cast.db, SECRET, token, cast.now)
    mails = told.rows("SELECT to_address, parameters FROM outbox WHERE kind = 'same_person_declined'")
    assert [row[0] for row in mails] == [cast.olga.address]
    assert SLIP in mails[0][1]
    assert told.rows("SELECT count(*) FROM certificate WHERE person_id = $p", p=scene.person_of(ANA)) == [(1,)]


def test_staff_confirm_or_decline_what_an_instructor_said(scene: Scene) -> None:
    cast = scene.cast
    told = telling(scene, f"Ana;Silva;{FAR}")
    said = told.say(cast.andrea, FAR)
    with pytest.raises(NotAllowed):
        linking.confirm(cast.desk_of(cast.andrea), said.same_person_id)
    linking.decline(cast.desk_of(cast.olga), said.same_person_id)
    assert told.owner(FAR) is None
    again = told.say(cast.andrea, FAR)
    assert linking.confirm(cast.desk_of(cast.olga), again.same_person_id).state == "linked"
    assert told.owner(FAR) == scene.person_of(ANA)
    with pytest.raises(AnsweredAlready):
        linking.confirm(cast.desk_of(cast.olga), again.same_person_id)


def test_of_people_whom_another_body_knows_even_staff_only_propose(scene: Scene) -> None:
    cast = scene.cast
    told = telling(scene)
    in_two_bodies(told)
    said = told.say(cast.olga)
    assert said.state == "proposed"
    assert told.owner(SLIP) is None
    with pytest.raises(OnlyThePersonMay):
        linking.confirm(cast.desk_of(cast.olga), said.same_person_id)


def test_an_address_of_somebody_elsewhere_waits_like_any_other_and_never_changes_hands(scene: Scene) -> None:
    cast = scene.cast
    with cast.db.transaction() as tx:
        stranger = people.add_person(tx, "Ana", "Silva", SLIP, cast.now, verified=True)
        people.add_membership(tx, cast.north.org_id, stranger, Role.HOLDER, cast.now)
    told = telling(scene)
    assert told.say(cast.olga).state == "proposed"
    _, token = told.mail("proposal")
    with pytest.raises(AddressOfAnother):
        proposals.accept(cast.db, SECRET, token, cast.now)
    assert told.owner(SLIP) == stranger
    assert proposals.page(cast.db, SECRET, token).state == "open"


def test_an_address_of_somebody_known_here_is_merged_and_not_linked(scene: Scene) -> None:
    scene.person("Ana", "Silva", FAR)
    told = telling(scene, f"Ana;Silva;{FAR}")
    with pytest.raises(AddressHasOwner, match="Ana Silva"):
        told.say(scene.cast.olga, FAR)


def test_only_whom_a_row_suggests_can_be_named_and_only_by_who_may_see_the_workshop(scene: Scene) -> None:
    cast = scene.cast
    told = telling(scene, "No;Body;no.body@elsewhere.net")
    with pytest.raises(NobodyMeant):
        told.say(cast.olga, "no.body@elsewhere.net")
    told = telling(scene)
    with pytest.raises(NotYourWorkshop):
        told.say(cast.ben)
    with pytest.raises(NotAllowed):
        told.say(cast.mei)


@pytest.mark.parametrize("by", ["olga", "andrea"])
def test_undoing_a_word_leaves_the_records_exactly_as_before(scene: Scene, by: str) -> None:
    cast = scene.cast
    told = telling(scene)
    before, row = everything(cast.db), told.row()
    said = told.say(getattr(cast, by))
    assert linking.undo(cast.desk_of(cast.olga), said.same_person_id).state == "undone"
    after = everything(cast.db)
    assert {table for table in after if after[table] != before[table]} <= INDEXES | {"proposal"}
    assert told.row() == row
    assert told.rows("SELECT count(*) FROM proposal WHERE state = 'open'") == [(0,)]
    with pytest.raises(AnsweredAlready):
        linking.undo(cast.desk_of(cast.olga), said.same_person_id)
    assert told.say(cast.olga).state == "linked"  # it can be said again


def test_taking_a_proposal_back_leaves_an_address_that_came_another_way(scene: Scene) -> None:
    cast = scene.cast
    told = telling(scene, f"Ana;Silva;{FAR}")
    said = told.say(cast.andrea, FAR)
    ana = scene.person_of(ANA)
    with cast.db.transaction() as tx:
        addresses.add(tx, FAR, ana, "alternate", None, cast.now)
    assert linking.undo(cast.desk_of(cast.olga), said.same_person_id).state == "undone"
    assert told.owner(FAR) == ana


def test_staff_take_their_own_link_back_though_another_body_knows_the_person_by_now(scene: Scene) -> None:
    cast = scene.cast
    told = telling(scene)
    said = told.say(cast.olga)
    in_two_bodies(told)
    assert linking.undo(cast.desk_of(cast.olga), said.same_person_id).state == "undone"
    assert told.owner(SLIP) is None


def test_what_its_owner_has_proven_is_not_undone(scene: Scene) -> None:
    cast = scene.cast
    told = telling(scene)
    said = told.say(cast.olga)
    with cast.db.transaction() as tx:
        tx.execute("UPDATE address SET verified_at = $now WHERE address = $a", now=cast.now, a=SLIP)
    with pytest.raises(ProvenSince):
        linking.undo(cast.desk_of(cast.olga), said.same_person_id)


@pytest.mark.parametrize("by", ["olga", "andrea"])
def test_the_notice_goes_to_an_address_that_is_surely_theirs(scene: Scene, by: str) -> None:
    """A mailbox of the instructor's own on the roster would else get the certificate of whom it resembles."""
    cast = scene.cast
    told = telling(scene)
    told.say(getattr(cast, by))
    issued = scene.issue(told.workshop, Chosen(frozenset([told.row().standing.standing_id])))  # type: ignore[arg-type]
    with cast.db.reading() as tx:
        assert orders.recipients(tx, issued.order_id) == {scene.person_of(ANA): ("Ana Silva", ANA)}


def test_a_guessed_link_opens_nothing(scene: Scene) -> None:
    told = telling(scene)
    told.say(scene.cast.andrea)
    _, token = told.mail("proposal")
    for guess in ("", "1", token[:-1], f"1{token}", tokens.keyed(b"another key", "proposal", 1)):
        with pytest.raises(LinkDead):
            proposals.page(scene.cast.db, SECRET, guess)
