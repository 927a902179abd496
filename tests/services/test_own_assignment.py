"""A learner's own page: begun and done by the link in the mail, with the dates that follow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.errors import LinkDead
from core.model import PersonId
from core.rules import tokens
from core.services import own_assignment
from core.services.recertification.recertify import Recertify
from tests.cast import SECRET, Cast
from tests.services.renewing import Renewal, named, renewal


def assigned(cast: Cast) -> tuple[Renewal, PersonId, str]:
    """Assign BLS-1 to Ana, who was due; return the token that her mail carries."""
    scene = renewal(cast)
    ana = scene.person("Ana Silva", date(2025, 4, 20))
    scene.do(Recertify(), named(ana))
    ((assignment,),) = scene.rows("SELECT assignment_id FROM assignment")
    return scene, ana, tokens.keyed(SECRET, own_assignment.PURPOSE, assignment)


def look(cast: Cast, token: str) -> own_assignment.AssignmentPage:
    return own_assignment.page(cast.db, SECRET, token, cast.now)


def test_an_assignment_is_begun_and_completed_and_falls_due_again_a_year_later(cast: Cast) -> None:
    scene, _, token = assigned(cast)
    assert (look(cast, token).state, look(cast, token).assignment.due_on) == ("assigned", date(2026, 4, 1))
    assert own_assignment.start(cast.db, SECRET, token, cast.now)
    assert look(cast, token).state == "in_progress"
    cast.now += timedelta(days=3)
    assert own_assignment.finish(cast.db, SECRET, token, cast.now)
    done = look(cast, token)
    assert (done.state, done.assignment.due_on) == ("completed", None)
    assert done.assignment.valid_through == date(2027, 3, 5)
    assert done.assignment.recertify_on == date(2027, 1, 4)
    kept = scene.rows("SELECT due_on, was_due_on, started_on, completed_on, recertify_on FROM assignment")
    assert kept == [(None, date(2026, 4, 1), date(2026, 3, 2), date(2026, 3, 5), date(2027, 1, 4))]
    scene.facts_are_kept()


def test_pressing_twice_begins_and_completes_once(cast: Cast) -> None:
    scene, _, token = assigned(cast)
    assert [own_assignment.start(cast.db, SECRET, token, cast.now) for _ in range(2)] == [True, False]
    assert [own_assignment.finish(cast.db, SECRET, token, cast.now) for _ in range(2)] == [True, False]
    assert not own_assignment.start(cast.db, SECRET, token, cast.now)
    assert scene.rows("SELECT count(*) FROM completion") == [(2,)]
    assert scene.rows("SELECT action FROM audit WHERE subject LIKE 'assignment:%' ORDER BY seq") == [
        ("assignment.started",),
        ("assignment.completed",),
    ]


def test_a_completion_that_was_imported_for_that_day_is_not_doubled(cast: Cast) -> None:
    scene, ana, token = assigned(cast)
    scene.complete(ana, date(2026, 3, 2))
    own_assignment.finish(cast.db, SECRET, token, cast.now)
    assert scene.rows("SELECT count(*) FROM completion") == [(2,)]


def test_a_late_assignment_is_overdue_and_can_still_be_completed(cast: Cast) -> None:
    _, _, token = assigned(cast)
    cast.now += timedelta(days=31)
    assert look(cast, token).state == "overdue"
    assert own_assignment.finish(cast.db, SECRET, token, cast.now)
    assert look(cast, token).state == "completed"


@pytest.mark.parametrize("forged", ["", "1", "1-", "-x", "9-{mac}", "{key}-{mac}x", "٣-{mac}", "9" * 30 + "-{mac}"])
def test_a_link_that_was_guessed_opens_nothing(cast: Cast, forged: str) -> None:
    _, _, token = assigned(cast)
    key, _, mac = token.partition("-")
    with pytest.raises(LinkDead):
        look(cast, forged.format(key=key, mac=mac))
    with pytest.raises(LinkDead):
        look(cast, tokens.keyed(SECRET, "claim", int(key)))
    with pytest.raises(LinkDead):
        look(cast, tokens.keyed(b"another secret", own_assignment.PURPOSE, int(key)))


def test_an_assignment_that_was_taken_back_can_no_longer_be_begun(cast: Cast) -> None:
    scene, _, token = assigned(cast)
    with cast.db.transaction() as tx:
        tx.execute("UPDATE assignment SET state = 'unassigned'")
    assert look(cast, token).state == "over"
    with pytest.raises(own_assignment.AssignmentOver):
        own_assignment.start(cast.db, SECRET, token, cast.now)
    assert scene.rows("SELECT state FROM assignment") == [("unassigned",)]


def test_the_calendar_file_holds_the_due_date_while_there_is_one(cast: Cast) -> None:
    _, _, token = assigned(cast)
    waiting = own_assignment.calendar(cast.db, SECRET, token, cast.now, "http://localhost/assignment/x")
    assert b"DTSTART;VALUE=DATE:20260401" in waiting
    own_assignment.finish(cast.db, SECRET, token, cast.now)
    assert b"VEVENT" not in own_assignment.calendar(cast.db, SECRET, token, cast.now, "")
