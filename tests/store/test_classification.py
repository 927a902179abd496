"""Eligibility in SQL against the pure rule: the same answer for every person, course and day."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from core.model import (
    CertificateState,
    Course,
    CourseId,
    CourseTerms,
    Done,
    ExpiryRule,
    Held,
    Known,
    OrgId,
    PersonId,
    Prerequisite,
)
from core.rules.eligibility import decide
from core.rules.verdict import Finding
from core.services.standing_words import parsed_grounds, parsed_warnings
from core.store import classification, courses
from core.store.db import Db, Tx, open_store

NOW = datetime(2026, 1, 1)
ORG = OrgId(900_000_001)
FIRST_DAY = date(2020, 1, 1)
PEOPLE = 2500
FAMILIES = ("BLS", "ALS", "ONLINE")


def course(number: int, family: str, version: int, window: int, *requires: Prerequisite) -> Course:
    terms = CourseTerms(months=24, rule=ExpiryRule.SAME_DAY, window_days=window)
    return Course(CourseId(number), ORG, f"{family}-{version}", family, family, version, terms, requires=requires)


COURSES = [
    course(900_000_101, "ONLINE", 1, 0),
    course(900_000_102, "ONLINE", 2, 0),
    course(900_000_103, "BLS", 1, 60, Prerequisite("ONLINE", 2, 24)),
    course(900_000_104, "BLS", 2, 90, Prerequisite("ONLINE", 1, None)),
    course(900_000_105, "ALS", 1, 900, Prerequisite("BLS", 1, 30), Prerequisite("ONLINE", 2, 12)),
]


def some_day(luck: random.Random) -> date:
    return FIRST_DAY + timedelta(days=luck.randrange(0, 2600))


def somebody(luck: random.Random, number: int) -> Known:
    completions = tuple(
        Done(each.family, each.version, some_day(luck))
        for each in luck.choices(COURSES, k=luck.choice([0, 1, 1, 2, 4]))
    )
    certificates = tuple(_held(luck) for _ in range(luck.choice([0, 0, 1, 1, 2, 3])))
    return Known(PersonId(number), "Ana", f"Person{number}", luck.random() < 0.05, completions, certificates)


def _held(luck: random.Random) -> Held:
    each = luck.choice(COURSES)
    start = some_day(luck)
    end = None if luck.random() < 0.1 else start + timedelta(days=luck.choice([365, 730, 731, 60]))
    return Held(each.family, each.version, start, end, luck.choice(list(CertificateState)))


@pytest.fixture(scope="module")
def population() -> list[Known]:
    luck = random.Random(20261124)
    return [somebody(luck, 800_000_000 + number) for number in range(PEOPLE)]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, population: list[Known]) -> Db:
    path: Path = tmp_path_factory.mktemp("classification") / "store.duckdb"
    db = open_store(path, b"key")
    with db.transaction() as tx:
        for each in COURSES:
            put(tx, each)
        load(tx, population)
    return db


def put(tx: Tx, each: Course) -> None:
    courses.put(tx, ORG, each, NOW)
    tx.execute("UPDATE course SET course_id = $new WHERE code = $code", new=each.course_id, code=each.code)
    tx.execute("DELETE FROM prerequisite")
    for owner in COURSES:
        for needed in owner.requires:
            tx.execute(
                "INSERT INTO prerequisite VALUES ($course, $family, $version, $age)",
                course=owner.course_id,
                family=needed.family,
                version=needed.min_version,
                age=needed.max_age_months,
            )


def load(tx: Tx, population: list[Known]) -> None:
    ids = [person.person_id for person in population]
    tx.load_rows("p", {"person_id": (pa.int64(), ids), "last": (pa.string(), [each.last_name for each in population])})
    tx.execute("INSERT INTO person SELECT person_id, 'Ana', last, 'ana ' || lower(last), TIMESTAMP '2026-01-01' FROM p")
    tx.execute("""
        INSERT INTO address
        SELECT 'p' || person_id || '@example.org', person_id, 'primary', NULL, TIMESTAMP '2026-01-01'
          FROM p
    """)
    tx.execute(
        """
        INSERT INTO membership
        SELECT $org, person_id, 'holder', TIMESTAMP '2026-01-01', NULL
          FROM p
        """,
        org=ORG,
    )
    number_of = {(each.family, each.version): each.course_id for each in COURSES}
    done = [(who.person_id, number_of[d.family, d.version], d.on) for who in population for d in who.completions]
    tx.load_rows(
        "d",
        {
            "person_id": (pa.int64(), [row[0] for row in done]),
            "course_id": (pa.int64(), [row[1] for row in done]),
            "day": (pa.date32(), [row[2] for row in done]),
        },
    )
    tx.execute(
        """
        INSERT INTO completion (completion_id, org_id, person_id, course_id, completed_on, source, made_at)
        SELECT nextval('ids'), $org, person_id, course_id, day, 'import', TIMESTAMP '2026-01-01'
          FROM d
        """,
        org=ORG,
    )
    load_certificates(tx, population, number_of)
    for person in population:
        if person.archived:
            tx.execute("INSERT INTO archived_person VALUES ($org, $who, $now)", org=ORG, who=person.person_id, now=NOW)


def load_certificates(tx: Tx, population: list[Known], number_of: dict[tuple[str, int], CourseId]) -> None:
    held = [(who.person_id, each) for who in population for each in who.certificates]
    tx.load_rows(
        "c",
        {
            "person_id": (pa.int64(), [row[0] for row in held]),
            "course_id": (pa.int64(), [number_of[row[1].family, row[1].version] for row in held]),
            "state": (pa.string(), [str(row[1].state) for row in held]),
            "start": (pa.date32(), [row[1].starts_on for row in held]),
            "through": (pa.date32(), [row[1].valid_through for row in held]),
        },
    )
    tx.execute(
        """
        INSERT INTO certificate (certificate_id, org_id, person_id, course_id, number, state, starts_on, valid_through,
                                 because, made_at)
        SELECT nextval('ids'), $org, person_id, course_id, 'N' || row_number() OVER (), state, start, through, '',
               TIMESTAMP '2026-01-01'
          FROM c
        """,
        org=ORG,
    )


def in_bulk(db: Db, population: list[Known], on: date) -> dict[tuple[int, int], Finding]:
    with db.reading() as tx:
        ids = [each.person_id for each in population]
        tx.load_rows(
            "roster",
            {
                "participant_id": (pa.int64(), ids),
                "line": (pa.int32(), list(range(len(ids)))),
                "address": (pa.string(), [f"p{number}@example.org" for number in ids]),
                "name_key": (pa.string(), [""] * len(ids)),
            },
        )
        tx.load_rows(
            "wanted",
            {
                "course_id": (pa.int64(), [each.course_id for each in COURSES]),
                "position": (pa.int32(), list(range(len(COURSES)))),
            },
        )
        tx.load_rows("overridden", {"participant_id": (pa.int64(), []), "course_id": (pa.int64(), [])})
        classification.classify(tx, ORG, on, retakes=False)
        rows = tx.query("SELECT participant_id, course_id, status, kind, reasons, warnings FROM classified")
    return {
        (row[0], row[1]): Finding(
            row[2], row[3], parsed_grounds(row[4]), "OLDER_VERSION_HELD" in parsed_warnings(row[5])
        )
        for row in rows
    }


def in_order(finding: Finding) -> tuple[object, ...]:
    grounds = sorted(finding.grounds, key=lambda ground: (ground.requires or "", str(ground.code)))
    return (str(finding.status), str(finding.kind), tuple(grounds), finding.older_version_held)


@pytest.mark.parametrize("on", [date(2021, 2, 28), date(2023, 6, 30), date(2024, 2, 29), date(2026, 1, 31)])
def test_a_roster_in_sql_stands_as_each_person_stands_by_the_rule(
    filled: Db, population: list[Known], on: date
) -> None:
    bulk = in_bulk(filled, population, on)
    different = [
        (person, each.code, in_order(decide(each, on, person)), in_order(bulk[person.person_id, each.course_id]))
        for person in population
        for each in COURSES
        if in_order(decide(each, on, person)) != in_order(bulk[person.person_id, each.course_id])
    ]
    assert different == []


def test_the_comparison_sees_every_status_and_every_reason(filled: Db, population: list[Known]) -> None:
    seen = {
        (str(finding.status), str(ground.code))
        for on in (date(2021, 2, 28), date(2024, 2, 29))
        for finding in in_bulk(filled, population, on).values()
        for ground in finding.grounds
    }
    assert {code for _, code in seen} >= {
        "PERSON_ARCHIVED",
        "REVOKED",
        "CERTIFICATE_VALID",
        "CERTIFICATE_BEGINS_LATER",
        "NO_PREREQUISITE",
        "PREREQUISITE_OLD_VERSION",
        "PREREQUISITE_TOO_OLD",
        "PREREQUISITE_AFTER_WORKSHOP",
        "REQUIREMENTS_MET",
        "RENEWAL_OPEN",
    }
