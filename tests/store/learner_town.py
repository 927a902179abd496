"""A store with thousands of histories by chance, and what the plain model says of them."""

from __future__ import annotations

import random
from datetime import date

import pyarrow as pa

from core.model import Course, OrgId, Unit
from core.store import learner_facts, organisations
from core.store.db import Tx
from core.store.learner_build import FACTS
from core.store.people import folded
from tests.store import learner_records
from tests.store.learner_model import Facts, History, facts

PEOPLE = 3_000
FIRST = ("Ana", "Zoë", "Mei", "Ben", "Åsa", "Tomás", "Noor")
LAST = ("Berg", "Ångström", "Tanaka", "Steele", "Osei", "O'Neill", "de Vries", "50%_er")
PLACES = ("Quay", "", "Yard", "Hill")
MANAGERS = ("nora@example.org", "", "Ben O'Neill", "50%_er", "zoë@example.org")


class Town:
    """Histories by chance in one organisation, and the same people with other histories in another."""

    def __init__(self, tx: Tx, people: int = PEOPLE) -> None:
        self.tx = tx
        self.everybody = range(100_000, 100_000 + people)
        self._expected: dict[tuple[OrgId, date], dict[tuple[int, str], Facts]] = {}
        self.orgs = [organisations.add(tx, slug, slug, "UTC", "EUR", learner_records.NOW).org_id for slug in "ab"]
        self.histories: dict[OrgId, dict[int, History]] = {}
        self.taught: list[Course] = []  # of the first organisation; the other has its own of the same codes
        for at, org in enumerate(self.orgs):
            chance = random.Random(20260302 + at)
            taught = learner_records.teach(tx, org)
            self.taught = self.taught or taught
            self.histories[org] = {
                who: learner_records.a_history(chance, taught, 10_000_000 + at * 1_000_000 + who)
                for who in self.everybody
            }
            learner_records.write(tx, org, self.histories[org])
        self._write_people()
        for org in self.orgs:
            learner_facts.touch_everybody(tx, org)
            learner_facts.refresh(tx, org)

    def _write_people(self) -> None:
        names = {who: (FIRST[who % 7], LAST[who // 7 % 8]) for who in self.everybody}
        columns = {
            "who": (pa.int64(), list(names)),
            "first": (pa.string(), [first for first, _ in names.values()]),
            "last": (pa.string(), [last for _, last in names.values()]),
            "search": (pa.string(), [folded(*both) for both in names.values()]),
        }
        self.names = {who: " ".join(both) for who, both in names.items()}
        self.tx.load_rows("given", columns)
        self.tx.execute("INSERT INTO person SELECT who, first, last, search, $now FROM given", now=learner_records.NOW)
        self.tx.execute(
            """
            INSERT INTO address (address, person_id, kind, made_at)
            SELECT 'p' || who || '@company' || who % 5 || '.example.org', who, 'primary', $now
              FROM given
             UNION ALL
            SELECT 'q' || who || '@home.example.net', who, 'alternate', $now
              FROM given
             WHERE who % 3 = 0
            """,
            now=learner_records.NOW,
        )
        self._write_units()

    def _write_units(self) -> None:
        """Say where two of three people work; the other organisation says something else of everybody."""
        self.units = {
            who: Unit(f"Ward {who % 7}", PLACES[who % 4], MANAGERS[who % 5]) for who in self.everybody if who % 3
        }
        columns = {"who": list(self.units)} | {
            name: [getattr(unit, name) for unit in self.units.values()]
            for name in ("department", "location", "manager")
        }
        kinds = {name: (pa.int64() if name == "who" else pa.string(), values) for name, values in columns.items()}
        self.tx.load_rows("working", kinds)
        self.tx.execute(
            """
            INSERT INTO person_unit (org_id, person_id, department, location, manager, changed_at)
            SELECT $ours, who, department, location, manager, CAST($now AS TIMESTAMP)
              FROM working
             UNION ALL
            SELECT $others, who, 'Ward 1', 'Quay', 'nora@example.org', CAST($now AS TIMESTAMP)
              FROM given
            """,
            ours=self.orgs[0],
            others=self.orgs[1],
            now=learner_records.NOW,
        )

    def kept(self, org: OrgId, source: str = "learner") -> dict[tuple[int, str], Facts]:
        rows = self.tx.query(f"SELECT {FACTS} FROM {source} WHERE org_id = $org", org=org)
        found = {(row[0], row[1]): Facts(*row[2:]) for row in rows}
        assert len(found) == len(rows)
        return found

    def expected(self, org: OrgId, on: date) -> dict[tuple[int, str], Facts]:
        if (org, on) not in self._expected:
            self._expected[org, on] = {
                (who, family): one
                for who, history in self.histories[org].items()
                for family, one in facts(history, on).items()
            }
        return self._expected[org, on]
