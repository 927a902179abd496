"""Invariant 1: at most one live certificate per person, course and workshop, and per person, course and term."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.errors import NothingSelected, PlanStale, Refusal, SomebodyWasFaster
from core.model import AllMatching, AnchorRule, Chosen, Course, ParticipantId, WorkshopId
from core.services import issuing, rosters, taking_back, workshops
from core.services.courses import save as save_course
from core.store import certificates, checks
from tests.cast import MEIS_SECOND
from tests.proofs.broken_keys import without_keys
from tests.proofs.measure import Prove
from tests.services.scenes import HELD, PAYER, Scene

ANA = "Ana;Silva;ana.silva@example.org"
MEI, MEI_AGAIN = "Mei;Tanaka;mei@clinic.example.com", f"Mei;Tanaka;{MEIS_SECOND}"


def live(scene: Scene) -> int:
    with scene.cast.db.reading() as tx:
        assert not checks.broken(tx)
        return int(tx.value("SELECT count(*) FROM certificate WHERE live_key IS NOT NULL"))


def learn(scene: Scene) -> None:
    """Let Mei have completed the online part too."""
    with scene.cast.db.transaction() as tx:
        tx.execute(
            """
            INSERT INTO completion (completion_id, org_id, person_id, course_id, completed_on, source, made_at)
            VALUES (nextval('ids'), $org, $who, $course, DATE '2025-09-01', 'online', $now)
            """,
            org=scene.cast.harbour.org_id,
            who=scene.cast.mei.person_id,
            course=scene.online.course_id,
            now=scene.cast.now,
        )


def test_the_same_person_on_two_lines_by_two_addresses_gets_one(scene: Scene, prove: Prove) -> None:
    learn(scene)
    workshop = scene.workshop()
    scene.upload(workshop, MEI, MEI_AGAIN)
    every = Chosen(frozenset(row.standing.standing_id for row in scene.rows(workshop).values()))
    assert scene.issue(workshop, every).certificates == 1
    assert live(scene) == 1
    prove("one person on two lines by two addresses, both forged into the selection: one certificate", 1, "time")


def test_a_row_that_is_ordered_cannot_be_ordered_again(scene: Scene, prove: Prove) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, ANA)
    rows = scene.active(workshop)
    scene.issue(workshop)
    for chosen in (rows, AllMatching(), AllMatching("Completed")):
        with pytest.raises(NothingSelected):
            issuing.preview(scene.cast.desk_of(scene.cast.andrea), workshop, chosen)
    assert live(scene) == 1
    prove("an ordered row chosen again, by id and by filter: refused", 3, "selections")


def test_two_workshops_of_one_course_and_day_certify_a_person_once(scene: Scene, prove: Prove) -> None:
    first, second = scene.workshop(), scene.workshop()
    for workshop in (first, second):
        scene.upload(workshop, ANA)
    scene.issue(first)
    workshops.set_retakes(scene.cast.desk_of(scene.cast.andrea), second, True)
    with pytest.raises(NothingSelected):
        scene.issue(second)
    assert live(scene) == 1
    prove("two workshops of one course and day, retakes included: one certificate", 1, "time")


def carrying_forward(scene: Scene) -> None:
    """Let a renewal in its window begin where the old certificate ends, and give Mei one that ends on 28 Feb 2026."""
    bls = scene.course("BLS")
    terms = bls.terms.__class__(**{**_fields(bls), "anchor": AnchorRule.CARRY_FORWARD})
    save_course(
        scene.cast.desk_of(scene.cast.olga),
        Course(bls.course_id, bls.org_id, bls.code, bls.title, bls.family, bls.version, terms, requires=bls.requires),
    )
    with scene.cast.db.transaction() as tx:
        tx.execute(
            """
            INSERT INTO certificate (certificate_id, org_id, person_id, course_id, number, state, term_key, starts_on,
                                     valid_through, because, made_at)
            VALUES (nextval('ids'), $org, $who, $course, 'OLD', 'issued', $key, DATE '2024-02-10', DATE '2026-02-28',
                    'imported', $now)
            """,
            org=bls.org_id,
            who=scene.cast.mei.person_id,
            course=bls.course_id,
            key=f"{scene.cast.mei.person_id}:{bls.course_id}:2024-02-10",
            now=scene.cast.now,
        )


def _fields(course: Course) -> dict[str, object]:
    terms = course.terms
    return {name: getattr(terms, name) for name in terms.__slots__}


def test_an_earlier_line_edited_to_an_ordered_persons_other_address_gets_no_second(scene: Scene, prove: Prove) -> None:
    """The renewal begins after the workshop, so that the check of terms alone would not see it."""
    learn(scene)
    carrying_forward(scene)
    desk, workshop = scene.cast.desk_of(scene.cast.andrea), scene.workshop()
    scene.upload(workshop, ANA, MEI)
    renewed = scene.rows(workshop)["mei@clinic.example.com"].standing
    scene.issue(workshop, Chosen(frozenset([renewed.standing_id])))
    line = scene.rows(workshop)["ana.silva@example.org"].standing.participant_id
    rosters.edit(desk, workshop, ParticipantId(line), "Mei", "Tanaka", MEIS_SECOND)
    workshops.set_retakes(desk, workshop, True)
    with pytest.raises(Refusal) as refused:
        scene.issue(workshop)
    assert not isinstance(refused.value, SomebodyWasFaster)
    with scene.cast.db.reading() as tx:
        assert tx.value("SELECT count(*) FROM certificate WHERE workshop_id = $w", w=workshop) == 1
    prove("an earlier line edited to the other address of somebody who is ordered: refused with why", 1, "time")


def test_whoever_was_taken_back_may_be_certified_again(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, ANA)
    for _ in range(3):
        taking_back.take_back(scene.cast.desk_of(scene.cast.andrea), scene.issue(workshop).order_id)
    scene.issue(workshop)
    assert live(scene) == 1


def forge(scene: Scene, workshop: WorkshopId, starts_on: date) -> None:
    """Write another certificate of Ana's past every check, as a defect would."""
    with scene.cast.db.transaction() as tx:
        ana, order = tx.query("SELECT person_id, order_id FROM order_line")[0]
        new = certificates.NewCertificate(ana, scene.bls.course_id, issuing.new_number(), starts_on, None, "forged")
        certificates.offer_all(tx, scene.cast.harbour.org_id, workshop, order, [new], scene.cast.now)


@pytest.mark.parametrize("days", [0, 1], ids=["the same term", "the same workshop"])
def test_the_store_refuses_a_second_live_one_and_without_its_key_takes_it(
    scene: Scene, prove: Prove, days: int
) -> None:
    workshop, other = scene.workshop(), scene.workshop(held_on=HELD - timedelta(days=30))
    scene.upload(workshop, ANA)
    scene.issue(workshop)
    where = workshop if days else other
    with pytest.raises(SomebodyWasFaster):
        forge(scene, where, HELD + timedelta(days=days))
    assert live(scene) == 1
    with scene.cast.db.transaction() as tx:
        without_keys(tx, "certificate")
    forge(scene, where, HELD + timedelta(days=days))
    with scene.cast.db.reading() as tx:
        assert [count for _, count in checks.broken(tx)] == [1]
    prove("control: the key of the store refuses a second live certificate; without it there are two", 1, "time")


def test_the_payer_of_a_stale_plan_is_not_billed(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, ANA)
    desk, chosen = scene.cast.desk_of(scene.cast.andrea), scene.active(workshop)
    plan = issuing.preview(desk, workshop, chosen)
    other = scene.workshop()
    scene.upload(other, ANA)
    scene.issue(other)
    with pytest.raises(PlanStale):
        issuing.issue(desk, workshop, chosen, PAYER, plan.plan.hash)
    with scene.cast.db.reading() as tx:
        assert tx.value("SELECT count(*) FROM invoice") == 1
