"""The CASE and the date ranges of the lists stand as the rule says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from core.rules.recertification import Standing, list_of
from core.store import learner_status
from core.store.db import Tx, open_store
from core.store.learner_status import CASE, LISTS, PLACE, RANGES

CASES = 12_000
ON = date(2026, 3, 2)


@pytest.fixture(scope="module")
def tx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tx]:
    db = open_store(Path(tmp_path_factory.mktemp("status")) / "store.duckdb", b"key")
    with db.reading() as open_tx:
        yield open_tx
    db.close()


def _standing(chance: random.Random) -> Standing:
    """Return facts as they are kept; most days lie within three of the day that is asked for."""

    def near() -> date:
        return ON + timedelta(days=chance.choice([-400, -3, -2, -1, 0, 1, 2, 3, 400]))

    opens = near() if chance.random() < 0.85 else None
    ends = max(opens, near()) if opens else None
    grace = max(ends, near()) if ends and chance.random() < 0.7 else None
    is_open = chance.random() < 0.4
    completed = opens is not None or chance.random() < 0.5 or not is_open
    due = near() if is_open else None
    return Standing(
        chance.random() < 0.1, is_open, due, is_open and chance.random() < 0.5, completed, opens, ends, grace
    )


@pytest.fixture(scope="module")
def standings(tx: Tx) -> list[Standing]:
    chance = random.Random(20260302)
    rows = [_standing(chance) for _ in range(CASES)]
    tx.load_rows(
        "facts",
        {
            "nth": (pa.int64(), range(CASES)),
            "archived": (pa.bool_(), [row.archived for row in rows]),
            "assignment_id": (pa.int64(), [at if row.open else None for at, row in enumerate(rows)]),
            "due_on": (pa.date32(), [row.due_on for row in rows]),
            "started": (pa.bool_(), [row.started for row in rows]),
            "recertify_on": (pa.date32(), [row.recertify_on for row in rows]),
            "ends_on": (pa.date32(), [row.ends_on for row in rows]),
            "grace_until": (pa.date32(), [row.grace_until for row in rows]),
        },
    )
    return rows


def _wanted(standings: list[Standing], on: date) -> list[str]:
    return [str(list_of(row, on)) for row in standings]


@pytest.mark.parametrize("days", [-1, 0, 1, 2])
def test_the_case_is_the_rule(tx: Tx, standings: list[Standing], days: int) -> None:
    on = ON + timedelta(days=days)
    found = tx.query(f"SELECT {CASE}, {PLACE} FROM facts ORDER BY nth", on=on)
    wanted = _wanted(standings, on)
    assert [row[0] for row in found] == wanted
    assert [LISTS[row[1]] for row in found] == wanted


@pytest.mark.parametrize("name", LISTS)
def test_the_range_of_a_list_is_the_rule(tx: Tx, standings: list[Standing], name: str) -> None:
    found = {row[0] for row in tx.query(f"SELECT nth FROM facts WHERE {RANGES[name]}", **_on(name))}
    assert found == {at for at, wanted in enumerate(_wanted(standings, ON)) if wanted == name}


def _on(name: str) -> dict[str, date]:
    return {"on": ON} if "$on" in RANGES[name] else {}


def test_every_case_is_on_exactly_one_list(tx: Tx, standings: list[Standing]) -> None:
    ranges = " + ".join(f"CASE WHEN {RANGES[name]} THEN 1 ELSE 0 END" for name in LISTS)
    assert tx.value(f"SELECT count(*) FROM facts WHERE {ranges} <> 1", on=ON) == 0


def test_the_cases_reach_every_list_often(standings: list[Standing]) -> None:
    wanted = _wanted(standings, ON)
    assert all(wanted.count(name) > 150 for name in LISTS)


def test_a_case_with_one_bound_moved_is_told_from_the_rule(tx: Tx, standings: list[Standing]) -> None:
    moved = learner_status.CASE.replace("ends_on >= $on", "ends_on > $on")
    assert moved != learner_status.CASE
    found = [row[0] for row in tx.query(f"SELECT {moved} FROM facts ORDER BY nth", on=ON)]
    assert found != _wanted(standings, ON)
