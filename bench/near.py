"""Near matches of a thousand slips against a million people: how many are found, how many are wrong, how fast.

Slips: two characters exchanged, one missing, one doubled, one wrong, one wrong in the domain, and the same name under
quite another address. Each is made of somebody in the store; none is an address that somebody has. Beside them as many
strangers: addresses and names made the same way, of people who are not there; whoever is proposed for one of them is a
false proposal. Rows of a roster have names; pairs of an attendance list have none, so that the same name speaks for
nobody there. Shares are in a thousand, and 0.1 stands for none. The rule is in docs/identity.md.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from bench.population import NOW, SECRET
from bench.rows import Row, best_of, row
from core.model import OrgId
from core.store import classification, near, near_signatures, organisations
from core.store.db import Db, Tx, open_store
from core.store.near import NEAR_ADDRESS as NEAR
from core.store.near import SAME_NAME as SAME
from core.store.people import folded

PEOPLE, SLIPS = 1_000_000, 1_000
LIMIT, MISSED = 0.3, 10  # seconds for all slips; of a thousand, so many may stay unfound
QUICK = {"people": 20_000, "slips": 120, "rounds": 1}
KINDS = ("exchanged", "missing", "doubled", "wrong letter", "wrong domain", "other address, same name")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = "an be cor da el fi gun ha is jo ka li mar no ol pe ri sa to ul ve wil xa yo zan sch mer bach"
SYLLABLES = WORDS.split(" ")


@dataclass(frozen=True, slots=True)
class Asked:
    """A row that is asked about: what stands in it, and whom it means; None for a stranger."""

    address: str
    name: str
    means: int | None
    kind: str


def measure(people: int = PEOPLE, slips: int = SLIPS, rounds: int = 5) -> list[Row]:
    """Return time, recall and false proposals, with names and without."""
    with tempfile.TemporaryDirectory() as folder:
        db, org, signing = _town(Path(folder) / "store.duckdb", people)
        luck = random.Random(20261124)
        with db.reading() as tx:
            meant = _slips(tx, luck, slips)
            strangers = _strangers(tx, luck, slips)
            found = [
                row(f"signatures of {people:,} addresses, made anew", None, signing, None, "s"),
                *_report(tx, org, meant, strangers, "with names", rounds),
                *_report(
                    tx, org, *([_nameless(one) for one in rows] for rows in (meant, strangers)), "no names", rounds
                ),
            ]
        db.close()
    return found


def _nameless(one: Asked) -> Asked:
    return Asked(one.address, "", None if one.kind == KINDS[-1] else one.means, one.kind)


def _report(tx: Tx, org: OrgId, meant: list[Asked], strangers: list[Asked], how: str, rounds: int) -> list[Row]:
    proposed: list[list[near.NearMatch]] = []
    [took] = best_of(rounds, lambda: proposed.append(_found(tx, org, meant)))
    best = {one.row_at: one for one in proposed[-1]}
    telling = [(at, one) for at, one in enumerate(meant) if one.means is not None]
    right = [one for at, one in telling if at in best and best[at].person_id == one.means]
    wrong = sum(at in best and best[at].person_id != one.means for at, one in enumerate(meant))
    false = [one.because for one in _found(tx, org, strangers)]
    missed = {
        kind: sum(one.kind == kind for _, one in telling) - sum(one.kind == kind for one in right) for kind in KINDS
    }
    named = ", ".join(f"{many} {kind}" for kind, many in missed.items() if many) or "none"
    print(f"{how}: missed {named}", file=sys.stderr)
    asked, among = f"{len(meant):,} slips, {how}", f"{len(strangers):,} strangers, {how}"
    return [
        row(f"{asked}: all of them", LIMIT, took, 1, "s"),
        row(f"{asked}: not found", MISSED, _share(sum(missed.values()), len(telling)), 1, "‰"),
        row(f"{asked}: somebody else proposed", None, _share(wrong, len(meant)), None, "‰"),
        row(f"{among}: proposed for a near address", None, _share(false.count(NEAR), len(strangers)), None, "‰"),
        row(f"{among}: proposed for the same name", None, _share(false.count(SAME), len(strangers)), None, "‰"),
    ]


def _share(many: int, among: int) -> float:
    return max(1000 * many / among, 0.1)


def _found(tx: Tx, org: OrgId, asked: list[Asked]) -> list[near.NearMatch]:
    tx.load_rows(
        "near_asked",
        {
            "row_at": (pa.int64(), range(len(asked))),
            "address": (pa.string(), [one.address for one in asked]),
            "name_key": (pa.string(), [classification.name_key(folded(one.name)) for one in asked]),
        },
    )
    return near.find(tx, org)


def _words(luck: random.Random, count: int, most: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(luck.choice(SYLLABLES) for _ in range(luck.randint(2, most)))] = None
    return list(found)


def _town(path: Path, people: int) -> tuple[Db, OrgId, float]:
    """Return a store of so many people, and the seconds that all their signatures took."""
    luck = random.Random(7)
    db = open_store(path, SECRET)
    with db.transaction() as tx:
        org = organisations.add(tx, "harbour", "Harbour Rescue Council", "Europe/Berlin", "EUR", NOW).org_id
        tx.load_rows("word", _numbered(_words(luck, 4_000, 4)))
        tx.load_rows(
            "domain", _numbered([f"{one}.{luck.choice(('com', 'org', 'net', 'de'))}" for one in _words(luck, 2_000, 3)])
        )
        tx.execute(_CROWD, people=people)
        tx.execute(
            """
            INSERT INTO person (person_id, first_name, last_name, search_text, made_at)
            SELECT person_id, first, last, first || ' ' || last, $now
              FROM crowd
            """,
            now=NOW,
        )
        tx.execute(
            """
            INSERT INTO address (address, person_id, kind, verified_at, made_at)
            SELECT address, person_id, 'primary', $now, $now
              FROM crowd
            """,
            now=NOW,
        )
        tx.execute(
            """
            INSERT INTO membership (org_id, person_id, role, made_at)
            SELECT $org, person_id, 'holder', $now
              FROM crowd
            """,
            org=org,
            now=NOW,
        )
        tx.execute("CREATE OR REPLACE TEMP TABLE new_address AS SELECT address, person_id FROM crowd")
        began = time.perf_counter()
        near_signatures.sign(tx)
        signing = time.perf_counter() - began
    with db.standstill():  # everything lies in the file, as on any morning
        pass
    return db, org, signing


def _numbered(words: list[str]) -> dict[str, tuple[pa.DataType, list[object]]]:
    return {"place": (pa.int64(), list(range(len(words)))), "word": (pa.string(), list(words))}


# Names and domains by luck; whoever would have an address that somebody has already gets a number in it.
_CROWD = """
    CREATE OR REPLACE TEMP TABLE crowd AS
    WITH drawn AS (
        SELECT range AS number, hash(range) % 800 AS first_at, 800 + hash(range + 1000000007) % 3200 AS last_at,
               hash(range + 2000000011) % 2000 AS domain_at
          FROM range($people)
    ), named AS (
        SELECT d.number, f.word AS first, l.word AS last, o.word AS domain,
               CASE d.number % 4
                   WHEN 0 THEN f.word || '.' || l.word
                   WHEN 1 THEN left(f.word, 1) || l.word
                   WHEN 2 THEN f.word || '_' || l.word
                   ELSE l.word || '.' || left(f.word, 1)
               END AS local
          FROM drawn AS d
          JOIN word AS f
            ON f.place = d.first_at
          JOIN word AS l
            ON l.place = d.last_at
          JOIN domain AS o
            ON o.place = d.domain_at
    ), counted AS (
        SELECT number, first, last, domain, local,
               row_number() OVER (PARTITION BY local, domain ORDER BY number) AS nth
          FROM named
    )
    SELECT nextval('ids') AS person_id, first, last,
           local || CASE WHEN nth > 1 THEN CAST(nth AS VARCHAR) ELSE '' END || '@' || domain AS address
      FROM counted
     ORDER BY number
"""


def _slips(tx: Tx, luck: random.Random, count: int) -> list[Asked]:
    """Return slips of people of the store, as many of each kind; the names of these people are theirs alone."""
    rows = tx.query("""
        WITH alone AS (
            SELECT search_text
              FROM person
             GROUP BY search_text
            HAVING count(*) = 1
        )
        SELECT p.person_id, p.search_text, a.address
          FROM person AS p
          JOIN address AS a
            ON a.person_id = p.person_id
         WHERE p.search_text IN (SELECT search_text FROM alone)
         ORDER BY hash(p.person_id)
         LIMIT 20000
    """)
    taken = {one[0] for one in tx.query("SELECT address FROM address")}
    found: list[Asked] = []
    for at, (person, name, address) in enumerate(luck.sample(rows, min(count, len(rows)))):
        kind = KINDS[at % len(KINDS)]
        slip = _slip(luck, kind, address)
        while slip in taken or slip == address:
            slip = _slip(luck, kind, address)
        found.append(Asked(slip, name, person, kind))
    return found


def _slip(luck: random.Random, kind: str, address: str) -> str:
    local, _, domain = address.partition("@")
    if kind == "wrong domain":
        name, dot, top = domain.rpartition(".")
        return f"{local}@{_mistyped(luck, luck.choice(tuple(MISTAKES)), name)}{dot}{top}"
    if kind == KINDS[-1]:
        return f"{''.join(luck.choice(LETTERS) for _ in range(9))}@{_words(luck, 1, 3)[0]}.example.net"
    return f"{_mistyped(luck, kind, local)}@{domain}"


def _mistyped(luck: random.Random, kind: str, word: str) -> str:
    return MISTAKES[kind](word, luck.randrange(len(word) - 1), luck.choice(LETTERS))


MISTAKES: dict[str, Callable[[str, int, str], str]] = {
    "exchanged": lambda word, at, _: word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    "missing": lambda word, at, _: word[:at] + word[at + 1 :],
    "doubled": lambda word, at, _: word[: at + 1] + word[at:],
    "wrong letter": lambda word, at, other: word[:at] + other + word[at + 1 :],
}


def _strangers(tx: Tx, luck: random.Random, count: int) -> list[Asked]:
    """Return people who are not there: names and domains of the store, put together anew."""
    firsts, lasts, domains = (
        [one[0] for one in tx.query(f"SELECT {what} FROM {source} ORDER BY 1")]
        for what, source in (
            ("DISTINCT first_name", "person"),
            ("DISTINCT last_name", "person"),
            ("DISTINCT split_part(address, '@', 2)", "address"),
        )
    )
    taken = {one[0] for one in tx.query("SELECT address FROM address")}
    found: list[Asked] = []
    while len(found) < count:
        first, last = luck.choice(firsts), luck.choice(lasts)
        address = f"{first}.{last}@{luck.choice(domains)}"
        if address not in taken:
            found.append(Asked(address, f"{first} {last}", None, "stranger"))
    return found


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
