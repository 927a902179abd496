"""Terms in SQL stand as the date engine says, day for day and word for word."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from core.model import AnchorRule, CourseTerms, ExpiryRule, Term
from core.rules.dates import term
from core.store import term_sql
from core.store.db import Tx, open_store

CASES = 12_000
KINDS = {
    "key": pa.int64(),
    "completed": pa.date32(),
    "called": pa.string(),
    "months": pa.int32(),
    "rule": pa.string(),
    "fixed_day": pa.string(),
    "min_active_months": pa.int32(),
    "anchor": pa.string(),
    "window_days": pa.int32(),
    "previous_end": pa.date32(),
    "extended_to": pa.date32(),
    "assigned": pa.date32(),
}


@pytest.fixture(scope="module")
def tx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tx]:
    db = open_store(Path(tmp_path_factory.mktemp("terms")) / "store.duckdb", b"key")
    with db.reading() as open_tx:
        yield open_tx
    db.close()


def _day(chance: random.Random) -> date:
    # Month ends and leap days are where calendars differ: half of all days are near one.
    day = date(chance.randint(1996, 2040), chance.randint(1, 12), 1) + timedelta(days=chance.randint(-2, 1))
    return day if chance.random() < 0.5 else date(2000, 1, 1) + timedelta(days=chance.randint(0, 14_000))


def _case(key: int, chance: random.Random) -> dict[str, Any]:
    previous = _day(chance) if chance.random() < 0.6 else None
    completed = _day(chance)
    if previous and chance.random() < 0.7:
        completed = previous + timedelta(days=chance.randint(-120, 5))
    return {
        "key": key,
        "completed": completed,
        "called": chance.choice(["completed", "workshop", "certified"]),
        "months": chance.choice([None, 1, 6, 12, 24, 36, 48, 120, 1200]),
        "rule": str(chance.choice(list(ExpiryRule))),
        "fixed_day": chance.choice(["12-31", "02-29", "01-01", "06-30", "02-28", "08-24"]),
        "min_active_months": chance.choice([0, 1, 5, 12, 25]),
        "anchor": str(chance.choice(list(AnchorRule))),
        "window_days": chance.choice([0, 1, 30, 90, 400]),
        "previous_end": previous,
        "extended_to": previous + timedelta(days=chance.randint(0, 90)) if previous and chance.random() < 0.3 else None,
        "assigned": _day(chance) if chance.random() < 0.5 else None,
    }


def _by_the_rule(case: dict[str, Any]) -> tuple[date, date | None, str]:
    month, day = case["fixed_day"].split("-")
    terms = CourseTerms(
        case["months"],
        ExpiryRule(case["rule"]),
        (int(month), int(day)),
        case["min_active_months"],
        AnchorRule(case["anchor"]),
        case["window_days"],
    )
    before = case["previous_end"]
    previous = Term(before, before, "") if before else None
    called = case["called"]
    earned = term(terms, case["completed"], previous, case["assigned"], extended_to=case["extended_to"], called=called)
    return earned.start, earned.through, earned.because


def test_sql_and_engine_agree_on_twelve_thousand_cases(tx: Tx) -> None:
    chance = random.Random(20260210)
    cases = [_case(key, chance) for key in range(CASES)]
    tx.load_rows("earning", {name: (kind, [case[name] for case in cases]) for name, kind in KINDS.items()})
    term_sql.earn(tx)
    found = {row[0]: row[1:] for row in tx.query("SELECT key, starts_on, valid_through, because FROM earned")}
    assert len(found) == CASES
    for case in cases:
        assert found[case["key"]] == _by_the_rule(case), case


def test_the_cases_reach_every_rule_and_every_anchor() -> None:
    chance = random.Random(20260210)
    cases = [_case(key, chance) for key in range(CASES)]
    because = [_by_the_rule(case)[2] for case in cases]
    for words in (
        "carried forward",
        "before the extension",
        "assigned",
        "never expires",
        "the first 29 Feb",
        "+ 1 month,",
    ):
        assert sum(words in one for one in because) > 20, words
