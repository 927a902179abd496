"""Invariant 15: what was shown is what is done; when the facts have moved, it refuses, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.errors import NothingSelected, PlanStale
from core.model import Chosen, CourseTerms, ParticipantId, PriceKind, WorkshopId
from core.rules.plan import Plan
from core.services import courses, disputes, issuing, organisation, rosters, workshops
from core.services.workshops import NewWorkshop
from core.store import certificates, orders
from core.store.courses import FeeRow
from tests.proofs.measure import Prove
from tests.proofs.snapshot import changed, everything
from tests.services.scenes import HELD, PAYER, Scene

ANA, IVO = "ana.silva@example.org", "ivo@example.org"
Move = Callable[[Scene, WorkshopId], object]


def sql(statement: str) -> Move:
    """Return a move of the records by somebody else's act, written as it ends up."""

    def move(scene: Scene, workshop: WorkshopId) -> None:
        with scene.cast.db.transaction() as tx:
            tx.execute(statement)

    return move


def line(scene: Scene, workshop: WorkshopId, address: str = ANA) -> ParticipantId:
    return scene.rows(workshop)[address].standing.participant_id


def priced(new: int, day: date) -> Move:
    return lambda s, w: courses.set_fee(s.cast.desk_of(s.cast.olga), "BLS", FeeRow(new, new, 0, day))


def asks_for_more(scene: Scene, workshop: WorkshopId) -> None:
    bls = scene.course("BLS")
    wanted = (replace(bls.requires[0], max_age_months=1),)
    courses.save(scene.cast.desk_of(scene.cast.olga), replace(bls, requires=wanted))


def elsewhere_issued(scene: Scene, workshop: WorkshopId) -> None:
    other = scene.workshop()
    scene.upload(other, f"Ana;Silva;{ANA}")
    scene.issue(other)


def tomorrow(scene: Scene, workshop: WorkshopId) -> None:
    scene.cast.now += timedelta(days=1)


_ANA = f"(SELECT person_id FROM address WHERE address = '{ANA}')"
MOVES: dict[str, Move] = {
    "a completion was taken back": sql("UPDATE completion SET undone_at = made_at"),
    "somebody was archived": sql(f"INSERT INTO archived_person SELECT 1, {_ANA}, now()::TIMESTAMP"),
    "the address became somebody else's": sql(
        f"UPDATE address SET person_id = (SELECT person_id FROM address WHERE address = '{IVO}') "
        f"WHERE address = '{ANA}'"
    ),
    "the course asks for more": asks_for_more,
    "its certificates hold for a shorter time": lambda s, w: courses.save(
        s.cast.desk_of(s.cast.olga), replace(s.course("BLS"), terms=CourseTerms(months=12))
    ),
    "a certificate was issued elsewhere": elsewhere_issued,
    "the price changed": priced(2600, date(2025, 1, 1)),
    "the day of the price came": tomorrow,
    "the row was edited to somebody else": lambda s, w: rosters.edit(
        s.cast.desk_of(s.cast.andrea), w, line(s, w), "Mei", "Tanaka", "mei@clinic.example.com"
    ),
    "the name was corrected": lambda s, w: rosters.edit(
        s.cast.desk_of(s.cast.andrea), w, line(s, w), "Anna", "Silva", ANA
    ),
    "the row was dropped": lambda s, w: rosters.drop(s.cast.desk_of(s.cast.andrea), w, line(s, w)),
    "somebody was added": lambda s, w: rosters.add_person(s.cast.desk_of(s.cast.olga), w, "Mei", "Tanaka", "m@x.org"),
    "retakes were included": lambda s, w: workshops.set_retakes(s.cast.desk_of(s.cast.andrea), w, True),
    "the workshop moved to another day": lambda s, w: workshops.change(
        s.cast.desk_of(s.cast.andrea), w, NewWorkshop(HELD - timedelta(days=1), (s.bls.course_id,))
    ),
    "a part was ordered by somebody else": lambda s, w: s.issue(
        w, Chosen(frozenset([s.rows(w)[IVO].standing.standing_id]))
    ),
    "an override was given": lambda s, w: disputes.override_row(
        s.cast.desk_of(s.cast.olga), w, s.rows(w)["no@example.org"].standing.standing_id, "Seen on paper"
    ),
}
HARMLESS: dict[str, Move] = {
    "nothing moved": lambda s, w: None,
    "another workshop was made": lambda s, w: s.workshop(),
    "the roster was looked at again": lambda s, w: rosters.look_again(s.cast.desk_of(s.cast.andrea), w),
    "a price for later was entered": priced(9900, date(2027, 1, 1)),
    "the organisation changed its colour": lambda s, w: organisation.save(
        s.cast.desk_of(s.cast.olga), replace(organisation.view(s.cast.desk_of(s.cast.olga)).settings, colour="#123456")
    ),
}


def shown(scene: Scene) -> tuple[WorkshopId, Chosen, issuing.IssuePlan]:
    """Let Andrea look at what issuing for Ana would do, with Ivo and somebody unknown on the same roster."""
    scene.person("Ivo", "Lang", IVO, HELD)
    workshop = scene.workshop()
    scene.upload(workshop, f"Ana;Silva;{ANA}", f"Ivo;Lang;{IVO}", "No;Body;no@example.org")
    chosen = Chosen(frozenset([scene.rows(workshop)[ANA].standing.standing_id]))
    return workshop, chosen, issuing.preview(scene.cast.desk_of(scene.cast.andrea), workshop, chosen)


@pytest.mark.parametrize("move", MOVES)
def test_a_plan_that_no_longer_holds_is_refused_and_changes_nothing(scene: Scene, prove: Prove, move: str) -> None:
    workshop, chosen, plan = shown(scene)
    MOVES[move](scene, workshop)
    before = everything(scene.cast.db)
    with pytest.raises((PlanStale, NothingSelected)):
        issuing.issue(scene.cast.desk_of(scene.cast.andrea), workshop, chosen, PAYER, plan.plan.hash)
    assert changed(before, everything(scene.cast.db)) == []
    prove(f"between preview and confirm {move}: refused, no table changed", 1, "time")


@pytest.mark.parametrize("move", HARMLESS)
def test_a_plan_that_still_holds_is_carried_out_as_shown(scene: Scene, prove: Prove, move: str) -> None:
    workshop, chosen, plan = shown(scene)
    HARMLESS[move](scene, workshop)
    done = issuing.issue(scene.cast.desk_of(scene.cast.andrea), workshop, chosen, PAYER, plan.plan.hash)
    assert (done.certificates, done.people, done.total_minor) == (len(plan.rows), plan.people, plan.price.total)
    with scene.cast.db.reading() as tx:
        lines = orders.lines(tx, done.order_id)
        held = certificates.of_order(tx, done.order_id)
    assert [(each.standing_id, each.person_id, PriceKind(each.kind)) for each in lines] == [
        (row.standing_id, row.person_id, PriceKind(row.kind)) for row in plan.rows
    ]
    assert [each.person_id for each in held] == [row.person_id for row in plan.rows]
    prove(f"between preview and confirm {move}: done exactly as shown", 1, "time")


def test_every_hash_but_the_one_shown_is_refused(scene: Scene, prove: Prove) -> None:
    workshop, chosen, plan = shown(scene)
    before, right = everything(scene.cast.db), plan.plan.hash
    for wrong in ("", "0" * 64, right.upper(), right[:-1], right + "0", right[::-1]):
        with pytest.raises(PlanStale):
            issuing.issue(scene.cast.desk_of(scene.cast.andrea), workshop, chosen, PAYER, wrong)  # type: ignore[arg-type]
    assert changed(before, everything(scene.cast.db)) == []
    prove("a hash that is not the one shown: refused", 6, "hashes")


def test_without_the_check_more_is_charged_than_was_shown(scene: Scene, prove: Prove) -> None:
    workshop, chosen, plan = shown(scene)
    MOVES["the price changed"](scene, workshop)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Plan, "must_match", lambda *_: None)
        done = issuing.issue(scene.cast.desk_of(scene.cast.andrea), workshop, chosen, PAYER, plan.plan.hash)
    assert (plan.price.total, done.total_minor) == (2500, 2600)
    prove("control: without the plan's check more is charged than was shown", 1, "time")
