"""Undo takes back what nobody has touched, keeps the rest and says why, and corrects mails that left."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.errors import NotAllowed, NotFound, PlanStale
from core.model import PlanHash
from core.services.recertification import acting, undo
from core.services.recertification.acting import Done
from core.services.recertification.recertify import Recertify
from core.services.recertification.refusals import AlreadyUndone, NotUndoable
from tests.cast import Cast
from tests.services.renewing import DUE, TODAY, Renewal, renewal

LAST_YEAR = date(2025, 3, 20)


@pytest.fixture
def scene(cast: Cast) -> Renewal:
    made = renewal(cast)
    for name in ("Ana Silva", "Ben Roth", "Cleo Marsh"):
        made.person(name, LAST_YEAR)
    return made


def undone(scene: Renewal, batch: int) -> Done:
    shown = undo.preview(scene.olga, batch)
    done = undo.confirm(scene.olga, batch, shown.hash)
    assert dict(done.counts) == dict(shown.plan.will)
    return done


def test_undoing_at_once_leaves_everything_as_it_was(scene: Renewal) -> None:
    before = scene.rows("SELECT * FROM learner ORDER BY learner_id")
    done = scene.do(Recertify())
    taken_back = undone(scene, done.batch_id)
    assert dict(taken_back.counts) == {"reversed": 3, "kept": 0, "impossible": 0}
    assert scene.rows("SELECT * FROM learner ORDER BY learner_id") == before
    assert scene.rows("SELECT DISTINCT state FROM assignment") == [("unassigned",)]
    assert scene.rows("SELECT count(*) FROM open_assignment") == [(0,)]
    assert scene.rows("SELECT DISTINCT state FROM outbox") == [("cancelled",)]
    assert scene.rows("SELECT kind, state FROM batch ORDER BY batch_id") == [("recertify", "undone"), ("undo", "done")]
    scene.facts_are_kept()


def test_what_was_touched_since_is_kept_and_said_and_only_the_rest_is_taken_back(scene: Renewal) -> None:
    done = scene.do(Recertify())
    begin(scene, "Ana")
    shown = undo.preview(scene.olga, done.batch_id)
    assert shown.plan.will == {"reversed": 2, "kept": 1, "impossible": 0}
    assert [(row.who, row.code, row.say) for row in shown.plan.refused] == [
        ("ana.silva@example.org", "STARTED", "Ana Silva has begun BLS.")
    ]
    undo.confirm(scene.olga, done.batch_id, shown.hash)
    assert scene.rows("SELECT state, count(*) FROM assignment GROUP BY 1 ORDER BY 1") == [
        ("in_progress", 1),
        ("unassigned", 2),
    ]
    assert scene.rows("SELECT state FROM outbox WHERE to_name = 'Ana Silva'") == [("held",)]
    scene.facts_are_kept()


def begin(scene: Renewal, first_name: str) -> None:
    with scene.cast.db.transaction() as tx:
        tx.execute(
            """
            UPDATE assignment
               SET state = 'in_progress',
                   started_on = $today
             WHERE person_id IN (SELECT person_id FROM person WHERE first_name = $name)
            """,
            today=TODAY,
            name=first_name,
        )
        tx.execute(
            """
            UPDATE learner
               SET started = TRUE
             WHERE person_id IN (SELECT person_id FROM person WHERE first_name = $name)
            """,
            name=first_name,
        )


def test_a_mail_that_has_left_is_corrected_by_a_mail(scene: Renewal) -> None:
    done = scene.do(Recertify())
    with scene.cast.db.transaction() as tx:
        tx.execute("UPDATE outbox SET state = 'sent', sent_at = $now WHERE to_name = 'Ben Roth'", now=scene.cast.now)
    taken_back = undone(scene, done.batch_id)
    assert dict(taken_back.counts) == {"reversed": 3, "kept": 0, "impossible": 1}
    assert [(row.code, row.say) for row in taken_back.refused] == [
        ("MAIL_SENT", "The mail to Ben Roth left on 2 Mar 2026 and cannot be called back; a correction is sent.")
    ]
    assert scene.rows("SELECT to_name, state FROM outbox WHERE kind = 'assignment_withdrawn'") == [
        ("Ben Roth", "queued")
    ]
    assert scene.rows("SELECT state, count(*) FROM outbox WHERE kind = 'assigned' GROUP BY 1 ORDER BY 1") == [
        ("cancelled", 2),
        ("sent", 1),
    ]


def test_undoing_twice_returns_the_first_undo_and_changes_nothing(scene: Renewal) -> None:
    done = scene.do(Recertify())
    shown = undo.preview(scene.olga, done.batch_id)
    first = undo.confirm(scene.olga, done.batch_id, shown.hash)
    again = undo.confirm(scene.olga, done.batch_id, shown.hash)
    assert (again.batch_id, dict(again.counts), again.already) == (first.batch_id, dict(first.counts), True)
    assert scene.rows("SELECT count(*) FROM audit WHERE action = 'batch.undone'") == [(1,)]
    with pytest.raises(AlreadyUndone):
        undo.preview(scene.olga, done.batch_id)
    with pytest.raises(AlreadyUndone):
        undo.confirm(scene.olga, done.batch_id, PlanHash("f" * 64))


def test_what_was_undone_can_be_done_again_as_another_batch(scene: Renewal) -> None:
    first = scene.do(Recertify())
    undone(scene, first.batch_id)
    second = scene.do(Recertify())
    assert not second.already
    assert second.batch_id != first.batch_id
    undone(scene, second.batch_id)
    third = scene.do(Recertify())
    assert len({first.batch_id, second.batch_id, third.batch_id}) == 3
    assert scene.rows("SELECT state, count(*) FROM assignment GROUP BY 1 ORDER BY 1") == [
        ("assigned", 3),
        ("unassigned", 6),
    ]
    scene.facts_are_kept()


def test_an_undo_that_the_records_have_overtaken_is_refused_and_keeps_all(scene: Renewal) -> None:
    done = scene.do(Recertify())
    shown = undo.preview(scene.olga, done.batch_id)
    begin(scene, "Cleo")
    with pytest.raises(PlanStale):
        undo.confirm(scene.olga, done.batch_id, shown.hash)
    assert scene.rows("SELECT count(*) FROM assignment WHERE state = 'unassigned'") == [(0,)]


def test_an_undo_and_a_batch_of_another_kind_or_organisation_stay(scene: Renewal) -> None:
    done = scene.do(Recertify())
    nils = scene.cast.desk_of(scene.cast.nils)
    with pytest.raises(NotFound):
        undo.preview(nils, done.batch_id)
    with pytest.raises(NotFound):
        undo.confirm(nils, done.batch_id, PlanHash("f" * 64))
    taken_back = undone(scene, done.batch_id)
    with pytest.raises(NotUndoable):
        undo.preview(scene.olga, taken_back.batch_id)


def test_only_staff_undo(scene: Renewal) -> None:
    done = scene.do(Recertify())
    for who in (scene.cast.andrea, scene.cast.ravi, scene.cast.mei):
        with pytest.raises(NotAllowed):
            undo.preview(scene.cast.desk_of(who), done.batch_id)
        with pytest.raises(NotAllowed):
            undo.confirm(scene.cast.desk_of(who), done.batch_id, PlanHash("f" * 64))


def test_a_mail_still_held_leaves_when_nothing_is_undone(scene: Renewal) -> None:
    """The control: without an undo the very same mails are released after their hold."""
    scene.do(Recertify())
    from core.store import outbox

    with scene.cast.db.transaction() as tx:
        assert outbox.release_due(tx, scene.cast.now + timedelta(minutes=14)) == 0
        assert outbox.release_due(tx, scene.cast.now + timedelta(minutes=15)) == 3
    assert acting.preview(scene.olga, Recertify(), DUE).plan.will["assignments"] == 0
