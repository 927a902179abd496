"""An extension shows on the certificate and where it is verified; it moves the window, and not the base of the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.model import AnchorRule
from core.services import extended, issuing, rosters, verifying
from core.services.recertification import acting
from core.services.recertification.extend import Extend
from core.services.recertification.selection import Persons
from core.store import certificates, courses
from core.store.certificates import Certificate
from tests.cast import Cast
from tests.services.scenes import PAYER, Scene, harbour_scene

ENDS = date(2026, 4, 30)
JUNE = date(2026, 6, 30)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """Ana is certified in BLS from a workshop in April 2024, through 30 April 2026."""
    made = harbour_scene(cast)
    with cast.db.transaction() as tx:
        terms = replace(made.bls.terms, anchor=AnchorRule.CARRY_FORWARD)
        courses.put(tx, made.bls.org_id, replace(made.bls, terms=terms), cast.now)
    made.person("Ben", "Roth", "ben.roth@example.org", date(2023, 9, 1))
    workshop = made.workshop(held_on=date(2024, 4, 10))
    made.upload(workshop, "Ben;Roth;ben.roth@example.org")
    made.issue(workshop, payer=PAYER)
    made.person("Cleo", "Marsh", "cleo.marsh@example.org", date(2025, 9, 1))
    return made


def held(scene: Scene) -> Certificate:
    with scene.cast.db.reading() as tx:
        ((number,),) = tx.query("SELECT number FROM certificate ORDER BY starts_on LIMIT 1")
        found = certificates.by_number(tx, number)
    assert found
    return found


def extend(scene: Scene) -> None:
    desk = scene.cast.desk_of(scene.cast.olga)
    wanted, action = Persons(frozenset({held(scene).person_id}), "BLS"), Extend("Courses were cancelled", to=JUNE)
    done = acting.confirm(desk, action, wanted, acting.preview(desk, action, wanted).hash)
    assert done.counts["dates"] == 1


def test_the_certificate_says_until_when_and_why(scene: Scene) -> None:
    with scene.cast.db.reading() as tx:
        (before,) = extended.documents(tx, [replace(held(scene), document=DOCUMENT)])
    assert before.notes == ()
    extend(scene)
    with scene.cast.db.reading() as tx:
        (after,) = extended.documents(tx, [replace(held(scene), document=DOCUMENT)])
    assert after.notes == ("Extended to 30 Jun 2026: Courses were cancelled",)
    assert after.valid_through == before.valid_through


def test_whoever_verifies_it_sees_the_extended_end(scene: Scene) -> None:
    with scene.cast.db.transaction() as tx:
        tx.execute("UPDATE certificate SET state = 'issued'")
    number = held(scene).number
    in_may = scene.cast.now.replace(month=5, day=15)
    expired = verifying.verify(scene.cast.db, number, in_may)
    assert expired
    assert (expired.result, expired.valid_through) == ("expired", ENDS)
    extend(scene)
    extended_now = verifying.verify(scene.cast.db, number, in_may)
    assert extended_now
    assert (extended_now.result, extended_now.valid_through) == ("valid", JUNE)


def test_the_window_of_a_workshop_is_counted_back_from_the_extended_end(scene: Scene) -> None:
    workshop = scene.workshop()  # 20 February 2026: within 90 days of April, not of June
    scene.upload(workshop, "Ben;Roth;ben.roth@example.org")
    assert scene.rows(workshop)["ben.roth@example.org"].standing.status == "Inactive"  # the online part is too old
    with scene.cast.db.transaction() as tx:
        tx.execute("UPDATE completion SET completed_on = DATE '2025-09-01'")
    extend(scene)
    desk = scene.cast.desk_of(scene.cast.andrea)
    rosters.look_again(desk, workshop)
    assert scene.rows(workshop)["ben.roth@example.org"].standing.status == "Completed"


def test_the_next_term_is_carried_forward_from_the_end_before_the_extension(scene: Scene) -> None:
    with scene.cast.db.transaction() as tx:
        tx.execute("UPDATE completion SET completed_on = DATE '2025-09-01'")
        tx.execute("UPDATE workshop SET held_on = DATE '2024-04-10'")
    extend(scene)
    scene.cast.now = scene.cast.now.replace(month=6, day=10)
    workshop = scene.workshop(held_on=date(2026, 6, 9))  # after 30 April, before 30 June
    scene.upload(workshop, "Ben;Roth;ben.roth@example.org")
    desk = scene.cast.desk_of(scene.cast.andrea)
    plan = issuing.preview(desk, workshop, scene.active(workshop))
    ((term),) = plan.terms.values()
    assert term.start == date(2026, 5, 1)
    assert "the end before the extension" in term.because


DOCUMENT = """
{"organisation": "Harbour", "colour": "#1d4ed8", "holder": "Ben Roth", "course": "BLS Rescuer",
 "certified_on": "2024-04-10", "valid_from": "2024-04-10", "valid_through": "2026-04-30", "term_words": "",
 "number": "X"}
"""
