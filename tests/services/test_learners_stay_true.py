"""Whatever the services do, in whatever order, the kept facts of recertification are what the records come to."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.model import CourseTerms, ExpiryRule, OrderId
from core.services import courses, issuing, taking_back, workshops
from core.services.recertification import acting, undo
from core.services.recertification.acting import Action
from core.services.recertification.archive import Archive, Restore
from core.services.recertification.assign import Assign
from core.services.recertification.due_dates import SetDueDate
from core.services.recertification.extend import Extend
from core.services.recertification.next_course import SetNextCourse
from core.services.recertification.recertification_dates import SetRecertifyDate
from core.services.recertification.recertify import Recertify
from core.services.recertification.selection import on_list
from core.services.workshops import NewWorkshop
from core.store import learner_facts
from core.store.db import Row
from core.store.learner_build import FACTS
from core.store.learner_status import LISTS
from tests.cast import Cast
from tests.services import importing
from tests.services.scenes import PAYER, Scene, harbour_scene

PEOPLE = [f"learner{at}@example.org" for at in range(14)]
STEPS = 60


class Walk:
    """One office, day after day: what it does next is chosen by chance."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.scene, self.chance = cast, harbour_scene(cast), random.Random(seed)
        self.desk = replace(cast.desk_of(cast.olga), today=date(2024, 3, 1))
        self.orders: list[OrderId] = []
        self.batches: list[int] = []
        importing.people(self.desk, *({"email": one, "first_name": one[:8], "verified": True} for one in PEOPLE))
        courses.save(self.desk, replace(self.scene.bls, requires=()))

    def step(self) -> str:
        """Do one thing, then go on to a later day; return what it was."""
        acts: list[Callable[[], object]] = [
            self.archive,
            self.completions,
            self.completions,
            self.certificates,
            self.issue,
            self.take_back,
            self.change_course,
            self.recertify,
            self.act_on_a_list,
            self.act_on_a_list,
            self.undo,
        ]
        act = self.chance.choice(acts)
        act()
        days = timedelta(days=self.chance.choice([0, 1, 9, 40]))
        self.desk = replace(self.desk, today=self.desk.today + days, now=self.desk.now + days)
        return act.__name__

    def some(self) -> list[str]:
        return self.chance.sample(PEOPLE, self.chance.randint(1, 4))

    def archive(self) -> None:
        importing.people(self.desk, *({"email": one, "archived": self.chance.random() < 0.5} for one in self.some()))

    def completions(self) -> None:
        rows = [
            {"email": one, "course": self.chance.choice(["BLS", "ONLINE"]), "completed_on": self.a_day()}
            for one in self.some()
        ]
        importing.completions(self.desk, *rows)

    def certificates(self) -> None:
        rows = [
            {
                "email": one,
                "course": "BLS",
                "certified_on": self.a_day(),
                "state": self.chance.choice(["issued", "revoked", ""]),
            }
            for one in self.some()
        ]
        importing.certificates(self.desk, *rows)

    def a_day(self) -> date:
        return self.desk.today - timedelta(days=self.chance.choice([0, 0, 3, 200, 500]))

    def issue(self) -> None:
        andrea = replace(self.cast.desk_of(self.cast.andrea), today=self.desk.today, now=self.desk.now)
        held = NewWorkshop(self.desk.today - timedelta(days=self.chance.randint(0, 5)), (self.scene.bls.course_id,), "")
        made = workshops.create(andrea, held, anyway=True)
        self.scene.upload(made, *(f"Lea;{one[:8]};{one}" for one in self.some()))
        chosen = self.scene.active(made)
        if chosen.ids:
            plan = issuing.preview(andrea, made, chosen)
            self.orders.append(issuing.issue(andrea, made, chosen, PAYER, plan.plan.hash).order_id)

    def take_back(self) -> None:
        if self.orders:
            taking_back.take_back(self.cast.desk_of(self.cast.andrea), self.orders.pop())

    def change_course(self) -> None:
        terms = CourseTerms(
            months=self.chance.choice([6, 12, 24]),
            rule=self.chance.choice([ExpiryRule.SAME_DAY, ExpiryRule.END_OF_MONTH]),
            window_days=self.chance.choice([0, 30, 90]),
            grace_days=self.chance.choice([None, 10, 60]),
        )
        family = self.chance.choice(["BLS", "BLS-NEW"])
        courses.save(self.desk, replace(self.scene.course("BLS"), terms=terms, family=family))

    def recertify(self) -> None:
        self.do(Recertify(), self.chance.choice(["due", "in_grace", "lapsed"]))

    def act_on_a_list(self) -> None:
        today = self.desk.today
        actions: list[Action] = [
            Archive(),
            Restore(),
            Assign("BLS"),
            SetDueDate(today + timedelta(days=20)),
            Extend("the school was shut", days=30),
            SetNextCourse("BLS"),
            SetRecertifyDate(today + timedelta(days=self.chance.choice([1, 90]))),
        ]
        self.do(self.chance.choice(actions), self.chance.choice(LISTS))

    def do(self, action: Action, name: str) -> None:
        shown = acting.preview(self.desk, action, on_list(name))
        if any(shown.plan.will.values()):
            self.batches.append(acting.confirm(self.desk, action, on_list(name), shown.hash).batch_id)

    def undo(self) -> None:
        if self.batches:
            batch = self.batches.pop()
            undo.confirm(self.desk, batch, undo.preview(self.desk, batch).hash)


def kept(cast: Cast) -> list[Row]:
    with cast.db.reading() as tx:
        return tx.query(f"SELECT {FACTS} FROM learner WHERE org_id = $org ORDER BY ALL", org=cast.harbour.org_id)


def built(cast: Cast) -> list[Row]:
    with cast.db.reading() as tx:
        learner_facts.touch_everybody(tx, cast.harbour.org_id)
        learner_facts.build(tx, cast.harbour.org_id, learner_facts.ALWAYS)
        return tx.query(f"SELECT {FACTS} FROM built ORDER BY ALL")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_sequence_of_acts_the_kept_facts_are_what_the_records_come_to(cast: Cast, seed: int) -> None:
    walk = Walk(cast, seed)
    done = []
    for _ in range(STEPS):
        done.append(walk.step())
        assert kept(cast) == built(cast), done
    assert len(kept(cast)) > 10
    assert len(set(done)) >= 7


def test_without_the_refresh_the_kept_facts_fall_behind(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = Walk(cast, 1)
    walk.completions()
    monkeypatch.setattr(learner_facts, "refresh", lambda tx, org: None)
    walk.completions()
    assert kept(cast) != built(cast)


def test_a_rehearsed_import_leaves_the_facts_alone(cast: Cast) -> None:
    walk = Walk(cast, 1)
    row = {"email": PEOPLE[0], "course": "BLS", "completed_on": date(2024, 1, 1)}
    before = kept(cast)
    importing.completions(walk.desk, row, dry_run=True)
    assert kept(cast) == before
    importing.completions(walk.desk, row)
    assert len(kept(cast)) == len(before) + 1


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return harbour_scene(cast)


def test_an_order_taken_back_gives_its_people_their_standing_back(scene: Scene) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, "Ana;Silva;ana.silva@example.org")
    before = built(scene.cast)
    order = scene.issue(workshop).order_id
    assert len(kept(scene.cast)) == len(before) + 1
    taking_back.take_back(scene.cast.desk_of(scene.cast.andrea), order)
    assert kept(scene.cast) == before == built(scene.cast)


def test_a_shorter_window_moves_everybody_who_holds_the_course(scene: Scene) -> None:
    olga = scene.cast.desk_of(scene.cast.olga)
    importing.completions(olga, {"email": "ana.silva@example.org", "course": "BLS", "completed_on": date(2025, 9, 1)})
    assert _dates(scene, "ana.silva@example.org") == [(date(2027, 7, 2), None)]
    shorter = replace(scene.bls.terms, window_days=30, grace_days=10)
    courses.save(olga, replace(scene.bls, terms=shorter))
    assert _dates(scene, "ana.silva@example.org") == [(date(2027, 8, 31), date(2027, 10, 10))]


def _dates(scene: Scene, address: str, family: str = "BLS") -> list[Row]:
    with scene.cast.db.reading() as tx:
        return tx.query(
            """
            SELECT recertify_on, grace_until
              FROM learner
             WHERE family = $family
               AND person_id IN (SELECT person_id FROM address WHERE address = $address)
            """,
            family=family,
            address=address,
        )
