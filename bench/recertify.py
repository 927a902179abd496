"""Recertification and its undo in bulk, beside the bare INSERT of the same rows into the same keyed table.

The store holds a million people and five families of courses for each of them: five million rows on the lists and
five million assignments that were completed long ago. In one family everybody is due, in another one in ten.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bench.rows import Row, row
from core.model import Actor, AllLearners, Course, CourseId, CourseTerms, OrgId, Role
from core.services.desk import Desk
from core.services.recertification import acting, selection, undo
from core.services.recertification.recertify import Recertify, make_due_dates
from core.store import assignments, courses, organisations
from core.store.actions import picked
from core.store.db import Tx, open_store

PEOPLE = 1_000_000
FAMILIES = ("ALL", "TENTH", "C", "D", "E")
NOW = datetime.fromisoformat("2026-03-02T09:00")
TODAY = NOW.date()
ROUNDS = 3
BATCH = 1


def make(path: Path, people: int) -> Desk:
    """Make the store; return the desk of its owner."""
    db = open_store(path, b"a key for measurements")
    with db.transaction() as tx:
        org = organisations.add(tx, "harbour", "Harbour Rescue Council", "Europe/Berlin", "EUR", NOW).org_id
        terms = CourseTerms(months=12, window_days=60)
        for code in FAMILIES:
            courses.put(tx, org, Course(CourseId(0), org, code, code.title(), code, 1, terms), NOW)
        _people(tx, org, people)
        _histories(tx, org)
    with db.standstill():
        pass
    return Desk(db, Actor(org, Role.OPERATOR, None, "operator", ""), TODAY, NOW)


def _people(tx: Tx, org: OrgId, people: int) -> None:
    tx.execute("CREATE TEMP TABLE crowd AS SELECT nextval('ids') AS person_id, range AS n FROM range($n)", n=people)
    tx.execute(
        """
        INSERT INTO person (person_id, first_name, last_name, search_text, made_at)
        SELECT person_id, 'Ana', 'Surname' || n % 5000, 'ana surname' || n % 5000, $now
          FROM crowd
        """,
        now=NOW,
    )
    tx.execute(
        """
        INSERT INTO address (address, person_id, kind, verified_at, made_at)
        SELECT 'p' || n || '@company' || n % 300 || '.example.org', person_id, 'primary', $now, $now
          FROM crowd
        """,
        now=NOW,
    )


def _histories(tx: Tx, org: OrgId) -> None:
    """Give everybody a completed assignment in every family, and the row on the lists that it comes to."""
    tx.execute(
        """
        CREATE TEMP TABLE history AS
        SELECT c.person_id, k.course_id, k.family,
               CASE
                   WHEN k.code = 'ALL' OR (k.code = 'TENTH' AND c.n % 10 = 0) THEN DATE '2025-03-20'
                   ELSE DATE '2025-09-01'
               END + CAST((c.n * 7919) % 28 AS INTEGER) AS completed_on
          FROM crowd AS c
         CROSS JOIN course AS k
        """
    )
    tx.execute(
        """
        INSERT INTO assignment (assignment_id, org_id, person_id, course_id, state, assigned_on, completed_on,
                                recertify_on, source, made_at)
        SELECT nextval('ids'), $org, person_id, course_id, 'completed', completed_on - 10, completed_on,
               completed_on + 305, 'manual', $now
          FROM history
         ORDER BY completed_on
        """,
        org=org,
        now=NOW,
    )
    tx.execute(
        """
        INSERT INTO learner (learner_id, org_id, person_id, family, course_id, dated_on, starts_on, valid_through,
                             recertify_on, ends_on, by_hand, archived, started)
        SELECT nextval('ids'), $org, person_id, family, course_id, completed_on, completed_on, completed_on + 365,
               completed_on + 305, completed_on + 365, FALSE, FALSE, FALSE
          FROM history
         ORDER BY completed_on
        """,
        org=org,
    )


def _seconds(desk: Desk, wanted: AllLearners, work: Callable[[Tx], object]) -> float:
    """Return what `work` takes with its commit, given the plan; then put the store back."""
    with desk.db.transaction() as tx:
        _pick(desk, tx, wanted)
        began = time.perf_counter()
        work(tx)
    took = time.perf_counter() - began
    with desk.db.transaction() as tx:
        tx.execute("DELETE FROM assignment WHERE batch_id = 1")
        tx.execute("DELETE FROM open_assignment")
        tx.execute("UPDATE learner SET assignment_id = NULL, due_on = NULL WHERE assignment_id IS NOT NULL")
    return took


def _pick(desk: Desk, tx: Tx, wanted: AllLearners) -> None:
    picked.matching(tx, desk.actor.org_id, desk.today, wanted)
    make_due_dates(desk, tx)
    assignments.plan_recertifying(tx, desk.today)


def _bare(tx: Tx) -> None:
    """The floor: the very rows into the very table, its keys included, and nothing else."""
    tx.execute(
        """
        INSERT INTO assignment (assignment_id, org_id, person_id, course_id, state, assigned_on, due_on, source,
                                batch_id, made_at)
        SELECT nextval('ids'), 1, person_id, new_course_id, 'assigned', $on, new_on, 'manual', 1,
               $now
          FROM planned
         WHERE code IS NULL
         ORDER BY person_id, family
        """,
        on=TODAY,
        now=NOW,
    )


def measure(people: int = PEOPLE) -> list[Row]:
    """Return floor, ours and their ratio for a tenth of the people and for all of them."""
    with tempfile.TemporaryDirectory() as folder:
        desk = make(Path(folder) / "store.duckdb", people)
        found = [line for family in ("TENTH", "ALL") for line in _measured(desk, family)]
        desk.db.close()
        return found


def _measured(desk: Desk, family: str) -> list[Row]:
    wanted = selection.on_list("due", family)
    floors, rows, wholes, undos = [], [], [], []
    many = 0
    for _ in range(ROUNDS):
        floors.append(_seconds(desk, wanted, _bare))
        rows.append(_seconds(desk, wanted, lambda tx: assignments.assign(tx, desk.actor.org_id, TODAY, BATCH, NOW)))
        began = time.perf_counter()
        shown = acting.preview(desk, Recertify(), wanted)
        previewed = time.perf_counter()
        done = acting.confirm(desk, Recertify(), wanted, shown.hash)
        wholes.append((previewed - began, time.perf_counter() - previewed))
        many = done.counts["assignments"]
        plan = undo.preview(desk, done.batch_id).hash
        began = time.perf_counter()
        taken = undo.confirm(desk, done.batch_id, plan)
        undos.append(time.perf_counter() - began)
        assert taken.counts["reversed"] == many
    floor = min(floors)
    return [
        row(f"recertify {many:,}: assignments and lists", floor, min(rows), 1.8, "s"),
        row(f"recertify {many:,}: confirmed, with mails and audit", floor, min(one for _, one in wholes), 4.0, "s"),
        row(f"recertify {many:,}: the preview", None, min(one for one, _ in wholes), None, "s"),
        row(f"undo {many:,}", floor, min(undos), 4.0, "s"),
    ]


def main() -> None:
    """Print the rows as a table, or as JSON with --json; a number makes the store smaller."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    rows = measure(*numbers)
    if "--json" in sys.argv:
        print(json.dumps(rows))
        return
    print("| what | floor | ours | ratio | goal | unit |\n| --- | --: | --: | --: | --: | --- |")
    for each in rows:
        print("| " + " | ".join(str(each[key]) for key in ("name", "floor", "ours", "ratio", "goal", "unit")) + " |")


if __name__ == "__main__":
    main()
