"""A course done in any way closes the assignment that asked for it; what is taken back opens it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.services import courses, issuing, taking_back, workshops
from core.services.desk import Desk
from core.services.recertification import acting
from core.services.recertification.recertify import Recertify
from core.services.recertification.selection import on_list
from core.services.workshops import NewWorkshop
from core.store.db import Row
from tests.cast import Cast
from tests.services import importing
from tests.services.scenes import PAYER, Scene, harbour_scene

ANA = "ana.silva@example.org"
ASSIGNED = date(2026, 3, 2)
DUE = date(2026, 4, 1)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """Ana completed BLS in February 2024 and is assigned it again on 2 March 2026, due 1 April."""
    made = harbour_scene(cast)
    olga = cast.desk_of(cast.olga)
    courses.save(olga, replace(made.bls, requires=()))
    importing.completions(olga, {"email": ANA, "course": "BLS", "completed_on": date(2024, 2, 10)})
    plan = acting.preview(olga, Recertify(), on_list("due"))
    assert plan.plan.will["assignments"] == 1
    acting.confirm(olga, Recertify(), on_list("due"), plan.hash)
    return made


def later(scene: Scene, days: int = 8, *, staff: bool = True) -> Desk:
    """Return the desk of Olga, or of Andrea, some days after."""
    desk = scene.cast.desk_of(scene.cast.olga if staff else scene.cast.andrea)
    gone = timedelta(days=days)
    return replace(desk, today=desk.today + gone, now=desk.now + gone)


def assignment(scene: Scene) -> Row:
    with scene.cast.db.reading() as tx:
        (found,) = tx.query("""
            SELECT a.state, a.due_on, a.was_due_on, a.completed_on, a.recertify_on, o.assignment_id IS NULL
              FROM assignment AS a
              LEFT JOIN open_assignment AS o
                ON o.assignment_id = a.assignment_id
        """)
    return found


def standing(scene: Scene) -> Row:
    with scene.cast.db.reading() as tx:
        (found,) = tx.query("SELECT assignment_id IS NULL, due_on, recertify_on FROM learner WHERE family = 'BLS'")
    return found


OPEN = ("assigned", DUE, None, None, None, False)


def test_a_completion_from_a_file_closes_it(scene: Scene) -> None:
    assert assignment(scene) == OPEN
    importing.completions(later(scene), {"email": ANA, "course": "BLS", "completed_on": date(2026, 3, 9)})
    assert assignment(scene) == ("completed", None, DUE, date(2026, 3, 9), date(2028, 1, 1), True)
    assert standing(scene) == (True, None, date(2028, 1, 1))


def test_what_was_done_before_it_was_assigned_does_not_close_it(scene: Scene) -> None:
    importing.completions(later(scene), {"email": ANA, "course": "BLS", "completed_on": date(2026, 3, 1)})
    assert assignment(scene) == OPEN


def test_another_family_does_not_close_it(scene: Scene) -> None:
    importing.completions(later(scene), {"email": ANA, "course": "ONLINE", "completed_on": date(2026, 3, 9)})
    assert assignment(scene) == OPEN


def test_an_older_version_does_not_close_it_and_a_newer_one_does(scene: Scene) -> None:
    olga = later(scene)
    courses.save(olga, replace(scene.course("BLS"), version=5))
    for code, version in (("BLS-4", 4), ("BLS-6", 6)):
        courses.save(olga, replace(scene.course("BLS"), code=code, version=version))
    importing.completions(olga, {"email": ANA, "course": "BLS-4", "completed_on": date(2026, 3, 9)})
    assert assignment(scene) == OPEN
    importing.completions(olga, {"email": ANA, "course": "BLS-6", "completed_on": date(2026, 3, 9)})
    assert assignment(scene)[0] == "completed"


def test_what_was_known_when_it_was_assigned_does_not_close_it(scene: Scene) -> None:
    with scene.cast.db.transaction() as tx:
        tx.execute("UPDATE completion SET completed_on = $day, made_at = TIMESTAMP '2026-03-01'", day=ASSIGNED)
    importing.people(later(scene), {"email": ANA, "archived": True})
    assert assignment(scene) == OPEN


def test_a_certificate_closes_it_and_taking_the_order_back_opens_it_again(scene: Scene) -> None:
    andrea = later(scene, staff=False)
    workshop = workshops.create(andrea, NewWorkshop(andrea.today, (scene.bls.course_id,), ""))
    scene.upload(workshop, f"Ana;Silva;{ANA}")
    chosen = scene.active(workshop)
    plan = issuing.preview(andrea, workshop, chosen)
    order = issuing.issue(andrea, workshop, chosen, PAYER, plan.plan.hash).order_id
    assert assignment(scene) == ("completed", None, DUE, andrea.today, date(2028, 1, 1), True)
    assert standing(scene) == (True, None, date(2028, 1, 1))
    taking_back.take_back(andrea, order)
    assert assignment(scene) == OPEN
    assert standing(scene)[:2] == (False, DUE)


def test_taking_an_order_back_leaves_an_assignment_closed_that_something_else_fulfils(scene: Scene) -> None:
    andrea = later(scene, staff=False)
    workshop = workshops.create(andrea, NewWorkshop(andrea.today, (scene.bls.course_id,), ""))
    scene.upload(workshop, f"Ana;Silva;{ANA}")
    chosen = scene.active(workshop)
    plan = issuing.preview(andrea, workshop, chosen)
    order = issuing.issue(andrea, workshop, chosen, PAYER, plan.plan.hash).order_id
    importing.completions(later(scene, 9), {"email": ANA, "course": "BLS", "completed_on": date(2026, 3, 11)})
    taking_back.take_back(andrea, order)
    assert assignment(scene)[0] == "completed"
