"""The kept facts of recertification are what the histories come to, on every day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.rules.recertification import LearnerList, list_of
from core.store import learner_facts
from core.store.db import open_store
from tests.store.learner_model import Facts
from tests.store.learner_town import Town

DAYS = [date(2020, 1, 1) + timedelta(days=117 * at) for at in range(24)] + [date(2024, 2, 29), date(2026, 3, 2)]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    db = open_store(Path(tmp_path_factory.mktemp("facts")) / "store.duckdb", b"key")
    with db.reading() as tx:
        yield Town(tx)
    db.close()


def _differing(found: dict[tuple[int, str], Facts], wanted: dict[tuple[int, str], Facts]) -> list[object]:
    keys = [key for key in found.keys() | wanted.keys() if found.get(key) != wanted.get(key)]
    return [(key, found.get(key), wanted.get(key)) for key in sorted(keys)[:3]]


def test_the_kept_facts_are_what_all_histories_come_to(town: Town) -> None:
    for org in town.orgs:
        assert _differing(town.kept(org), town.expected(org, learner_facts.ALWAYS)) == []


def test_on_any_day_the_facts_are_as_the_records_stood_then(town: Town) -> None:
    org = town.orgs[0]
    for on in DAYS:
        source = learner_facts.source_for(town.tx, org, on)
        assert _differing(town.kept(org, source), town.expected(org, on)) == [], on


def test_the_kept_facts_alone_would_be_wrong_on_a_past_day(town: Town) -> None:
    org = town.orgs[0]
    assert _differing(town.kept(org), town.expected(org, date(2023, 6, 1)))


def test_days_after_everything_are_answered_from_the_kept_facts(town: Town) -> None:
    assert learner_facts.source_for(town.tx, town.orgs[0], date(2031, 1, 1)) == "learner"
    assert learner_facts.source_for(town.tx, town.orgs[0], date(2024, 1, 1)) != "learner"


def test_a_past_day_shows_rows_under_the_keys_that_they_have_today(town: Town) -> None:
    org = town.orgs[0]
    source = learner_facts.source_for(town.tx, org, date(2024, 1, 1))
    today = dict(town.tx.query("SELECT person_id || family, learner_id FROM learner WHERE org_id = $org", org=org))
    then = town.tx.query(f"SELECT person_id || family, learner_id FROM {source} WHERE org_id = $org", org=org)
    assert {key for _, key in then if key > 0} <= set(today.values())
    assert all(today.get(name, key) == key for name, key in then if key > 0)
    assert len({key for _, key in then}) == len(then)


def test_making_the_facts_afresh_keeps_every_key(town: Town) -> None:
    org = town.orgs[0]
    before = town.tx.query("SELECT learner_id, person_id, family FROM learner ORDER BY learner_id")
    learner_facts.keep(town.tx, org, range(100_500, 100_900))
    learner_facts.touch_everybody(town.tx, org)
    learner_facts.refresh(town.tx, org)
    assert town.tx.query("SELECT learner_id, person_id, family FROM learner ORDER BY learner_id") == before


def test_the_histories_reach_every_list_and_every_hard_case(town: Town) -> None:
    org = town.orgs[0]
    days = [date(2022, 1, 1), date(2024, 1, 1), date(2025, 1, 1), date(2027, 1, 1)]
    wanted = [(on, one) for on in days for one in town.expected(org, on).values()]
    found = [list_of(one.standing(), on) for on, one in wanted]
    for name in LearnerList:
        assert found.count(name) > 30, name
    assert sum(one.by_hand for _, one in wanted) > 50
    assert sum(one.ends_on == date.max for _, one in wanted) > 50
    extended = [history for history in town.histories[org].values() if history.extended]
    assert len(extended) > 200


def test_facts_hold_what_the_lists_rely_on(town: Town) -> None:
    for org in town.orgs:
        for key, one in town.kept(org).items():
            assert (one.due_on is None) == (one.assignment_id is None), key
            assert (one.recertify_on is None) == (one.ends_on is None), key
            assert one.recertify_on is None or one.ends_on is None or one.recertify_on <= one.ends_on, key
            assert one.grace_until is None or (one.ends_on is not None and one.ends_on <= one.grace_until), key
