"""A store with Harbour's courses and a crowd of people who may be certified, for proofs that need many rosters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path

from core.model import Chosen, CourseId, CourseTerms, ExpiryRule, Prerequisite, WorkshopId
from core.model import Course as CourseOf
from core.services import issuing, roster_files, rosters, setup, workshops
from core.services.desk import Desk
from core.services.issuing import Issued
from core.services.workshops import NewWorkshop
from core.store import courses
from core.store.courses import FeeRow
from core.store.db import Db, Tx, open_store
from tests.cast import NOW, SECRET, fill
from tests.services.scenes import PAYER

HELD = date(2026, 2, 20)
ANDREA, OLGA = "andrea@harbour.example.org", "olga@harbour.example.org"


def make_crowd(path: Path, people: int) -> None:
    """Make a store: BLS, which wants ONLINE and costs 25.00, and FREE, which wants and costs nothing."""
    db = open_store(path, SECRET)
    with db.transaction() as tx:
        fill(tx)
        _teach(tx)
        _fill_town(tx, people)
    db.close()


def _teach(tx: Tx) -> None:
    org = tx.value("SELECT org_id FROM organisation WHERE slug = 'harbour'")
    end, wants = CourseTerms(months=24, rule=ExpiryRule.END_OF_MONTH, window_days=90), Prerequisite("ONLINE", 1, 24)
    for each in (
        CourseOf(CourseId(0), org, "ONLINE", "BLS Online", "ONLINE", 1, CourseTerms()),
        CourseOf(CourseId(0), org, "BLS", "BLS Rescuer", "BLS", 1, end, requires=(wants,)),
        CourseOf(CourseId(0), org, "FREE", "Open Day", "FREE", 1, CourseTerms()),
    ):
        courses.put(tx, org, each, NOW)
    bls = courses.by_code(tx, org, "BLS")
    assert bls
    courses.put_fee(tx, bls.course_id, FeeRow(2500, 2000, 500, date(2024, 1, 1)), "Olga Berg", NOW)


def _fill_town(tx: Tx, people: int) -> None:
    """Add holders 'Person 0 Town' … of Harbour, each with ONLINE, at person0@town.example.org …"""
    tx.execute(
        """
        CREATE TEMP TABLE town AS
        SELECT nextval('ids') AS person_id, range AS number FROM range($people)
        """,
        people=people,
    )
    tx.execute(
        """
        INSERT INTO person
        SELECT person_id, 'Person' || number, 'Town', 'person' || number || ' town', $now
          FROM town
        """,
        now=NOW,
    )
    tx.execute(
        """
        INSERT INTO address
        SELECT 'person' || number || '@town.example.org', person_id, 'primary', $now, $now
          FROM town
        """,
        now=NOW,
    )
    tx.execute(
        """
        INSERT INTO membership (org_id, person_id, role, made_at)
        SELECT o.org_id, t.person_id, 'holder', $now FROM town AS t JOIN organisation AS o ON o.slug = 'harbour'
        """,
        now=NOW,
    )
    tx.execute(
        """
        INSERT INTO completion (completion_id, org_id, person_id, course_id, completed_on, source, made_at)
        SELECT nextval('ids'), c.org_id, t.person_id, c.course_id, $day, 'online', $now
          FROM town AS t
          JOIN course AS c
            ON c.code = 'ONLINE'
        """,
        day=date(2025, 9, 1),
        now=NOW,
    )


def desk_at(db: Db, address: str, now: datetime = NOW) -> Desk:
    """Return somebody's desk at Harbour."""
    return setup.desk_for(db, "harbour", address, "", None, now, "http://localhost:8501", SECRET)


def roster(desk: Desk, code: str, numbers: range) -> WorkshopId:
    """Create a workshop and put these people of the town on its roster."""
    with desk.db.reading() as tx:
        course = courses.by_code(tx, desk.actor.org_id, code)
    assert course
    workshop = workshops.create(desk, NewWorkshop(HELD, (course.course_id,), "Hamburg"), anyway=True)
    lines = [f"Person{number};Town;person{number}@town.example.org" for number in numbers]
    content = "\n".join(["First name;Last name;E-mail", *lines]).encode()
    roster_files.apply(desk, workshop, roster_files.keep(desk, workshop, content, "roster.csv"), anyway=True)
    return workshop


def tickable(desk: Desk, workshop: WorkshopId) -> list[int]:
    """Return the rows that can be ticked, in order."""
    return sorted(rosters.selectable(desk, workshop, rosters.EVERYBODY))


def ticked(desk: Desk, workshop: WorkshopId, rows: list[int]) -> Callable[[], Issued]:
    """Tick these rows and open the dialog; return the click that confirms exactly what it shows."""
    chosen, plan = previewed(desk, workshop, rows)
    return partial(issuing.issue, desk, workshop, chosen, PAYER, plan.plan.hash)


def previewed(desk: Desk, workshop: WorkshopId, rows: list[int]) -> tuple[Chosen, issuing.IssuePlan]:
    """Tick these rows; return the selection and its plan."""
    chosen = Chosen(frozenset(rows))
    return chosen, issuing.preview(desk, workshop, chosen)
