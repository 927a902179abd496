"""Classifying rosters against a million people, beside hand-written SQL that makes the same decision.

The floor of the matching is one statement (bench/floor_classify.py) over a roster that is loaded already; both sides
must come to the same rows, or the measurement fails. The floor of the whole way reads the file with the csv module,
tidies addresses and names as far as this file needs it, loads them as Arrow, runs that statement, and one more that
looks for who may be meant by the rows that nobody stands behind (bench/floor_near.py). Ours is what the page does with
a draft: bytes from the store, reading with all its checks, roster, matching, standings, suggestions, audit, one
committed transaction.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import tempfile
from pathlib import Path

import pyarrow as pa

from bench import floor_classify, floor_near, population
from bench.population import HELD, Town
from bench.rows import Row, best_of, peak, peak_of, row
from core.model import WorkshopId
from core.rules import intake
from core.rules.eligibility import name_key
from core.services import roster_files, workshops
from core.services.workshops import NewWorkshop
from core.store import classification
from core.store.db import Tx

Draft = tuple[WorkshopId, int]
SIZES = (1_000, 10_000, 100_000)
QUICK = {"people": 20_000, "sizes": (1_000,), "rounds": 1}


def measure(people: int = population.PEOPLE, sizes: tuple[int, ...] = SIZES, rounds: int = 5) -> list[Row]:
    """Return floor, ours and their ratio for rosters of these sizes: time, and memory for the one in the middle."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store.duckdb"
        town = population.make(store, people)
        found = [each for size in sizes for each in _of_size(town, population.roster(size, people), size, rounds)]
        town.db.close()
        middle = sizes[len(sizes) // 2]
        floor, ours = (
            peak_of("bench.classify", way, str(store), str(people), str(middle)) for way in ("floor", "ours")
        )
        return [*found, row(f"roster of {middle:,}: peak memory of the process", floor, ours, 1.5, "MB")]


def _of_size(town: Town, content: bytes, size: int, rounds: int) -> list[Row]:
    rounds *= 3 if size < 100_000 else 1  # what is short is easily disturbed
    matching = _matching(town, content, rounds)
    kept: list[Draft] = []
    [reading] = best_of(rounds, lambda: kept.append(keep(town, content)))
    floor, ours = best_of(rounds, lambda: floor_way(town, content), lambda: put(town, kept.pop()))
    return [
        row(f"roster of {size:,}: matching", *matching, 1.3, "ms"),
        row(f"roster of {size:,}: file to stored standings", 1000 * floor, 1000 * ours, 3, "ms"),
        row(f"roster of {size:,}: uploaded, read and kept as a draft", None, 1000 * reading, None, "ms"),
    ]


def _matching(town: Town, content: bytes, rounds: int) -> tuple[float, float]:
    """Return the milliseconds of floor and ours on the same loaded roster. Other rows than the floor's: an error."""
    with town.db.reading() as tx:
        _load(tx, town, content)
        floor, ours = best_of(
            rounds,
            lambda: tx.execute(floor_classify.DECIDE, org=town.org, on=HELD),
            lambda: classification.classify(tx, town.org, HELD, retakes=False),
        )
        differing = tx.value("""
            SELECT count(*)
              FROM ((SELECT * FROM floor_rows EXCEPT ALL SELECT * FROM classified)
                     UNION ALL
                    (SELECT * FROM classified EXCEPT ALL SELECT * FROM floor_rows)) AS difference
        """)
        assert differing == 0, f"{differing} rows differ from the floor's"
    return floor * 1000, ours * 1000


def _load(tx: Tx, town: Town, content: bytes) -> None:
    """Load a roster that a careful reader has read."""
    rows = intake.read(content, "roster.csv", "roster").rows
    names = zip(rows.columns["first_name"], rows.columns["last_name"], strict=True)
    _load_columns(tx, town, rows.lines, rows.columns["email"], [name_key(first, last) for first, last in names])


def _load_columns(tx: Tx, town: Town, lines: list[int], addresses: list[str], keys: list[str]) -> None:
    tx.load_table(
        "roster",
        pa.table(
            {
                "participant_id": pa.array(range(len(lines)), pa.int64()),
                "line": pa.array(lines, pa.int32()),
                "address": pa.array(addresses, pa.string()),
                "name_key": pa.array(keys, pa.string()),
            }
        ),
    )
    tx.load_rows("wanted", {"course_id": (pa.int64(), [town.course]), "position": (pa.int32(), [0])})
    tx.load_rows("overridden", {"participant_id": (pa.int64(), []), "course_id": (pa.int64(), [])})


def _read(content: bytes) -> tuple[list[int], list[str], list[str]]:
    """Return lines, addresses and name keys as the csv module gives them, tidied as far as this file needs it."""
    lines, addresses, keys = [], [], []
    reader = csv.reader(io.StringIO(content.decode(), newline=""))
    next(reader)
    for line, (first, last, address) in enumerate(reader, 2):
        lines.append(line)
        addresses.append(address.strip(" <>;").lower())
        keys.append(" ".join(sorted(f"{first} {last}".lower().split())))
    return lines, addresses, keys


def floor_way(town: Town, content: bytes) -> None:
    """Bytes to classified rows with nothing but the csv module, Arrow and two statements."""
    lines, addresses, keys = _read(content)
    with town.db.reading() as tx:
        _load_columns(tx, town, lines, addresses, keys)
        tx.execute(floor_classify.DECIDE, org=town.org, on=HELD)
        tx.execute(floor_near.SUGGEST, org=town.org, on=HELD)


def keep(town: Town, content: bytes) -> Draft:
    """Upload the file to a fresh workshop, as the page does."""
    desk = town.desk()
    workshop = workshops.create(desk, NewWorkshop(HELD, (town.course,)), anyway=True)
    return workshop, roster_files.keep(desk, workshop, content, "roster.csv")


def put(town: Town, draft: Draft) -> None:
    """Put a draft on its roster, as the page does."""
    done = roster_files.apply(town.desk(), *draft, anyway=True)
    assert done.problems == 0


def main(words: list[str]) -> None:
    """Print the rows as JSON; or go one of the two ways once, so that its memory can be measured from outside."""
    if words[:1] not in (["floor"], ["ours"]):
        print(json.dumps(measure()))
        return
    way, store, people, size = words
    town = population.reopen(Path(store))
    content = population.roster(int(size), int(people))
    if way == "floor":
        floor_way(town, content)
    else:
        put(town, keep(town, content))
    print(peak())
    town.db.close()


if __name__ == "__main__":
    main(sys.argv[1:])
