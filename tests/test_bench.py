"""Every measurement still runs: small versions, whose figures mean nothing."""

from __future__ import annotations

import pytest

from bench.__main__ import names, run, table
from tests.proofs.measure import FULL

DEAR = {"paint", "imports"}  # a browser and two servers; a process for each import


@pytest.mark.proof
@pytest.mark.parametrize("name", [name for name in names() if FULL or name not in DEAR])
def test_a_measurement_runs_and_says_floor_ours_ratio_and_goal(name: str) -> None:
    measured = run(name, quick=True)
    assert measured.rows, f"bench.{name} broke"
    for row in measured.rows:
        assert {"name", "floor", "ours", "ratio", "goal", "unit"} <= row.keys()
        assert row["ours"] > 0
        assert (row["ratio"] is None) == (row["floor"] is None)
    assert table(measured.rows).count("\n") == 1 + len(measured.rows)
