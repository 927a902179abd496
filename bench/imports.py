"""A million people and a million completions through `core import`, against the bare INSERT of the same rows."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from core.services import courses, setup
from core.services.import_files import read_file
from core.settings import ROOT, secret_for
from core.store.db import Db, Tx, open_store

ROWS = 1_000_000
NOW = datetime.fromisoformat("2026-03-01T09:00")
FIRST = ("Anna", "Ben", "Chloé", "Dmitri", "Eva", "Tomás", "Mei", "Noor", "Sören", "Li")
COURSES = (
    b'[[course]]\ncode = "BLS-2"\ntitle = "BLS Rescuer"\nmonths = 24\n[[course]]\ncode = "FA"\ntitle = "First Aid"\n'
)
GOAL_SECONDS = 60.0


def measure(rows: int = ROWS) -> list[dict[str, Any]]:
    """Return what was measured: floor and ours in the unit, their ratio, and the limit for ours."""
    with tempfile.TemporaryDirectory() as folder:
        return _measure(Path(folder), rows)


def _measure(folder: Path, rows: int) -> list[dict[str, Any]]:
    people, completions = _write_files(folder, rows)
    floors = _floors(folder / "floor.duckdb", people, completions)
    store = folder / "ours.duckdb"
    _new_store(store).close()
    took = {file.stem: _import(store, file, rows) for file in (people, completions)}
    again = _import(store, people, rows, outcome="unchanged")
    both = took["people"] + took["completions"]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    goal = GOAL_SECONDS * rows / ROWS
    return [
        _row(f"import {rows:,} people", floors["people"], took["people"], goal / 2),
        _row(f"import {rows:,} completions", floors["completions"], took["completions"], goal / 2),
        _row(f"import {rows:,} people and their completions", sum(floors.values()), both, goal),
        _row(f"import the same {rows:,} people again", floors["people"], again, goal / 2),
        {
            "name": "rows a second",
            "floor": None,
            "ours": round(2 * rows / both),
            "ratio": None,
            "goal": None,
            "unit": "1/s",
        },
        {"name": "peak memory", "floor": None, "ours": round(peak), "ratio": None, "goal": None, "unit": "MB"},
    ]


def _row(name: str, floor: float, ours: float, limit: float) -> dict[str, Any]:
    numbers = {
        "floor": round(floor, 2),
        "ours": round(ours, 2),
        "ratio": round(ours / floor, 1),
        "goal": None,
        "limit": round(limit, 1),
    }
    return {"name": name, **numbers, "unit": "s"}


def _write_files(folder: Path, rows: int) -> tuple[Path, Path]:
    """Write two files as other systems export them: one person in twenty with a second address."""
    people, completions = folder / "people.csv", folder / "completions.csv"
    with people.open("w", encoding="utf-8") as file:
        file.write("email,first_name,last_name,other_emails,external_id,verified,archived\n")
        for at in range(rows):
            other = f"alt{at}@other.example.net" if at % 20 == 0 else ""
            file.write(f"{_address(at)},{FIRST[at % 10]},Surname{at % 5000},{other},{at},{'yes' if at % 3 else ''},\n")
    with completions.open("w", encoding="utf-8") as file:
        file.write("email,course,completed_on\n")
        for at in range(rows):
            file.write(f"{_address(at)},{'FA' if at % 2 else 'BLS-2'},2024-{1 + at % 12:02d}-{1 + at % 28:02d}\n")
    return people, completions


def _address(at: int) -> str:
    return f"person.number{at}@company{at % 300}.example.org"


def _new_store(path: Path) -> Db:
    db = open_store(path, secret_for(path, None))
    setup.init(db, "bench", "Bench", "Europe/Berlin", "EUR", NOW)
    courses.import_file(setup.desk_for(db, "bench", None, "bench", None, NOW), COURSES)
    return db


def _import(store: Path, file: Path, rows: int, outcome: str = "new") -> float:
    """Return the seconds that the command took, the start of the interpreter included."""
    words = [
        sys.executable,
        "-m",
        "core",
        "import",
        file.stem,
        str(file),
        "--org",
        "bench",
        "--store",
        str(store),
        "--json",
    ]
    began = time.perf_counter()
    done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    took = time.perf_counter() - began
    answer = json.loads(done.stdout)
    assert answer[outcome] == rows, answer
    return took


def _floors(path: Path, people: Path, completions: Path) -> dict[str, float]:
    """Return the seconds of inserting rows that somebody else has read, checked and matched already."""
    db = _new_store(path)
    floors = {
        "people": _bare(db, people, _insert_people),
        "completions": _bare(db, completions, _insert_completions),
    }
    db.close()
    return floors


def _bare(db: Db, file: Path, insert: Callable[[Tx], None]) -> float:
    import pyarrow as pa

    with file.open("rb") as stream:
        chunks = list(read_file(file.stem, file.name, stream, NOW.date()))
    rows = pa.concat_tables([chunk.rows for chunk in chunks])
    others = [chunk.others for chunk in chunks if chunk.others is not None]
    began = time.perf_counter()
    with db.transaction() as tx:
        tx.load_table("given", rows)
        if others:
            tx.load_table("given_other", pa.concat_tables(others))
        insert(tx)
    return time.perf_counter() - began


def _insert_people(tx: Tx) -> None:
    tx.execute("""
        INSERT INTO person (person_id, first_name, last_name, search_text, made_at)
        SELECT line, first_name, last_name, first_name, TIMESTAMP '2026-03-01'
          FROM given
    """)
    tx.execute("""
        INSERT INTO address (address, person_id, kind, made_at)
        SELECT email, line, 'primary', TIMESTAMP '2026-03-01'
          FROM given
    """)
    tx.execute("""
        INSERT INTO address (address, person_id, kind, made_at)
        SELECT address, line, 'alternate', TIMESTAMP '2026-03-01'
          FROM given_other
    """)
    tx.execute("""
        INSERT INTO membership (org_id, person_id, role, made_at)
        SELECT 1, line, 'holder', TIMESTAMP '2026-03-01'
          FROM given
    """)
    tx.execute("INSERT INTO external_id (org_id, external_id, person_id) SELECT 1, external_id, line FROM given")


def _insert_completions(tx: Tx) -> None:
    tx.execute("""
        INSERT INTO completion (completion_id, org_id, person_id, course_id, completed_on, source, batch_id, made_at)
        SELECT line, 1, line, 1, completed_on, 'import', 1, TIMESTAMP '2026-03-01'
          FROM given
    """)


if __name__ == "__main__":
    for measured in measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS):
        print(json.dumps(measured))
