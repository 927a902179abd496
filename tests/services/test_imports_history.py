"""Completions and certificates come in once, with ends by the course's rule, and confirmed exactly as previewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.errors import NotAllowed, PlanStale
from core.model import Role
from core.services import imports, setup
from core.services.imports import Source
from core.store.imports import staging
from tests.services.importing import NOW, Bodies, Cells, certificates, chunk, completions, counted, people, two_bodies

ANA: Cells = {"email": "ana@example.org", "first_name": "Ana", "last_name": "Silva"}
ANA_BLS: Cells = {**ANA, "course": "BLS-1", "completed_on": date(2025, 2, 10)}
CERTIFIED: Cells = {"email": "ana@example.org", "course": "BLS-1", "certified_on": date(2025, 2, 10)}
FILE = Source("completions", "completions.csv", "a" * 64)
KEPT = "SELECT starts_on, valid_through, because, body_number, state FROM certificate ORDER BY starts_on"


@pytest.fixture
def bodies(tmp_path: Path) -> Iterator[Bodies]:
    with two_bodies(tmp_path) as made:
        yield made


def test_an_unknown_address_of_a_completion_makes_a_new_unverified_person(bodies: Bodies) -> None:
    assert counted(completions(bodies.harbour, ANA_BLS)) == (1, 0, 0, [])
    assert bodies.addresses("ana@example.org") == [("ana@example.org", "primary", False)]
    assert bodies.names("ana@example.org") == ("Ana", "Silva")
    assert bodies.rows("SELECT completed_on, source FROM completion") == [(date(2025, 2, 10), "import")]


def test_the_same_completions_again_change_nothing_by_whatever_address(bodies: Bodies) -> None:
    people(bodies.harbour, {**ANA, "others": ["ana@work.example.org"]})
    twice = {**ANA_BLS, "email": "ana@work.example.org"}
    assert counted(completions(bodies.harbour, ANA_BLS, twice)) == (1, 0, 1, [])
    assert counted(completions(bodies.harbour, ANA_BLS, twice)) == (0, 0, 2, [])


def test_another_day_is_another_completion(bodies: Bodies) -> None:
    completions(bodies.harbour, ANA_BLS)
    later = {**ANA_BLS, "completed_on": date(2026, 2, 10)}
    assert counted(completions(bodies.harbour, ANA_BLS, later)) == (1, 0, 1, [])


def test_an_unknown_course_is_a_problem_that_names_the_nearest_and_makes_nobody(bodies: Bodies) -> None:
    outcome = completions(bodies.harbour, {**ANA_BLS, "course": "BLS1"}, {**ANA_BLS, "email": "ben@example.org"})
    assert counted(outcome) == (1, 0, 0, [(2, "UNKNOWN_COURSE")])
    (problem,) = outcome.problems
    assert (problem.column, problem.value) == ("course", "BLS1")
    assert "BLS-1" in problem.cure
    assert bodies.owner("ana@example.org") is None


def test_a_filled_name_replaces_where_the_person_is_ours_alone(bodies: Bodies) -> None:
    completions(bodies.harbour, ANA_BLS)
    assert counted(completions(bodies.harbour, {**ANA_BLS, "last_name": "Souza"})) == (0, 1, 0, [])
    assert bodies.names("ana@example.org") == ("Ana", "Souza")
    assert counted(completions(bodies.harbour, {**ANA_BLS, "first_name": "", "last_name": ""})) == (0, 0, 1, [])
    assert bodies.names("ana@example.org") == ("Ana", "Souza")


def test_a_completion_of_somebody_known_elsewhere_goes_in_and_the_name_is_proposed(bodies: Bodies) -> None:
    people(bodies.north, ANA)
    assert counted(completions(bodies.harbour, {**ANA_BLS, "last_name": "Souza"})) == (1, 0, 0, [])
    assert bodies.names("ana@example.org") == ("Ana", "Silva")
    assert bodies.rows("SELECT change FROM proposal") == [
        ('{"addresses": [], "first_name": "Ana", "last_name": "Souza"}',)
    ]


def test_a_missing_end_is_computed_by_the_courses_rule(bodies: Bodies) -> None:
    assert counted(certificates(bodies.harbour, CERTIFIED, {**CERTIFIED, "course": "FA"})) == (2, 0, 0, [])
    ends = bodies.rows("SELECT valid_through, because FROM certificate ORDER BY valid_through")
    assert ends == [
        (date(2027, 2, 28), "certified 10 Feb 2025 + 24 months, end of month"),
        (None, "certified 10 Feb 2025, never expires"),
    ]


def test_given_end_number_and_state_are_kept_and_the_same_file_changes_nothing(bodies: Bodies) -> None:
    row = {**CERTIFIED, "valid_through": date(2026, 6, 30), "number": "A-17", "state": "revoked"}
    assert counted(certificates(bodies.harbour, row)) == (1, 0, 0, [])
    assert bodies.rows(KEPT) == [(date(2025, 2, 10), date(2026, 6, 30), "as brought in", "A-17", "revoked")]
    assert counted(certificates(bodies.harbour, row)) == (0, 0, 1, [])
    assert counted(certificates(bodies.harbour, CERTIFIED)) == (0, 0, 1, [])


def test_filled_cells_replace_and_a_revoked_certificate_can_be_lifted(bodies: Bodies) -> None:
    certificates(bodies.harbour, {**CERTIFIED, "state": "revoked"})
    lifted = {**CERTIFIED, "state": "issued", "number": "A-18", "valid_through": date(2026, 1, 31)}
    assert counted(certificates(bodies.harbour, lifted)) == (0, 1, 0, [])
    assert bodies.rows(KEPT) == [(date(2025, 2, 10), date(2026, 1, 31), "as brought in", "A-18", "issued")]
    ((key, ended),) = bodies.rows("SELECT term_key, ended_at FROM certificate")
    assert key.endswith(":2025-02-10")
    assert ended is None


def test_older_overlapping_certificates_come_in_as_history_without_a_problem(bodies: Bodies) -> None:
    older = {**CERTIFIED, "certified_on": date(2024, 6, 1)}
    assert counted(certificates(bodies.harbour, CERTIFIED, older)) == (2, 0, 0, [])
    assert [row[0] for row in bodies.rows(KEPT)] == [date(2024, 6, 1), date(2025, 2, 10)]


def test_numbers_are_ours_random_and_all_different(bodies: Bodies) -> None:
    certificates(bodies.harbour, *({**CERTIFIED, "email": f"p{at}@example.org"} for at in range(300)))
    numbers = [row[0] for row in bodies.rows("SELECT number FROM certificate ORDER BY certificate_id")]
    assert len(set(numbers)) == 300
    assert all(len(number) == 19 and number.replace("-", "").isalnum() for number in numbers)
    assert numbers != sorted(numbers)


def test_the_certificate_of_a_workshop_keeps_its_end_and_number_but_can_be_revoked(bodies: Bodies) -> None:
    certificates(bodies.harbour, CERTIFIED)
    with bodies.db.transaction() as tx:
        tx.execute("UPDATE certificate SET workshop_id = 1")
    longer = {**CERTIFIED, "valid_through": date(2030, 1, 1)}
    assert counted(certificates(bodies.harbour, longer)) == (0, 0, 0, [(2, "ISSUED_HERE")])
    assert counted(certificates(bodies.harbour, {**CERTIFIED, "state": "revoked"})) == (0, 1, 0, [])
    assert bodies.rows("SELECT valid_through, state, term_key, live_key FROM certificate") == [
        (date(2027, 2, 28), "revoked", None, None)
    ]


def test_another_organisations_records_are_not_matched(bodies: Bodies) -> None:
    completions(bodies.harbour, ANA_BLS)
    certificates(bodies.harbour, CERTIFIED)
    assert counted(completions(bodies.north, {**ANA_BLS, "first_name": "", "last_name": ""})) == (1, 0, 0, [])
    assert counted(certificates(bodies.north, CERTIFIED)) == (1, 0, 0, [])


def test_confirming_does_exactly_what_was_previewed_and_twice_does_it_once(bodies: Bodies) -> None:
    chunks = [chunk(staging.COMPLETIONS, [ANA_BLS, {**ANA_BLS, "course": "nonsense"}])]
    shown, plan = imports.preview(bodies.harbour, FILE, chunks)
    assert counted(shown) == (1, 0, 0, [(3, "UNKNOWN_COURSE")])
    assert bodies.rows("SELECT count(*) FROM completion") == [(0,)]
    done = imports.apply(bodies.harbour, FILE, chunks, plan)
    assert counted(done) == counted(shown)
    again = imports.apply(bodies.harbour, FILE, chunks, plan)
    assert (again.already, again.batch_id, again.counts) == (True, done.batch_id, done.counts)
    assert bodies.rows("SELECT count(*) FROM completion") == [(1,)]


def test_a_plan_that_the_records_have_overtaken_is_refused_and_changes_nothing(bodies: Bodies) -> None:
    chunks = [chunk(staging.COMPLETIONS, [ANA_BLS, {**ANA_BLS, "email": "ben@example.org"}])]
    _, plan = imports.preview(bodies.harbour, FILE, chunks)
    completions(bodies.harbour, ANA_BLS)
    with pytest.raises(PlanStale):
        imports.apply(bodies.harbour, FILE, chunks, plan)
    assert bodies.owner("ben@example.org") is None


def test_only_staff_bring_records_in(bodies: Bodies) -> None:
    setup.add_user(bodies.db, "andrea@example.org", "harbour", Role.INSTRUCTOR, "Andrea Steele", NOW)
    andrea = setup.desk_for(bodies.db, "harbour", "andrea@example.org", "", None, NOW)
    with pytest.raises(NotAllowed):
        completions(andrea, ANA_BLS)
    assert bodies.rows("SELECT count(*) FROM completion") == [(0,)]


def test_what_comes_in_counts_for_recertification_at_once(bodies: Bodies) -> None:
    facts = "SELECT family, starts_on, valid_through, archived FROM learner ORDER BY family"
    completions(bodies.harbour, ANA_BLS)
    assert bodies.rows(facts) == [("BLS", date(2025, 2, 10), date(2027, 2, 28), False)]
    certificates(bodies.harbour, {**CERTIFIED, "certified_on": date(2025, 6, 1)})
    assert bodies.rows(facts) == [("BLS", date(2025, 6, 1), date(2027, 6, 30), False)]
    certificates(bodies.harbour, {**CERTIFIED, "certified_on": date(2025, 6, 1), "state": "revoked"})
    assert bodies.rows(facts) == [("BLS", date(2025, 2, 10), date(2027, 2, 28), False)]
    people(bodies.harbour, {**ANA, "archived": True})
    assert bodies.rows(facts) == [("BLS", date(2025, 2, 10), date(2027, 2, 28), True)]
