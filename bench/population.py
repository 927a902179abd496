"""A store with a million people and their histories, made by a few statements; and rosters of some of them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from core.model import Actor, Course, CourseId, CourseTerms, ExpiryRule, OrgId, PersonId, Prerequisite, Role
from core.services.desk import Desk
from core.store import courses, near_signatures, organisations, people
from core.store.courses import FeeRow
from core.store.db import Db, Tx, open_store

SECRET = b"a key for measurements"
PEOPLE = 1_000_000
NOW = datetime.fromisoformat("2026-03-02T09:00")
HELD = date(2026, 2, 20)
ONLINE, ETHICS, BLS, ALS = "ONLINE", "ETHICS", "BLS", "ALS"  # ALS is taught; the others are what it asks for
FIRST = ("Ana", "Ben", "Chloe", "Dmitri", "Eva", "Tomas", "Mei", "Noor", "Soren", "Li")
SHARES = ((20, 80, 60), (0, 20, 15), (80, 100, 17))  # luck from, up to, lines of a hundred: Active, Completed, Inactive


@dataclass(frozen=True, slots=True)
class Town:
    """An open store, its organisation, and the instructor who acts."""

    db: Db
    org: OrgId
    course: CourseId
    instructor: PersonId

    def desk(self) -> Desk:
        """Return the instructor's desk."""
        actor = Actor(self.org, Role.INSTRUCTOR, self.instructor, "Andrea Steele", "andrea@harbour.example.org")
        return Desk(self.db, actor, NOW.date(), NOW)


def reopen(path: Path) -> Town:
    """Open a store that `make` made."""
    db = open_store(path, SECRET)
    with db.reading() as tx:
        org = organisations.by_slug(tx, "harbour")
        instructor = people.by_address(tx, "andrea@harbour.example.org")
        assert org
        assert instructor
        taught = courses.by_code(tx, org.org_id, ALS)
    assert taught
    return Town(db, org.org_id, taught.course_id, instructor)


def make(path: Path, count: int = PEOPLE) -> Town:
    """Make a store of `count` people at a path that does not exist yet."""
    db = open_store(path, SECRET)
    with db.transaction() as tx:
        org = organisations.add(tx, "harbour", "Harbour Rescue Council", "Europe/Berlin", "EUR", NOW).org_id
        instructor = people.add_person(tx, "Andrea", "Steele", "andrea@harbour.example.org", NOW, verified=True)
        people.add_membership(tx, org, instructor, Role.INSTRUCTOR, NOW)
        course = _add_courses(tx, org)
        _add_people(tx, org, count)
        _add_completions(tx, org)
        _add_certificates(tx, org)
    with db.standstill():  # everything lies in the file, as on any morning
        pass
    return Town(db, org, course, instructor)


def _add_courses(tx: Tx, org: OrgId) -> CourseId:
    never = CourseTerms()
    two_years = CourseTerms(months=24, rule=ExpiryRule.END_OF_MONTH, window_days=90)
    asks = (Prerequisite(ONLINE, 1, 24), Prerequisite(ETHICS, 1, None), Prerequisite(BLS, 1, 36))
    for code, terms, requires in (
        (ONLINE, never, ()),
        (ETHICS, never, ()),
        (BLS, two_years, ()),
        (ALS, two_years, asks),
    ):
        courses.put(tx, org, Course(CourseId(0), org, code, code.title(), code, 1, terms, requires=requires), NOW)
    taught = courses.by_code(tx, org, ALS)
    assert taught
    courses.put_fee(tx, taught.course_id, FeeRow(2500, 2000, 500, date(2024, 1, 1)), "Olga Berg", NOW)
    return taught.course_id


def _add_people(tx: Tx, org: OrgId, count: int) -> None:
    """`crowd` stays for the histories: number from 0, and the luck (0 to 99) that decides what a person has done."""
    tx.execute(
        """
        CREATE TEMP TABLE crowd AS
        SELECT nextval('ids') AS person_id, range AS number, (range * 7919) % 100 AS luck,
               $names[1 + range % 10] AS first,
               'Surname' || (range // 10) % 5000 AS last
          FROM range($count)
        """,
        count=count,
        names=list(FIRST),
    )
    tx.execute(
        """
        INSERT INTO person (person_id, first_name, last_name, search_text, made_at)
        SELECT person_id, first, last, lower(first || ' ' || last), $now
          FROM crowd
        """,
        now=NOW,
    )
    tx.execute(
        """
        INSERT INTO address (address, person_id, kind, verified_at, made_at)
        SELECT 'p' || number || '.' || lower(last) || '@company' || number % 300 || '.example.org', person_id,
               'primary', $now, $now
          FROM crowd
        """,
        now=NOW,
    )
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE new_address AS
        SELECT a.address, a.person_id
          FROM address AS a
         WHERE a.person_id IN (SELECT person_id FROM crowd)
    """)
    near_signatures.sign(tx)
    tx.execute(
        """
        INSERT INTO membership (org_id, person_id, role, made_at)
        SELECT $org, person_id, 'holder', $now
          FROM crowd
        """,
        org=org,
        now=NOW,
    )
    tx.execute(
        """
        INSERT INTO archived_person (org_id, person_id, archived_at)
        SELECT $org, person_id, $now
          FROM crowd
         WHERE luck = 99
        """,
        org=org,
        now=NOW,
    )


def _add_completions(tx: Tx, org: OrgId) -> None:
    """Give four of five people all that ALS asks for; the others lack one thing, or did it too long ago."""
    for code, day, who in (
        (ONLINE, "2024-06-01", "luck < 80"),
        (ONLINE, "2022-03-01", "luck BETWEEN 80 AND 89"),
        (ETHICS, "2023-02-01", "luck < 94"),
        (BLS, "2024-01-10", "luck BETWEEN 15 AND 97"),
    ):
        tx.execute(
            f"""
            INSERT INTO completion (completion_id, org_id, person_id, course_id, completed_on, source, made_at)
            SELECT nextval('ids'), $org, person_id, (SELECT course_id FROM course WHERE code = $code),
                   CAST($day AS DATE) + CAST(number % 500 AS INTEGER), 'import', $now
              FROM crowd
             WHERE {who}
             ORDER BY number
            """,
            org=org,
            code=code,
            day=day,
            now=NOW,
        )


def _add_certificates(tx: Tx, org: OrgId) -> None:
    """Give ALS to those of little luck, still valid, and to some who let it lapse; BLS to a quarter."""
    for code, day, who in (
        (ALS, "2025-01-10", "luck < 20"),
        (ALS, "2020-01-10", "luck BETWEEN 20 AND 24"),
        (BLS, "2024-06-10", "luck < 15"),
    ):
        tx.execute(
            f"""
            INSERT INTO certificate (certificate_id, org_id, person_id, course_id, number, state, live_key, term_key,
                                     starts_on, valid_through, because, made_at, issued_at)
            SELECT nextval('ids'), $org, person_id, course_id, code || number, 'issued', NULL,
                   person_id || ':' || course_id || ':' || starts_on, starts_on, starts_on + 730, '', $now, $now
              FROM (SELECT c.person_id, c.number, k.course_id, k.code,
                           CAST($day AS DATE) + CAST(c.number % 300 AS INTEGER) AS starts_on
                      FROM crowd AS c
                     CROSS JOIN course AS k
                     WHERE k.code = $code
                       AND {who}) AS earned
             ORDER BY number
            """,
            org=org,
            code=code,
            day=day,
            now=NOW,
        )


def roster(lines: int, count: int = PEOPLE, seed: int = 20261124) -> bytes:
    """Return a CSV of so many people, picked all over the store; one address in five stands untidily."""
    luck = random.Random(seed)
    picked = [number for low, high, share in SHARES for number in _some(luck, low, high, lines * share // 100, count)]
    picked += range(count, count + lines - len(picked))  # nobody knows these
    luck.shuffle(picked)
    rows = [f"{FIRST[number % 10]},{_last(number)},{_untidy(luck, _address(number))}" for number in picked]
    return "\r\n".join(["First name,Last name,E-mail", *rows, ""]).encode()


def _some(luck: random.Random, low: int, high: int, wanted: int, count: int) -> list[int]:
    """Return the numbers of people whose luck lies between two numbers, each once."""
    each = high - low
    places = luck.sample(range(count // 100 * each), wanted)
    return [place // each * 100 + (low + place % each) * 79 % 100 for place in places]  # 79 undoes the 19 of 7919


def _last(number: int) -> str:
    return f"Surname{number // 10 % 5000}"


def _address(number: int) -> str:
    return f"p{number}.{_last(number).lower()}@company{number % 300}.example.org"


def _untidy(luck: random.Random, address: str) -> str:
    at = luck.randrange(20)
    return (address.upper(), f" {address} ", f"<{address}>", f"{address.title()};")[at] if at < 4 else address
