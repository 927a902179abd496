"""The doctor's lists keep up with the schema, and each rule finds what breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.store import checks, orphans
from core.store.db import Tx, open_store

# Keys of a table's own rows, keys of other systems, a link whose target hangs on its purpose, and rows of a
# screen, which an order line outlives.
NOT_REFERENCES = {
    ("attempt", "gateway_id"),
    ("ceu_instruction", "instruction_id"),
    ("ceu_step", "step_id"),
    ("credit_step", "step_id"),
    ("external_id", "external_id"),
    ("order_line", "standing_id"),
    ("outbox", "mail_id"),
    ("personal_link", "link_id"),
    ("personal_link", "subject_id"),
    ("sign_in_link", "link_id"),
}


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    db = open_store(tmp_path / "store.duckdb", b"key")
    with db.reading() as open_tx:  # rolled back at the end: harm stays in the test
        yield open_tx
    db.close()


def test_every_key_column_is_checked_or_known_to_be_none(tx: Tx) -> None:
    columns = tx.query("""
        SELECT table_name, column_name
          FROM information_schema.columns
         WHERE table_schema = 'main'
           AND column_name LIKE '%\\_id' ESCAPE '\\'
    """)
    checked = {(table, column) for table, column, _ in orphans.references(tx)}
    own = {(table, orphans.key_of(table)) for table, _ in columns}
    assert set(columns) - checked - own - NOT_REFERENCES == set()


def test_an_empty_store_breaks_no_rule(tx: Tx) -> None:
    assert checks.broken(tx) == []
    assert orphans.orphans(tx) == []


CERTIFICATE = """
    INSERT INTO certificate (certificate_id, org_id, person_id, course_id, workshop_id, number, state, term_key,
                             starts_on, because, made_at)
    VALUES ({key}, 1, 1, 1, {workshop}, '{key}', '{state}', {term}, DATE '2026-01-{day}', '', TIMESTAMP '2026-01-01')
"""
ASSIGNMENT = """
    INSERT INTO assignment (assignment_id, org_id, person_id, course_id, state, assigned_on, due_on, recertify_on,
                            source, made_at)
    VALUES ({key}, 1, 1, 1, '{state}', DATE '2026-01-01', {due}, {recertify}, 'manual', TIMESTAMP '2026-01-01')
"""
ORDER = """
    INSERT INTO orders (order_id, org_id, workshop_id, plan_hash, state, currency, total_minor, steps, ordered_on,
                        release_at, made_by, made_at, told_at)
    VALUES (1, 1, 1, 'h', '{state}', 'EUR', {total}, '[]', DATE '2026-01-01', TIMESTAMP '2026-01-01', 'Olga',
            TIMESTAMP '2026-01-01', {told})
"""
CREDIT = """
    INSERT INTO credit (credit_id, org_id, ceu_course_id, address, person_id, hours_hundredths, attended_on, state,
                        posted_as, note, lead_id, made_by, made_at)
    VALUES ({key}, 1, 1, 'a@example.org', {person}, 100, DATE '2026-01-01', '{state}', 'c', '', {key}, 'Olga',
            TIMESTAMP '2026-01-01')
"""
CREDIT_KEY = "INSERT INTO live_credit (live_key, credit_id) VALUES ('1:{whose}', {key})"
OFFERED = [CREDIT.format(key=1, person=1, state="offered"), CREDIT_KEY.format(whose="p1", key=1)]
ARCHIVED = [CREDIT.format(key=1, person="NULL", state="archived"), CREDIT_KEY.format(whose="a@example.org", key=1)]
INVITATION = """
    INSERT INTO invitation (invitation_id, org_id, address, asks, state, reminders, credit_id, made_at)
    VALUES (nextval('ids'), 1, 'a@example.org', 'account', 'open', 0, 1, TIMESTAMP '2026-01-01')
"""
CEU_COURSE = """
    INSERT INTO ceu_course (ceu_course_id, org_id, ceulid, ceulid_key, title, hours_hundredths, state, made_at)
    VALUES (1, 2, 'CEU-1', 'ceu-1', 'Airways', 100, 'approved', TIMESTAMP '2026-01-01')
"""
LEARNER = """
    INSERT INTO learner (learner_id, org_id, person_id, family, by_hand, archived, started)
    VALUES (nextval('ids'), 1, 1, 'A', FALSE, FALSE, FALSE)
"""
BY_HAND = """
    INSERT INTO manual_date (org_id, person_id, family, starts_on, recertify_on, made_at)
    VALUES (1, 1, 'A', DATE '2026-01-01', DATE '2027-01-01', TIMESTAMP '2026-01-01')
"""
EXTENSION = """
    INSERT INTO extension (org_id, person_id, family, starts_on, extended_to, reason, made_at)
    VALUES (1, 1, 'A', DATE '2026-01-01', DATE '2027-01-01', 'shut', TIMESTAMP '2026-01-01')
"""
NEXT_COURSE = """
    INSERT INTO next_course (org_id, person_id, family, course_id, made_at)
    VALUES (1, 1, 'A', 1, TIMESTAMP '2026-01-01')
"""
COURSE = """
    INSERT INTO course (course_id, org_id, code, title, family, version, rule, min_active_months, anchor, window_days,
                        automatic, claim_step, made_at)
    VALUES (1, 1, 'A', 'A', 'A', 1, 'same_day', 0, 'completion', 0, FALSE, TRUE, TIMESTAMP '2026-01-01')
"""


@pytest.mark.parametrize(
    ("rule", "harm"),
    [
        (
            "certificate of a course from a workshop",
            [
                CERTIFICATE.format(key=1, workshop=7, state="issued", term="'a'", day="01"),
                CERTIFICATE.format(key=2, workshop=7, state="offered", term="'b'", day="02"),
            ],
        ),
        (
            "certificate of a course for a term",
            [
                CERTIFICATE.format(key=1, workshop=7, state="issued", term="'a'", day="01"),
                CERTIFICATE.format(key=2, workshop=8, state="issued", term="'b'", day="01"),
            ],
        ),
        ("key of a term", [CERTIFICATE.format(key=1, workshop=7, state="revoked", term="'a'", day="01")]),
        ("key of a term", [CERTIFICATE.format(key=1, workshop=7, state="issued", term="NULL", day="01")]),
        (
            "one primary address",
            [
                "INSERT INTO address VALUES ('a@example.org', 1, 'primary', NULL, TIMESTAMP '2026-01-01')",
                "INSERT INTO address VALUES ('b@example.org', 1, 'primary', NULL, TIMESTAMP '2026-01-01')",
            ],
        ),
        (
            "a role is held once",
            ["INSERT INTO membership SELECT 1, 1, 'staff', TIMESTAMP '2026-01-01', NULL FROM range(2)"],
        ),
        (
            "one unit of an organisation",
            ["INSERT INTO person_unit SELECT 1, 1, 'Wards', '', '', TIMESTAMP '2026-01-01' FROM range(2)"],
        ),
        ("number for a person", ["INSERT INTO external_id VALUES (1, '7', 1), (1, '7', 2)"]),
        ("total of an order", [ORDER.format(state="open", total=2500, told="NULL")]),
        ("told of orders", [ORDER.format(state="open", total=0, told="TIMESTAMP '2026-01-01'")]),
        (
            "one open assignment",
            [
                COURSE,
                *(
                    ASSIGNMENT.format(key=key, state="assigned", due="DATE '2026-02-01'", recertify="NULL")
                    for key in (1, 2)
                ),
            ],
        ),
        ("due date", [ASSIGNMENT.format(key=1, state="assigned", due="NULL", recertify="NULL")]),
        ("due date", [ASSIGNMENT.format(key=1, state="completed", due="DATE '2026-02-01'", recertify="NULL")]),
        ("stands once", [LEARNER, LEARNER]),
        ("its place among what is open", ["INSERT INTO open_assignment (learner_id, assignment_id) VALUES (1, 1)"]),
        ("set by hand", [BY_HAND, BY_HAND]),
        ("one extension", [EXTENSION, EXTENSION]),
        ("one next course", [NEXT_COURSE, NEXT_COURSE]),
        (
            "CEU course to answer",
            [*OFFERED, CREDIT.format(key=2, person=1, state="offered"), CREDIT_KEY.format(whose="p1:x", key=2)],
        ),
        (
            "archived credit of a CEU",
            [
                *ARCHIVED,
                CREDIT.format(key=2, person="NULL", state="archived"),
                CREDIT_KEY.format(whose="a@example.org:x", key=2),
            ],
        ),
        ("live credit has its key", OFFERED[:1]),
        ("live credit has its key", OFFERED[1:]),
        ("live credit has its key", [OFFERED[0], CREDIT_KEY.format(whose="p2", key=1)]),
        ("somebody's, an archived one", [OFFERED[0].replace("offered", "archived"), OFFERED[1]]),
        ("organisation that posted it", [CEU_COURSE, *OFFERED]),
        (
            "takes the place of one",
            [
                *OFFERED,
                CREDIT.format(key=2, person=1, state="rejected"),
                "UPDATE credit SET former_id = 1 WHERE credit_id = 2",
            ],
        ),
        ("one open invitation", [INVITATION, INVITATION]),
    ],
)
def test_each_rule_finds_what_breaks_it(tx: Tx, rule: str, harm: list[str]) -> None:
    for sql in harm:
        tx.execute(sql)
    ((found, count),) = checks.broken(tx)
    assert rule in found
    assert count == 1


def test_a_row_that_points_at_nothing_is_found(tx: Tx) -> None:
    tx.execute("INSERT INTO membership VALUES (1, 4711, 'staff', TIMESTAMP '2026-01-01', NULL)")
    assert orphans.orphans(tx) == [("membership", "org_id", 1), ("membership", "person_id", 1)]
