"""The pure rule of pairs and the store's SQL decide alike, over generated lists and stores."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from core.model import OrgId
from core.rules.pairs import BITS, Approval, Flag, Owner, Pair, Past, Records, standings
from core.store.credits import classes, judged
from core.store.db import Db, Tx, open_store
from tests.cast import NOW, SECRET

HERE, ELSEWHERE = OrgId(1), OrgId(2)
STATES = ("approved", "approved", "approved", "approved", "retired", "draft", "submitted", "returned", "denied")
CREDIT_STATES = ("offered", "archived", "accepted", "rejected", "withdrawn", "readdressed", "revoked")
ROUNDS, PAIRS = 40, 250
TABLES = ("ceu_course", "address", "membership", "completion", "certificate", "credit")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Db]:
    found = open_store(tmp_path_factory.mktemp("rule") / Path("store.duckdb"), SECRET)
    yield found
    found.close()


class Town:
    """Courses, people and credits drawn at random, as rows for the store and as facts for the rule."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.today = date(2026, 3, 2)
        self.ids = iter(range(100, 1_000_000))
        self.courses = [self._course(name) for name in ("c-1", "c-2", "c-3", "c-4", "c-5", "c-6")]
        self.people = range(1, 13)
        self.addresses = {f"a{n}@example.org": self._owner() for n in range(24)}
        self.roles = [(org, who, role, ended) for who in self.people for org, role, ended in self._roles()]
        self.completed = self._some(self.people, 0.2)
        self.certified = self._some(self.people, 0.15)
        self.credits = [self._credit() for _ in range(self.chance.randrange(0, 30))]

    def _some(self, many: Any, share: float) -> list[Any]:
        return [one for one in many if self.chance.random() < share]

    def _day(self) -> date:
        return self.today + timedelta(days=self.chance.randrange(-1200, 1))

    def _course(self, name: str) -> dict[str, Any]:
        ends = sorted((self._day(), self._day() + timedelta(days=500)))
        return {
            "id": next(self.ids),
            "org": self.chance.choice((HERE, HERE, HERE, ELSEWHERE)),
            "key": name,
            "state": self.chance.choice(STATES),
            "first": ends[0] if self.chance.random() < 0.7 else None,
            "last": ends[1] if self.chance.random() < 0.7 else None,
            "years": self.chance.choice((None, None, 1, 2, 3)),
        }

    def _owner(self) -> tuple[int, bool] | None:
        """Return whose an address is and whether they have proven it, None for nobody."""
        if self.chance.random() < 0.25:
            return None
        return self.chance.choice(self.people), self.chance.random() < 0.6

    def _roles(self) -> list[tuple[int, str, bool]]:
        every = [(org, role) for org in (HERE, ELSEWHERE) for role in ("holder", "instructor")]
        return [(org, role, self.chance.random() < 0.2) for org, role in self._some(every, 0.3)]

    def _credit(self) -> dict[str, Any]:
        address = self.chance.choice([*self.addresses, "gone@example.org"])
        state = self.chance.choice(CREDIT_STATES)
        owner = self.addresses.get(address)
        person = owner[0] if owner else self.chance.choice(self.people)
        return {
            "id": next(self.ids),
            "course": self.chance.choice(self.courses),
            "address": address,
            "person": None if state == "archived" else person,
            "state": state,
            "on": self._day(),
        }

    def pairs(self) -> list[Pair]:
        """Return a list with ids and addresses that exist, do not exist, and are malformed."""
        keys = [one["key"] for one in self.courses] + ["c-9"]
        who: list[str | None] = [*self.addresses, "stranger@example.org", None]
        return [
            Pair(self.chance.choice(keys), self.chance.choice(who), self.chance.choice((self.today, self._day())))
            for _ in range(PAIRS)
        ]

    def records(self) -> Records:
        """Return the facts that the pure rule rests on."""
        here = {who for org, who, _, ended in self.roles if org == HERE and not ended}
        here |= {*self.completed, *self.certified}
        return Records(
            {
                one["key"]: Approval(one["id"], one["state"], one["first"], one["last"], one["years"])
                for one in self.courses
                if one["org"] == HERE
            },
            frozenset(one["key"] for one in self.courses if one["org"] != HERE),
            {
                address: Owner(owner[0], owner[1], owner[0] in here)
                for address, owner in self.addresses.items()
                if owner
            },
            frozenset(who for org, who, role, ended in self.roles if (org, role) == (HERE, "holder") and not ended),
            [
                Past(one["course"]["id"], one["state"], one["address"], one["person"], one["on"])
                for one in self.credits
                if one["state"] in ("offered", "archived", "accepted")
            ],
        )

    def write(self, tx: Tx) -> None:
        """Put the same into the store."""
        for table in TABLES:
            tx.execute(f"DELETE FROM {table}")
        insert(
            tx,
            "ceu_course",
            "ceu_course_id, org_id, ceulid, ceulid_key, title, hours_hundredths, state, approved_from, approved_until, "
            "cycle_years, made_at",
            [
                (c["id"], c["org"], c["key"], c["key"], "T", 100, c["state"], c["first"], c["last"], c["years"], NOW)
                for c in self.courses
            ],
        )
        owned = [
            (address, who[0], "primary", NOW if who[1] else None, NOW) for address, who in self.addresses.items() if who
        ]
        insert(tx, "address", "address, person_id, kind, verified_at, made_at", owned)
        held = [(org, who, role, NOW, NOW if ended else None) for org, who, role, ended in self.roles]
        insert(tx, "membership", "org_id, person_id, role, made_at, ended_at", held)
        done = [(next(self.ids), HERE, who, 1, self.today, "import", NOW) for who in self.completed]
        insert(tx, "completion", "completion_id, org_id, person_id, course_id, completed_on, source, made_at", done)
        insert(
            tx,
            "certificate",
            "certificate_id, org_id, person_id, course_id, number, state, starts_on, because, made_at",
            [(k := next(self.ids), HERE, who, 1, str(k), "issued", self.today, "", NOW) for who in self.certified],
        )
        insert(
            tx,
            "credit",
            "credit_id, org_id, ceu_course_id, address, person_id, hours_hundredths, attended_on, state, posted_as, "
            "note, lead_id, made_by, made_at",
            [
                (
                    *(c["id"], c["course"]["org"], c["course"]["id"], c["address"], c["person"], 100, c["on"]),
                    *(c["state"], "c", "", c["id"], "Olga", NOW),
                )
                for c in self.credits
            ],
        )


def insert(tx: Tx, table: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
    """Insert rows, all at once."""
    if not rows:
        return
    names = [name.strip() for name in columns.split(",")]
    tx.load_table("incoming", pa.table({name: [row[at] for row in rows] for at, name in enumerate(names)}))
    tx.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM incoming")


def columns_of(pairs: list[Pair]) -> dict[str, list[Any]]:
    many = len(pairs)
    return {
        "row_at": list(range(many)),
        "line": list(range(1, many + 1)),
        "ceulid": [pair.ceulid_key for pair in pairs],
        "ceulid_key": [pair.ceulid_key for pair in pairs],
        "email": [pair.address or "?" for pair in pairs],
        "address": [pair.address for pair in pairs],
        "hours_hundredths": [None] * many,
        "attended_on": [pair.on for pair in pairs],
        "note": [""] * many,
        "ticked": [None] * many,
    }


def flags_of(bits: int) -> frozenset[Flag]:
    return frozenset(flag for flag, bit in BITS.items() if bits & bit)


def disagreements(db: Db, seeds: range) -> list[tuple[object, ...]]:
    """Return every pair of which rule and store say something else."""
    found = []
    for seed in seeds:
        town = Town(seed)
        pairs = town.pairs()
        expected = standings(pairs, town.records())
        with db.reading() as tx:
            town.write(tx)
            classes.stage(tx, columns_of(pairs), town.today)
            classes.judge(tx, HERE)
            rows = judged.every_row(tx)
        for pair, said, row in zip(pairs, expected, rows, strict=True):
            ours = (str(said.cls), said.flags, said.person, said.tickable, said.selected)
            theirs = (row.cls, flags_of(row.flags), row.person_id, row.tickable, row.picked)
            if ours != theirs:
                found.append((seed, pair, ours, theirs))
    return found


def test_the_store_decides_as_the_rule_does(db: Db) -> None:
    assert disagreements(db, range(ROUNDS)) == []


def test_the_cases_above_meet_every_class_and_flag() -> None:
    classes_met, flags_met = set(), set()
    for seed in range(ROUNDS):
        town = Town(seed)
        for said in standings(town.pairs(), town.records()):
            classes_met.add(said.cls)
            flags_met |= said.flags
    assert {str(one) for one in classes_met} == {"a1", "a2", "a3", "b1", "b2", "c"}
    assert flags_met == set(Flag) - {Flag.NEAR_MATCH}


def test_a_rule_that_overlooks_who_is_known_here_is_caught(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classes, "_JUDGED", classes._JUDGED.replace(classes._HERE, "SELECT 0 AS person_id"))
    assert disagreements(db, range(5)) != []


def test_a_rule_that_counts_cycles_otherwise_is_caught(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classes, "_JUDGED", classes._JUDGED.replace("INTERVAL '1 year'", "INTERVAL '2 years'"))
    assert disagreements(db, range(20)) != []
