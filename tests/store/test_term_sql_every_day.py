"""Terms in SQL and by the date engine, for completions on every day from 2020 to 2032."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from core.model import AnchorRule, CourseTerms, ExpiryRule, Term
from core.rules.dates import term
from core.store import term_sql
from core.store.db import Tx, open_store

FIRST, LAST = date(2020, 1, 1), date(2032, 12, 31)
DAYS = [FIRST + timedelta(days=at) for at in range((LAST - FIRST).days + 1)]
KINDS = (
    CourseTerms(months=24),
    CourseTerms(months=12, rule=ExpiryRule.DAY_BEFORE),
    CourseTerms(months=1, rule=ExpiryRule.END_OF_MONTH),
    CourseTerms(rule=ExpiryRule.FIXED_DAY, fixed_day=(2, 29), min_active_months=5),
    CourseTerms(months=12, anchor=AnchorRule.CARRY_FORWARD, window_days=30),
    CourseTerms(months=12, rule=ExpiryRule.DAY_BEFORE, anchor=AnchorRule.CARRY_FORWARD, window_days=60),
)


@pytest.fixture(scope="module")
def tx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tx]:
    db = open_store(Path(tmp_path_factory.mktemp("days")) / "store.duckdb", b"key")
    with db.reading() as open_tx:
        yield open_tx
    db.close()


@pytest.mark.parametrize("terms", KINDS, ids=lambda one: f"{one.rule}-{one.anchor}")
def test_sql_and_engine_agree_on_every_day_of_thirteen_years(tx: Tx, terms: CourseTerms) -> None:
    before = [day + timedelta(days=at % 70 - 5) for at, day in enumerate(DAYS)]
    fixed = "{:02d}-{:02d}".format(*terms.fixed_day) if terms.fixed_day else "12-31"
    many = len(DAYS)
    tx.load_rows(
        "earning",
        {
            "key": (pa.int64(), range(many)),
            "completed": (pa.date32(), DAYS),
            "called": (pa.string(), ["completed"] * many),
            "months": (pa.int32(), [terms.months] * many),
            "rule": (pa.string(), [str(terms.rule)] * many),
            "fixed_day": (pa.string(), [fixed] * many),
            "min_active_months": (pa.int32(), [terms.min_active_months] * many),
            "anchor": (pa.string(), [str(terms.anchor)] * many),
            "window_days": (pa.int32(), [terms.window_days] * many),
            "previous_end": (pa.date32(), before),
            "extended_to": (pa.date32(), [None] * many),
            "assigned": (pa.date32(), [None] * many),
        },
    )
    term_sql.earn(tx)
    found = tx.query("SELECT starts_on, valid_through, because FROM earned ORDER BY key")
    for day, old, row in zip(DAYS, before, found, strict=True):
        wanted = term(terms, day, Term(old, old, ""))
        assert row == (wanted.start, wanted.through, wanted.because), day
