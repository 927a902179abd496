"""Invariant 16, for rosters: every line of a file is in exactly one class, and the classes come to the file."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

import pytest

from core.model import AllMatching, CourseId, CourseTerms, Status, WorkshopId
from core.model import Course as CourseOf
from core.services import roster_files, rosters, workshops
from core.services.rosters import RosterRow
from core.services.workshops import NewWorkshop
from core.store import courses
from tests.cast import MEIS_SECOND
from tests.proofs.measure import Prove, share
from tests.services.scenes import HELD, Scene

FILES = share(100)
KNOWN = 12


def town(scene: Scene) -> None:
    """Let a dozen people be known here, with and without the prerequisite, and one archived."""
    for nth in range(KNOWN):
        completed = (HELD, date(2023, 1, 1), None)[nth % 3]
        who = scene.person("Guest", f"Number {nth}", f"guest{nth}@example.org", completed)
        if nth == KNOWN - 1:
            with scene.cast.db.transaction() as tx:
                tx.execute(
                    "INSERT INTO archived_person VALUES ($org, $who, $now)",
                    org=scene.cast.harbour.org_id,
                    who=who,
                    now=scene.cast.now,
                )


def messy(chance: random.Random) -> list[str]:
    """Return the lines of a file as people send them."""
    kinds = (
        lambda: f"Guest;Number;guest{chance.randrange(KNOWN)}@example.org",
        lambda: f"Stranger;{chance.randrange(99)};stranger{chance.randrange(20)}@example.org",
        lambda: f"Mei;Tanaka;{chance.choice((MEIS_SECOND, 'MEI@Clinic.example.com'))}",
        lambda: chance.choice(("No;Address;", "Bad;Address;not an address", ";;nameless@example.org", "Too;Few")),
        lambda: chance.choice(("", ";;", "   ;  ;\t")),
    )
    weights = (5, 3, 1, 2, 1)
    return [make() for make in chance.choices(kinds, weights, k=chance.randint(1, 40))]


def uploaded(scene: Scene, workshop: WorkshopId, lines: list[str]) -> None:
    """Upload a file; fail unless its lines are what was added, stood there already, is a problem, or is blank."""
    desk = scene.cast.desk_of(scene.cast.andrea)
    content = "\n".join(["First name;Last name;E-mail", *lines, "Last;Line;last@example.org"]).encode()
    draft_id = roster_files.keep(desk, workshop, content, "roster.csv")
    draft = roster_files.draft(desk, workshop)
    assert draft
    done = roster_files.apply(desk, workshop, draft_id, anyway=True)
    assert done.added + done.already + done.problems + draft.blank_lines == len(lines) + 1
    assert (draft.people, len(draft.problems)) == (done.added + done.already, done.problems)


def all_rows(scene: Scene, workshop: WorkshopId, status: str | None = None) -> list[RosterRow]:
    """Return every row under a filter, over all pages."""
    desk, found = scene.cast.desk_of(scene.cast.andrea), []
    total, _ = rosters.rows(desk, workshop, AllMatching(status))
    for page in range(1, total // rosters.PAGE + 2):
        found += rosters.rows(desk, workshop, AllMatching(status), page=page)[1]
    assert len(found) == total
    return found


def assert_adds_up(scene: Scene, workshop: WorkshopId, taught: int) -> int:
    """Fail unless every line has one standing in each course and the classes are all of them; return how many."""
    rows = all_rows(scene, workshop)
    view = workshops.show(scene.cast.desk_of(scene.cast.andrea), workshop)
    by_class = {status: all_rows(scene, workshop, status) for status in Status}
    assert sum(len(found) for found in by_class.values()) == len(rows) == view.counts["people"] * taught
    assert {status: len(found) for status, found in by_class.items()} == {
        status: view.counts[status] for status in Status
    }
    cells = Counter((row.standing.participant_id, row.course.course_id) for row in rows)
    assert set(cells.values()) <= {1}
    for row in rows:
        assert row.verdict.reasons
        assert row.verdict.next
        assert row.standing.status == row.verdict.status
        assert not row.verdict.selectable or row.verdict.status is Status.ACTIVE
    return len(rows)


def two_courses(scene: Scene) -> tuple[CourseId, ...]:
    org = scene.cast.harbour.org_id
    with scene.cast.db.transaction() as tx:
        courses.put(tx, org, CourseOf(CourseId(0), org, "AID", "First Aid", "AID", 1, CourseTerms()), scene.cast.now)
        aid = courses.by_code(tx, org, "AID")
    assert aid
    return scene.bls.course_id, aid.course_id


def test_every_line_of_every_file_is_in_one_class(scene: Scene, prove: Prove) -> None:
    chance, seen = random.Random(16), 0
    town(scene)
    taught = two_courses(scene)
    for _ in range(FILES // 2 or 1):
        chosen = taught[: chance.choice((1, 2))]
        workshop = workshops.create(scene.cast.desk_of(scene.cast.andrea), NewWorkshop(HELD, chosen), anyway=True)
        for _ in range(2):
            uploaded(scene, workshop, messy(chance))
        seen += assert_adds_up(scene, workshop, len(chosen))
    prove(
        f"lines of messy files = added + already there + problems + blank; {seen} rows in one class each",
        FILES,
        "files",
    )


def test_a_row_in_two_classes_is_seen(scene: Scene, prove: Prove) -> None:
    workshop = scene.workshop()
    uploaded(scene, workshop, ["Ana;Silva;ana.silva@example.org"])
    with scene.cast.db.transaction() as tx:
        tx.execute("INSERT INTO standing SELECT * FROM standing WHERE status = 'Active'")
    with pytest.raises(AssertionError):
        assert_adds_up(scene, workshop, 1)
    prove("control: a row that stands in the table twice does not add up", 1, "time")
