"""Invariant 18: every use case × every role and organisation, allowed or refused as one table says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from core.errors import NotAllowed, NotYourWorkshop, Refusal, SignedOut
from core.model import Role
from core.rules import tokens
from core.services import sessions, sign_in
from core.services.desk import Desk
from core.store import workshops
from core.store.db import Db, Tx
from tests.proofs.access import For
from tests.proofs.access_table import UNCHECKED, USE_CASES, WITHOUT_A_DESK
from tests.proofs.bodies import NOW, Body, Ids, make_bodies
from tests.proofs.measure import Prove
from tests.proofs.services import on_a_store, use_cases
from tests.proofs.snapshot import changed, everything

INSIDE = ("staff", "own", "other", "analyst", "holder")
MAY: dict[For, tuple[str, ...]] = {
    For.STAFF: ("staff",),
    For.OWNER: ("staff", "own"),
    For.TEACHING: ("staff", "own", "other"),
    For.ANALYSING: ("staff", "analyst"),
    For.EVERYBODY: INSIDE,
}


class TakenBack(Exception):
    """Ends a use case that is only tried."""


class Rehearsed(Db):
    """A store in which every use case runs to its end and is then taken back, so that one store serves all."""

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        try:
            with super().transaction() as tx:
                yield tx
                raise TakenBack
        except TakenBack:
            return


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Db, Body, Body]]:
    """Harbour and North, in which everything has happened, in a store that keeps nothing of what is tried."""
    db, harbour, north = make_bodies(tmp_path_factory.mktemp("bodies") / "store.duckdb")
    yield Rehearsed(db.path, db._root, db._chain_key), harbour, north
    db.close()


def tried(desk: Desk, name: str, ids: Ids) -> object:
    """Return what a use case answered, or the refusal that it raised."""
    try:
        return USE_CASES[name].call(desk, ids)
    except Refusal as refusal:
        return refusal


def test_every_use_case_has_a_row(prove: Prove) -> None:
    known = {name.partition(" ")[0] for name in USE_CASES}
    found = set(use_cases()) - set(UNCHECKED)
    assert found - known == set(), "say in access_table.py whom these serve"
    assert known - found == set(), "these are gone"
    prove("every use case of the services has a row in the table of access", len(found), "use cases")


def test_whatever_takes_a_store_without_a_desk_says_what_stands_for_the_actor(prove: Prove) -> None:
    assert set(on_a_store()) == set(WITHOUT_A_DESK)
    prove("functions on a store without a desk, each with what stands for the actor", len(WITHOUT_A_DESK), "functions")


@pytest.mark.parametrize("name", USE_CASES)
def test_within_an_organisation_the_role_decides(bodies: tuple[Db, Body, Body], prove: Prove, name: str) -> None:
    db, *both = bodies
    for body in both:
        for who in INSIDE:
            answer = tried(body.desk(db, who), name, body.ids)
            if who in MAY[USE_CASES[name].serves]:
                assert not isinstance(answer, Refusal), (who, answer)
            else:
                assert isinstance(answer, NotYourWorkshop if who == "other" and _shown(name) else NotAllowed), who
    prove(f"{name} serves {USE_CASES[name].serves}", 2 * len(INSIDE), "calls")


def _shown(name: str) -> bool:
    return USE_CASES[name].serves is For.OWNER


@pytest.mark.parametrize("name", USE_CASES)
def test_another_organisations_ids_are_unknown(bodies: tuple[Db, Body, Body], prove: Prove, name: str) -> None:
    """Each id alone and all of them together: asked by staff, instructor and the role that may do the most."""
    db, harbour, north = bodies
    wanted, count = USE_CASES[name].ids, 0
    for body, foreign in ((harbour, north), (north, harbour)):
        for who in (who for who in ("staff", "own") if who in MAY[USE_CASES[name].serves]):
            for some in {(one,) for one in wanted} | ({wanted} if wanted else set()):
                if who == "own" and some == ("instructor",):
                    continue  # an instructor teaches as themselves, whoever is named
                mixed = replace(body.ids, **{one: getattr(foreign.ids, one) for one in some})
                answer = tried(body.desk(db, who), name, mixed)
                assert isinstance(answer, Refusal) or not answer, (who, some, answer)
                assert not isinstance(answer, Refusal) or foreign.slug not in answer.say.casefold()
                count += 1
    prove(f"{name} with ids of the other organisation: {', '.join(wanted) or 'takes none'}", count, "calls")


@pytest.mark.parametrize("name", USE_CASES)
def test_what_an_organisation_is_answered_names_nobody_of_the_other(bodies: tuple[Db, Body, Body], name: str) -> None:
    db, harbour, north = bodies
    for body, foreign in ((harbour, north), (north, harbour)):
        for who in MAY[USE_CASES[name].serves]:
            answer = repr(tried(body.desk(db, who), name, body.ids)).casefold()
            assert f"@{foreign.slug}.town" not in answer
            assert f"bls of {foreign.slug}" not in answer


@pytest.mark.parametrize("name", USE_CASES)
def test_a_dead_session_a_lost_role_and_a_forged_actor_are_refused_at_once(
    bodies: tuple[Db, Body, Body], prove: Prove, name: str
) -> None:
    db, harbour, north = bodies
    staff = harbour.desk(db, "staff")
    impostors = {
        "a revoked session": (replace(staff, actor=replace(staff.actor, session_hash=session(bodies))), SignedOut),
        "a session that ran out": (
            replace(
                staff,
                actor=replace(staff.actor, session_hash=session(bodies, alive=True)),
                now=NOW + sign_in.SESSION_LASTS + timedelta(seconds=1),
            ),
            SignedOut,
        ),
        "a session that never was": (replace(staff, actor=replace(staff.actor, session_hash="x" * 64)), SignedOut),
        "a role that was taken away": (lost(harbour, db), NotAllowed),
        "a role that was never held": (acting(harbour.desk(db, "own"), Role.STAFF), NotAllowed),
        "an analyst as an instructor": (acting(harbour.desk(db, "analyst"), Role.INSTRUCTOR), NotAllowed),
        "a holder as staff": (acting(harbour.desk(db, "holder"), Role.STAFF), NotAllowed),
        "staff of the other organisation": (
            replace(staff, actor=replace(staff.actor, org_id=north.desk(db, "staff").actor.org_id)),
            NotAllowed,
        ),
        "nobody": (replace(staff, actor=replace(staff.actor, person_id=None)), SignedOut),
    }
    for who, (desk, refusal) in impostors.items():
        answer = tried(desk, name, harbour.ids)
        assert isinstance(answer, refusal), (who, answer)
    prove(f"{name} by a dead session, a lost role or a forged actor: refused", len(impostors), "calls")


def acting(desk: Desk, role: Role) -> Desk:
    return replace(desk, actor=replace(desk.actor, role=role))


def lost(body: Body, db: Db) -> Desk:
    """Return the desk of somebody who was staff until a moment ago."""
    desk = body.desk(db, "staff")
    with db.reading() as tx:
        (gone,) = tx.query("SELECT person_id FROM address WHERE address = $a", a=body.address("gone"))
    return replace(desk, actor=replace(desk.actor, person_id=gone[0]))


def session(bodies: tuple[Db, Body, Body], *, alive: bool = False) -> str:
    """Return the hash of a session of Harbour's staff, revoked unless `alive`. It is kept, unlike what is tried."""
    db, harbour, _ = bodies
    kept = Db(db.path, db._root, db._chain_key)
    hashed = tokens.fingerprint(sign_in.vouched(kept, harbour.address("staff"), "/", NOW, "test").cookie)
    if not alive:
        sessions.sign_out(kept, hashed, NOW)
    return hashed


def test_nothing_of_what_was_refused_left_a_trace(bodies: tuple[Db, Body, Body], prove: Prove) -> None:
    """Refused calls on a store that keeps everything: no table changes."""
    db, harbour, north = bodies
    kept, count = Db(db.path, db._root, db._chain_key), 0
    before = everything(kept)
    for name, use_case in USE_CASES.items():
        for who in set(INSIDE) - set(MAY[use_case.serves]):
            assert isinstance(tried(harbour.desk(kept, who), name, harbour.ids), Refusal)
            count += 1
        if use_case.ids:
            foreign = replace(harbour.ids, **{one: getattr(north.ids, one) for one in use_case.ids})
            if isinstance(tried(harbour.desk(db, "staff"), name, foreign), Refusal):
                tried(harbour.desk(kept, "staff"), name, foreign)
                count += 1
    assert changed(before, everything(kept)) == []
    prove("refused calls and calls with foreign ids on a store that keeps everything: no table changed", count, "calls")


def test_without_the_check_of_the_organisation_north_reads_and_cancels_harbours_workshop(
    bodies: tuple[Db, Body, Body], monkeypatch: pytest.MonkeyPatch, prove: Prove
) -> None:
    def of_any_organisation(tx: Tx, org: object, workshop: int) -> object:
        owner = tx.value("SELECT org_id FROM workshop WHERE workshop_id = $w", w=workshop)
        return find(tx, owner, workshop)

    find = workshops.find
    db, harbour, north = bodies
    monkeypatch.setattr(workshops, "find", of_any_organisation)
    harmed = ("workshops.cancel", "workshops.set_retakes", "rosters.drop", "papers.workshop_pdf")
    for name in harmed:
        assert not isinstance(tried(north.desk(db, "staff"), name, harbour.ids), Refusal)
    what = "control: without the organisation in one look-up the other body cancels, edits and prints a workshop"
    prove(what, len(harmed), "use cases")


def test_without_the_check_of_the_desk_anybody_may_do_anything(
    bodies: tuple[Db, Body, Body], monkeypatch: pytest.MonkeyPatch, prove: Prove
) -> None:
    db, harbour, _ = bodies
    monkeypatch.setattr(Desk, "_check", lambda *_: None)
    done = sum(not isinstance(tried(harbour.desk(db, "holder"), name, harbour.ids), Refusal) for name in USE_CASES)
    assert done > len(USE_CASES) * 0.9
    prove(f"control: without the desk's check a holder may do {done} of {len(USE_CASES)} things", 1, "time")


def test_every_kind_of_id_is_tried() -> None:
    assert {one for use_case in USE_CASES.values() for one in use_case.ids} >= {field.name for field in fields(Ids)} - {
        "disputed"
    }
