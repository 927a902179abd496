"""An import that is killed leaves all of its rows or none, and can simply be repeated."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from tests.commands.terminal import Terminal

ROWS = 30_000
ROOT = Path(__file__).resolve().parents[2]


def people_in(store: Path) -> int:
    con = duckdb.connect(str(store))
    try:
        return int(con.execute("SELECT count(*) FROM person").fetchall()[0][0])
    finally:
        con.close()


@pytest.mark.parametrize("seconds", [0.9, 1.3])
def test_a_killed_import_leaves_all_or_nothing(harbour: Terminal, tmp_path: Path, seconds: float) -> None:
    file = tmp_path / "people.csv"
    rows = "".join(f"person{at}@example.org,First{at},Last\n" for at in range(ROWS))
    file.write_text(f"email,first_name,last_name\n{rows}", encoding="utf-8")
    words = [sys.executable, "-m", "core", "import", "people", str(file), "--org", "harbour", "--store"]
    process = subprocess.Popen([*words, str(harbour.store)], cwd=ROOT, stdout=subprocess.DEVNULL)
    time.sleep(seconds)
    process.kill()
    process.wait()
    found = people_in(harbour.store)
    assert found in (0, ROWS)
    answer = harbour.json("import", "people", str(file), "--org", "harbour")
    assert (answer["new"], answer["unchanged"]) == ((0, ROWS) if found else (ROWS, 0))
    assert harbour.json("doctor")["healthy"] is True
