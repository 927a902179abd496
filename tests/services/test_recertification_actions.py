"""Each action on the lists: whom it changes, whom it leaves out and why, and that undoing leaves all as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from core.errors import NotAllowed, NotFound, NotPrintable, PlanStale, ReasonNeeded
from core.model import PlanHash
from core.services import courses
from core.services.recertification import acting, undo
from core.services.recertification.acting import Action, Done
from core.services.recertification.align import Align, simulate
from core.services.recertification.archive import Archive, Restore
from core.services.recertification.assign import Assign
from core.services.recertification.due_dates import SetDueDate
from core.services.recertification.extend import Extend
from core.services.recertification.next_course import SetNextCourse
from core.services.recertification.recertification_dates import SetRecertifyDate
from core.services.recertification.recertify import Recertify
from core.services.recertification.refusals import CourseRetired, DayTooEarly, UnfitExtension
from core.services.recertification.selection import on_list
from core.store.courses import FeeRow
from tests.cast import Cast
from tests.services.renewing import TODAY, Renewal, named, renewal

LAST_YEAR = date(2025, 3, 20)  # valid through 20 March 2026, due from 19 January
MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 30)
LISTS = "SELECT person_id, family, course_id, starts_on, valid_through, recertify_on, ends_on, grace_until, by_hand, "
FACTS = f"{LISTS} archived, assignment_id, due_on, started, next_course_id FROM learner ORDER BY learner_id"


@pytest.fixture
def scene(cast: Cast) -> Renewal:
    return renewal(cast)


def take_back(scene: Renewal, done: Done) -> Done:
    shown = undo.preview(scene.olga, done.batch_id)
    taken = undo.confirm(scene.olga, done.batch_id, shown.hash)
    assert dict(taken.counts) == dict(shown.plan.will)
    assert undo.confirm(scene.olga, done.batch_id, shown.hash).already
    scene.facts_are_kept()
    return taken


ACTIONS: dict[str, Callable[[], Action]] = {
    "due date": lambda: SetDueDate(MAY, remind=True),
    "recertification date": lambda: SetRecertifyDate(MAY),
    "align": lambda: Align(MAY),
    "next course": lambda: SetNextCourse("BLS-2"),
    "assign": lambda: Assign("BLS-2"),
    "extend": lambda: Extend("Courses were cancelled", to=JUNE),
    "archive": lambda: Archive(),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_done_once_and_undone_leaves_every_list_as_it_was(scene: Renewal, name: str) -> None:
    ana, ben = scene.person("Ana Silva", LAST_YEAR), scene.person("Ben Roth", LAST_YEAR)
    if name == "due date":
        scene.do(Recertify())
    before, action = scene.rows(FACTS), ACTIONS[name]()
    shown = scene.preview(action, named(ana, ben))
    assert scene.rows(FACTS) == before
    done = scene.do(action, named(ana, ben))
    assert scene.rows(FACTS) != before
    scene.facts_are_kept()
    again = acting.confirm(scene.olga, action, named(ana, ben), shown.hash)
    assert (again.batch_id, again.already) == (done.batch_id, True)
    assert dict(take_back(scene, done).counts) == {"reversed": 2, "kept": 0, "impossible": 0}
    assert scene.rows(FACTS) == before
    once_more = scene.do(action, named(ana, ben))
    assert (once_more.batch_id > done.batch_id, once_more.already) == (True, False)


@pytest.mark.parametrize("name", ACTIONS)
def test_only_staff_of_the_organisation_act(scene: Renewal, name: str) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)
    nils = scene.cast.desk_of(scene.cast.nils)
    for who in (scene.cast.andrea, scene.cast.ravi, scene.cast.mei):
        with pytest.raises(NotAllowed):
            acting.confirm(scene.cast.desk_of(who), ACTIONS[name](), named(ana), PlanHash("f" * 64))
    shown = scene.preview(ACTIONS[name](), named(ana), nils)
    assert set(shown.plan.will.values()) == {0}
    assert [row.code for row in shown.plan.refused] == ["NOT_FOUND"]


@pytest.mark.parametrize("name", [name for name in ACTIONS if name != "due date"])
def test_a_plan_that_was_overtaken_is_refused_and_changes_nothing(scene: Renewal, name: str) -> None:
    ana, ben = scene.person("Ana Silva", LAST_YEAR), scene.person("Ben Roth", LAST_YEAR)
    shown = scene.preview(ACTIONS[name](), named(ana, ben))
    scene.archive(ben)
    before = scene.rows(FACTS)
    with pytest.raises(PlanStale):
        acting.confirm(scene.olga, ACTIONS[name](), named(ana, ben), shown.hash)
    assert scene.rows(FACTS) == before


def test_a_due_date_moves_and_tells_only_where_something_is_open(scene: Renewal) -> None:
    ana, ben = scene.person("Ana Silva", LAST_YEAR), scene.person("Ben Roth", LAST_YEAR)
    scene.do(Recertify(), named(ana))
    done = scene.do(SetDueDate(MAY, remind=True), named(ana, ben))
    assert dict(done.counts) == {"dates": 1, "mails": 1}
    assert [(row.code, row.say) for row in done.refused] == [
        ("NOTHING_OPEN", "Ben Roth has nothing open in BLS 1. Recertify first; the due date comes with it.")
    ]
    assert scene.rows("SELECT state, due_on FROM assignment") == [("assigned", MAY)]
    assert scene.rows("SELECT count(*) FROM outbox WHERE kind = 'due_changed' AND state = 'held'") == [(1,)]
    assert [row.code for row in scene.preview(SetDueDate(MAY), named(ana)).plan.refused] == ["UNCHANGED"]


def test_a_due_date_that_is_past_is_refused(scene: Renewal) -> None:
    scene.person("Ana Silva", LAST_YEAR)
    with pytest.raises(DayTooEarly):
        scene.preview(SetDueDate(TODAY - timedelta(1)), on_list("not_started"))


def test_undoing_a_due_date_tells_whoever_was_told_and_keeps_one_that_was_changed_since(scene: Renewal) -> None:
    ana, ben = scene.person("Ana Silva", LAST_YEAR), scene.person("Ben Roth", LAST_YEAR)
    first = scene.do(Recertify())
    moved = scene.do(SetDueDate(MAY, remind=True), named(ana, ben))
    scene.do(SetDueDate(JUNE), named(ben))
    with scene.cast.db.transaction() as tx:
        tx.execute("UPDATE outbox SET state = 'sent' WHERE kind = 'due_changed'")
    taken = take_back(scene, moved)
    assert dict(taken.counts) == {"reversed": 1, "kept": 1, "impossible": 1}
    assert [row.code for row in taken.refused] == ["MAIL_SENT", "DATE_CHANGED"]
    assert scene.rows("SELECT person_id, due_on FROM assignment ORDER BY 1") == [(ana, date(2026, 4, 1)), (ben, JUNE)]
    assert scene.rows("SELECT to_name FROM outbox WHERE kind = 'due_changed' AND state = 'queued'") == [("Ana Silva",)]
    assert dict(take_back(scene, first).counts) == {"reversed": 1, "kept": 1, "impossible": 0}


def test_a_recertification_date_before_the_completion_or_beside_an_open_assignment_is_refused(scene: Renewal) -> None:
    ana, ben, cleo = (
        scene.person("Ana Silva", LAST_YEAR),
        scene.person("Ben Roth", LAST_YEAR),
        scene.person("Cleo Marsh"),
    )
    scene.do(Recertify(), named(ben))
    early = SetRecertifyDate(LAST_YEAR - timedelta(1))
    assert [(row.code) for row in scene.preview(early, named(ana, ben, cleo)).plan.refused] == [
        "BEFORE_COMPLETION",
        "OPEN_ASSIGNMENT",
        "NOTHING_COMPLETED",
    ]
    assert dict(scene.do(SetRecertifyDate(LAST_YEAR), named(ana)).counts) == {"dates": 1, "by_hand": 0}
    assert scene.rows("SELECT recertify_on, by_hand FROM learner WHERE person_id = $who", who=ana) == [
        (LAST_YEAR, True)
    ]


def test_a_date_can_be_set_by_hand_for_what_never_expires(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR, "FA")
    scene.do(SetRecertifyDate(TODAY), named(ana))
    assert scene.do(Recertify()).counts["assignments"] == 1


def test_a_date_set_by_hand_is_listed_before_it_is_replaced_and_stands_again_after_undo(scene: Renewal) -> None:
    ana, ben = scene.person("Ana Silva", LAST_YEAR), scene.person("Ben Roth", LAST_YEAR)
    by_hand = scene.do(SetRecertifyDate(MAY), named(ana))
    shown = scene.preview(Align(JUNE), named(ana, ben))
    assert [(row.name, row.old_on, row.new_on) for row in shown.by_hand] == [("Ana Silva", MAY, JUNE)]
    assert shown.plan.will == {"dates": 2, "by_hand": 1, "earlier": 0, "later": 2}
    aligned = scene.do(Align(JUNE), named(ana, ben))
    assert undo.preview(scene.olga, by_hand.batch_id).plan.will == {"reversed": 0, "kept": 1, "impossible": 0}
    take_back(scene, aligned)
    assert scene.rows("SELECT recertify_on, by_hand FROM learner ORDER BY person_id") == [
        (MAY, True),
        (date(2026, 1, 19), False),
    ]
    assert scene.rows("SELECT count(*) FROM manual_date WHERE ended_at IS NULL") == [(1,)]


def test_a_completion_leaves_a_date_set_by_hand_behind(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)
    by_hand = scene.do(SetRecertifyDate(JUNE), named(ana))
    scene.complete(ana, TODAY)
    assert scene.rows("SELECT recertify_on, by_hand FROM learner") == [(date(2027, 1, 1), False)]
    taken = undo.preview(scene.olga, by_hand.batch_id)
    assert [row.code for row in taken.plan.refused] == ["RENEWED"]


def test_aligning_is_simulated_with_who_moves_the_longest_gap_and_the_fees(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)  # due 19 January 2026
    ben = scene.person("Ben Roth", date(2025, 12, 1))  # due 2 October 2026
    fee = FeeRow(2500, 2000, 500, date(2024, 1, 1))
    courses.set_fee(scene.olga, "BLS-1", fee)
    may, late = simulate(scene.olga, named(ana, ben), [MAY, date(2027, 1, 1)])
    assert (may.dates, may.earlier, may.later, may.cost_minor, may.currency) == (2, 1, 1, 2000, "EUR")
    assert may.longest_gap == (MAY - LAST_YEAR).days
    assert (late.earlier, late.later, late.cost_minor) == (0, 2, 0)
    (bounded,) = simulate(scene.olga, named(ana, ben), [MAY], longest_gap=400)
    assert (bounded.dates, bounded.left_out, bounded.longest_gap) == (1, 1, (MAY - date(2025, 12, 1)).days)
    assert [row.code for row in scene.preview(Align(MAY, 400), named(ana, ben)).plan.refused] == ["GAP_TOO_LONG"]
    assert scene.rows("SELECT count(*) FROM manual_date") == [(0,)]


def test_the_next_course_is_a_version_of_the_family_and_can_be_cleared(scene: Renewal) -> None:
    ana, ben = scene.person("Ana Silva", LAST_YEAR), scene.person("Ben Roth", LAST_YEAR, "FA")
    done = scene.do(SetNextCourse("BLS-2"), named(ana, ben))
    assert dict(done.counts) == {"people": 1, "by_hand": 0}
    assert [row.code for row in done.refused] == ["OTHER_FAMILY"]
    cleared = scene.do(SetNextCourse(None), named(ana))
    assert dict(cleared.counts) == {"people": 1, "by_hand": 1}
    assert dict(undo.preview(scene.olga, done.batch_id).plan.will) == {"reversed": 0, "kept": 1, "impossible": 0}
    take_back(scene, cleared)
    assert scene.rows("SELECT next_course_id FROM learner WHERE person_id = $who", who=ana) == [
        (scene.course("BLS-2").course_id,)
    ]
    courses.set_retired(scene.olga, "BLS-2", True)
    with pytest.raises(CourseRetired):
        scene.preview(SetNextCourse("BLS-2"), named(ana))
    with pytest.raises(NotFound):
        scene.preview(SetNextCourse("BLS-9"), named(ana))


def test_a_sibling_assigned_now_takes_the_place_of_what_is_open_and_undo_opens_that_again(scene: Renewal) -> None:
    ana, ben = scene.person("Ana Silva", LAST_YEAR), scene.person("Ben Roth", date(2025, 12, 1))
    scene.do(Recertify(), named(ana))
    before = scene.rows(FACTS)
    done = scene.do(Assign("BLS-2"), named(ana, ben))
    assert dict(done.counts) == {"assignments": 2, "replaced": 1, "mails": 2, "by_hand": 0}
    assert scene.rows("""
        SELECT a.person_id, c.code, a.state, a.assignment_id IN (SELECT assignment_id FROM open_assignment)
          FROM assignment AS a
          JOIN course AS c ON c.course_id = a.course_id
         ORDER BY a.assignment_id
    """) == [(ana, "BLS-1", "replaced", False), (ana, "BLS-2", "assigned", True), (ben, "BLS-2", "assigned", True)]
    assert scene.rows("SELECT state FROM outbox ORDER BY mail_id") == [("cancelled",), ("held",), ("held",)]
    scene.facts_are_kept()
    assert [row.code for row in scene.preview(Assign("BLS-2"), named(ana)).plan.refused] == ["ALREADY_ASSIGNED"]
    assert [row.code for row in scene.preview(Assign("BLS-1"), named(ana)).plan.refused] == ["OLDER_VERSION"]
    take_back(scene, done)
    assert scene.rows(FACTS) == before


def test_somebody_who_never_took_a_course_can_be_assigned_it(scene: Renewal) -> None:
    ana = scene.person("Ana Silva")
    done = scene.do(Assign("BLS-1"), named(ana, course="BLS-1"))
    assert scene.rows("SELECT person_id, family, due_on FROM learner") == [(ana, "BLS", date(2026, 4, 1))]
    scene.facts_are_kept()
    take_back(scene, done)
    assert scene.rows("SELECT count(*) FROM learner") == [(0,)]


def test_an_older_version_that_was_open_without_a_completion_is_open_again_after_undo(scene: Renewal) -> None:
    ana = scene.person("Ana Silva")
    scene.do(Assign("BLS-1"), named(ana, course="BLS-1"))
    before = scene.rows(FACTS)
    take_back(scene, scene.do(Assign("BLS-2"), named(ana, course="BLS-1")))
    assert scene.rows(FACTS) == before
    assert scene.rows(
        "SELECT state, assignment_id NOT IN (SELECT assignment_id FROM open_assignment) FROM assignment ORDER BY 2"
    ) == [
        ("assigned", False),
        ("unassigned", True),
    ]


def test_an_extension_moves_the_end_and_the_window_but_not_the_base_of_the_next_term(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)
    scene.do(Extend("Courses were cancelled", days=31), named(ana))
    extended = LAST_YEAR.replace(year=2026) + timedelta(31)
    assert scene.rows("SELECT valid_through, recertify_on, grace_until FROM learner") == [
        (extended, extended - timedelta(60), extended + timedelta(30))
    ]
    again = scene.do(Extend("Again", to=JUNE), named(ana))
    assert scene.rows("SELECT reason, extended_to FROM extension WHERE ended_at IS NULL") == [("Again", JUNE)]
    take_back(scene, again)
    assert scene.rows("SELECT reason, extended_to FROM extension WHERE ended_at IS NULL") == [
        ("Courses were cancelled", extended)
    ]
    assert scene.rows("SELECT valid_through FROM learner") == [(extended,)]


def test_what_cannot_be_extended_is_refused_with_why(scene: Renewal) -> None:
    ana, ben, cleo = (
        scene.person("Ana Silva", LAST_YEAR),
        scene.person("Ben Roth", LAST_YEAR, "FA"),
        scene.person("Cleo Marsh"),
    )
    shown = scene.preview(Extend("x", to=LAST_YEAR), named(ana, ben, cleo))
    assert sorted(row.code for row in shown.plan.refused) == ["NEVER_ENDS", "NOTHING_COMPLETED", "NOT_LATER"]
    with pytest.raises(ReasonNeeded):
        scene.preview(Extend(" ", to=JUNE), named(ana))
    with pytest.raises(NotPrintable):
        scene.preview(Extend("\U0001f600", to=JUNE), named(ana))
    for unfit in (Extend("x"), Extend("x", to=JUNE, days=3), Extend("x", days=0), Extend("x", days=99_999)):
        with pytest.raises(UnfitExtension):
            scene.preview(unfit, named(ana))


def test_an_extension_keeps_a_date_set_by_hand_and_says_so(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)
    scene.do(SetRecertifyDate(MAY), named(ana))
    shown = scene.preview(Extend("x", to=JUNE), named(ana))
    assert [row.name for row in shown.by_hand] == ["Ana Silva"]
    scene.do(Extend("x", to=JUNE), named(ana))
    assert scene.rows("SELECT valid_through, recertify_on, ends_on, by_hand FROM learner") == [(JUNE, MAY, JUNE, True)]


def test_an_extension_of_people_who_renewed_since_is_history(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)
    done = scene.do(Extend("x", to=JUNE), named(ana))
    scene.complete(ana, TODAY)
    assert dict(take_back(scene, done).counts) == {"reversed": 0, "kept": 1, "impossible": 0}


def test_archived_people_stand_on_that_list_only_until_they_are_restored(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)
    scene.complete(ana, LAST_YEAR, "FA")
    archived = scene.do(Archive(), named(ana))
    assert dict(archived.counts) == {"people": 1}
    assert scene.rows("SELECT DISTINCT archived FROM learner") == [(True,)]
    assert [row.code for row in scene.preview(Archive(), named(ana)).plan.refused] == ["ARCHIVED"]
    restored = scene.do(Restore(), on_list("archived"))
    assert scene.rows("SELECT DISTINCT archived FROM learner") == [(False,)]
    assert [row.code for row in scene.preview(Restore(), named(ana)).plan.refused] == ["NOT_ARCHIVED"]
    assert [row.code for row in undo.preview(scene.olga, archived.batch_id).plan.refused] == ["RESTORED"]
    take_back(scene, restored)
    assert scene.rows("SELECT count(*) FROM archived_person") == [(1,)]
