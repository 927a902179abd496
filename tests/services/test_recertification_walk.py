"""Whatever staff do in whatever order, the lists are what the records come to, and previews tell the truth."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from core.model import PersonId
from core.services.recertification import undo
from core.services.recertification.acting import Action
from core.services.recertification.align import Align
from core.services.recertification.archive import Archive, Restore
from core.services.recertification.assign import Assign
from core.services.recertification.due_dates import SetDueDate
from core.services.recertification.extend import Extend
from core.services.recertification.next_course import SetNextCourse
from core.services.recertification.recertification_dates import SetRecertifyDate
from core.services.recertification.recertify import Recertify
from core.services.recertification.refusals import AlreadyUndone
from core.store import fulfilment, learner_facts, own_assignment
from tests.cast import Cast
from tests.services.renewing import TODAY, Renewal, named, renewal

STEPS = 30
PEOPLE = ("Ana Silva", "Ben Roth", "Cleo Marsh", "Dora Weiss")


def some_action(luck: random.Random) -> Action:
    """Return one of the actions, with what it asks for picked at random."""
    ahead, code = TODAY + timedelta(luck.randrange(1, 300)), luck.choice(["BLS-1", "BLS-2"])
    made: tuple[Callable[[], Action], ...] = (
        Recertify,
        lambda: SetDueDate(ahead, remind=luck.random() < 0.5),
        lambda: SetRecertifyDate(ahead - timedelta(200)),
        lambda: Align(ahead, luck.choice([None, 500])),
        lambda: SetNextCourse(luck.choice([code, None])),
        lambda: Assign(code),
        lambda: Extend("Courses were cancelled", days=luck.randrange(1, 90)),
        Archive,
        Restore,
    )
    return luck.choice(made)()


def live_a_little(scene: Renewal, luck: random.Random, who: PersonId) -> None:
    """Let somebody begin or finish what is open, or complete something elsewhere."""
    with scene.cast.db.transaction() as tx:
        found = tx.query(
            "SELECT assignment_id FROM learner WHERE person_id = $who AND assignment_id IS NOT NULL", who=who
        )
        one = own_assignment.find(tx, found[0][0]) if found else None
        if one and luck.random() < 0.6:
            own_assignment.start(tx, one, TODAY)
        elif one:
            own_assignment.finish(tx, one, TODAY, scene.cast.now)
    if not found:
        scene.complete(who, TODAY - timedelta(luck.randrange(500)), luck.choice(["BLS-1", "BLS-2", "FA"]))
        with scene.cast.db.transaction() as tx:
            learner_facts.touch(tx, [who])
            fulfilment.settle(tx, scene.org)


@pytest.mark.parametrize("seed", range(6))
def test_any_walk_through_the_actions_keeps_every_rule(cast: Cast, seed: int) -> None:
    luck, scene = random.Random(seed), renewal(cast)
    people = [scene.person(name, date(2025, 3, 20) + timedelta(9 * at)) for at, name in enumerate(PEOPLE)]
    batches: list[int] = []
    for _ in range(STEPS):
        scene.cast.now += timedelta(seconds=1)
        some = luck.sample(people, luck.randrange(1, len(people) + 1))
        choice = luck.random()
        if choice < 0.55:
            batches.append(scene.do(some_action(luck), named(*some, course=luck.choice([None, "BLS-1"]))).batch_id)
        elif choice < 0.8 and batches:
            take_back(scene, luck.choice(batches))
        else:
            live_a_little(scene, luck, some[0])
        scene.facts_are_kept()


def take_back(scene: Renewal, batch: int) -> None:
    """Undo a batch, or find it undone; what the preview says is what is done, and the counts cover every row."""
    try:
        shown = undo.preview(scene.olga, batch)
    except AlreadyUndone:
        return
    done = undo.confirm(scene.olga, batch, shown.hash)
    assert dict(done.counts) == dict(shown.plan.will)
    assert list(done.refused) == list(shown.plan.refused)
