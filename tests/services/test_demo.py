"""The demo: fictional bodies with something on every screen, and a roster that shows every status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.model import AllMatching, LearnerFilter, Role, WorkshopId
from core.rules.intake import read
from core.services import ceu_courses, demo, learners, roster_files, rosters, setup, sign_in, store_care, workshops
from core.services.credits import classifying, entering, managing
from core.services.credits.managing import CreditFilter
from core.services.desk import Desk
from core.services.rosters import RosterRow
from core.settings import DATA
from core.store.db import Db, open_store

NOW = datetime.fromisoformat("2026-11-24T10:00")
SECRET = b"key"
SAMPLE = DATA / "samples" / "roster-demo.csv"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Db]:
    db = open_store(Path(tmp_path_factory.mktemp("demo")) / "store.duckdb", SECRET)
    demo.fill(db, NOW, SECRET, "http://localhost:8501")
    yield db
    db.close()


def desk_of(db: Db, slug: str, address: str) -> Desk:
    return setup.desk_for(db, slug, address, "", None, NOW, "", SECRET)


def andrea(db: Db) -> Desk:
    return desk_of(db, "harbour", "andrea.steele@harbour.example.org")


@pytest.fixture(scope="module")
def roster(filled: Db) -> list[RosterRow]:
    """The rows that Andrea sees after uploading the sample to her workshop that waits for its roster."""
    desk = andrea(filled)
    _, lines = workshops.list_workshops(desk, state="draft")
    workshop = WorkshopId(lines[0].workshop_id)
    uploaded = roster_files.apply(
        desk, workshop, roster_files.keep(desk, workshop, SAMPLE.read_bytes(), SAMPLE.name), anyway=False
    )
    assert (uploaded.added, uploaded.problems) == (21, 5)
    found = [rosters.rows(desk, workshop, AllMatching(), page=page)[1] for page in (1, 2)]
    return [row for page in found for row in page]


def test_every_role_has_a_persona_and_both_bodies_have_staff(filled: Db) -> None:
    assert sign_in.is_demo(filled)
    found = {(one.name, one.role, one.org_name) for one in sign_in.personas(filled)}
    harbour, northern = "Harbour Rescue Council", "Northern Vet Emergency Board"
    assert {
        ("Olga Berg", Role.STAFF, harbour),
        ("Andrea Steele", Role.INSTRUCTOR, harbour),
        ("Tomás Rivera", Role.INSTRUCTOR, harbour),
        ("Priya Nair", Role.ANALYST, harbour),
        ("Nils Holm", Role.STAFF, northern),
    } <= found


@pytest.mark.parametrize(
    ("slug", "staff"),
    [("harbour", "olga.berg@harbour.example.org"), ("northern", "nils.holm@northern.example.org")],
)
def test_each_body_has_workshops_in_several_states(filled: Db, slug: str, staff: str) -> None:
    _, lines = workshops.list_workshops(desk_of(filled, slug, staff))
    assert {"ordered", "uploaded"} <= {line.state for line in lines}


def test_the_demo_keeps_every_rule_of_the_store(filled: Db) -> None:
    assert [check.say for check in store_care.examine(filled).checks if not check.ok] == []


def test_certificates_were_claimed_and_paid_for(filled: Db) -> None:
    with filled.reading() as tx:
        states = Counter(row[0] for row in tx.query("SELECT state FROM certificate WHERE workshop_id IS NOT NULL"))
        paid = tx.query("SELECT state FROM orders ORDER BY order_id")
    assert states["issued"] >= 5
    assert states["offered"] >= 1
    assert {row[0] for row in paid} == {"paid", "invoiced"}


def test_the_sample_roster_shows_every_status_and_reason(roster: list[RosterRow]) -> None:
    statuses = Counter(row.standing.status for row in roster)
    assert min(statuses["Active"], statuses["Inactive"], statuses["Completed"]) >= 1
    assert {reason.code for row in roster for reason in row.verdict.reasons} >= {
        "NO_PERSON",
        "PERSON_ARCHIVED",
        "REVOKED",
        "CERTIFICATE_VALID",
        "RENEWAL_OPEN",
        "REQUIREMENTS_MET",
        "NO_PREREQUISITE",
        "PREREQUISITE_OLD_VERSION",
        "PREREQUISITE_TOO_OLD",
        "PREREQUISITE_AFTER_WORKSHOP",
    }
    assert {warning.code for row in roster for warning in row.verdict.warnings} >= {
        "NAME_DIFFERS",
        "OLDER_VERSION_HELD",
        "DUPLICATE_IN_FILE",
    }


def test_the_sample_roster_is_as_messy_as_real_ones() -> None:
    content = SAMPLE.read_bytes()
    found = read(content, SAMPLE.name, "roster")
    assert found.detected.delimiter == ";"
    assert found.detected.header_line == 4
    assert {problem.code for problem in found.problems} == {
        "BAD_EMAIL",
        "MISSING_EMAIL",
        "MISSING_NAME",
        "TOO_MANY_CELLS",
    }
    assert any(row.first_name == "Élodie" for row in found.rows)
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_a_store_that_holds_anything_is_refused(filled: Db, tmp_path: Path) -> None:
    with pytest.raises(demo.StoreNotEmpty):
        demo.fill(filled, NOW, SECRET, "")
    db = open_store(tmp_path / "store.duckdb", SECRET)
    setup.init(db, "h", "H", "UTC", "EUR", NOW)
    with pytest.raises(demo.StoreNotEmpty):
        demo.fill(db, NOW, SECRET, "")
    assert not sign_in.is_demo(db)
    db.close()


def test_the_demo_stays_the_same_on_another_day(tmp_path: Path) -> None:
    later = NOW + timedelta(days=400)
    db = open_store(tmp_path / "store.duckdb", SECRET)
    sizes = demo.fill(db, later, SECRET, "")
    assert sizes["person"] == 79
    assert store_care.examine(db).healthy
    db.close()


def test_every_list_of_recertification_has_somebody(filled: Db) -> None:
    found = learners.counts(desk_of(filled, "harbour", "olga.berg@harbour.example.org"), LearnerFilter())
    assert min(found.values()) > 0
    assert (found["overdue"], found["not_started"], found["in_progress"]) == (2, 1, 1)


def test_a_list_of_pairs_waits_with_every_class_and_every_flag(filled: Db) -> None:
    desk = desk_of(filled, "harbour", "olga.berg@harbour.example.org")
    waiting = entering.draft(desk)
    assert waiting
    found = classifying.classify(desk, waiting.draft)
    assert all(found.counts.values())
    assert all(found.flags.values())
    assert sum(found.counts.values()) == found.total == 15


def test_the_credits_of_an_evening_are_answered_in_every_way(filled: Db) -> None:
    desk = desk_of(filled, "harbour", "olga.berg@harbour.example.org")
    counts = managing.counts(desk, CreditFilter())
    assert (counts["accepted"], counts["rejected"], counts["offered"], counts["archived"]) == (3, 1, 1, 2)


def test_every_state_of_a_ceu_course_can_be_seen(filled: Db) -> None:
    desk = desk_of(filled, "harbour", "olga.berg@harbour.example.org")
    shown = ceu_courses.listing(desk)
    assert set(shown.counts) == {"draft", "submitted", "approved", "returned", "denied", "retired"}
