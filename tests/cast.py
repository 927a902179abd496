"""The cast: two organisations and the people whom every test talks about, in a store of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from core import settings
from core.house import House
from core.model import Actor, Organisation, OrgId, PersonId, Role
from core.services import sign_in
from core.services.desk import Desk
from core.services.sessions import day_in
from core.settings import Settings
from core.store import near_signatures, organisations, people
from core.store.db import Db, Tx, open_store

NOW = datetime.fromisoformat("2026-03-02T09:00")  # UTC; a Monday, the same day in both organisations
SECRET = b"a key for tests"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the cast, with the organisation and the role in which they usually act."""

    person_id: PersonId
    name: str
    address: str
    org: Organisation
    role: Role


@dataclass(slots=True)
class Cast:
    """A store with two organisations and their people. Dates and clocks stand still at NOW unless moved."""

    db: Db
    settings: Settings
    harbour: Organisation  # Harbour Rescue Council, EUR, Berlin
    north: Organisation  # Northern Vet Board, USD, New York
    olga: Person  # staff of Harbour
    andrea: Person  # instructor of Harbour
    ben: Person  # another instructor of Harbour
    ravi: Person  # analyst of Harbour
    nils: Person  # staff of Northern
    mei: Person  # holder at Harbour, with a second, verified address
    now: datetime = NOW

    def clock(self) -> datetime:
        """Return the moment at which the cast acts, for a house."""
        return self.now

    def desk_of(self, person: Person, session_hash: str | None = None) -> Desk:
        """Return the desk of somebody of the cast, now."""
        actor = Actor(person.org.org_id, person.role, person.person_id, person.name, person.address, session_hash)
        return Desk(self.db, actor, day_in(person.org.zone, self.now), self.now, self.settings.public_url, SECRET)

    def cookie_of(self, person: Person) -> str:
        """Open a session for somebody of the cast; return the cookie."""
        return sign_in.vouched(self.db, person.address, "/", self.now, "test").cookie

    def house(self) -> House:
        """Return a house around this store, whose clock is the cast's."""
        return House(self.settings, self.db, clock=self.clock)


MEIS_SECOND = "mei.tanaka@university.example.net"
_PEOPLE = (
    ("olga", "Olga Berg", "olga@harbour.example.org", "harbour", Role.STAFF),
    ("andrea", "Andrea Steele", "andrea@harbour.example.org", "harbour", Role.INSTRUCTOR),
    ("ben", "Ben Osei", "ben@harbour.example.org", "harbour", Role.INSTRUCTOR),
    ("ravi", "Ravi Patel", "ravi@harbour.example.org", "harbour", Role.ANALYST),
    ("nils", "Nils Holm", "nils@north.example.org", "north", Role.STAFF),
    ("mei", "Mei Tanaka", "mei@clinic.example.com", "harbour", Role.HOLDER),
)


def settings_in(folder: Path, store: Path) -> Settings:
    """Return settings that touch nothing outside `folder`."""
    made = settings.load({"CERTDESK_SECRET": SECRET.decode(), "CERTDESK_OUTBOX": str(folder / "outbox")}, str(store))
    return replace(made, public_url="http://localhost:8501")


def fill(tx: Tx) -> None:
    """Put the organisations and the people of the cast into an empty store."""
    orgs = {
        "harbour": organisations.add(tx, "harbour", "Harbour Rescue Council", "Europe/Berlin", "EUR", NOW),
        "north": organisations.add(tx, "north", "Northern Vet Board", "America/New_York", "USD", NOW),
    }
    for _, name, address, slug, role in _PEOPLE:
        first, last = name.split()
        person = people.add_person(tx, first, last, address, NOW, verified=True)
        people.add_membership(tx, orgs[slug].org_id, person, role, NOW)
        if slug == "harbour" and role is Role.HOLDER:
            tx.execute(
                "INSERT INTO address VALUES ($address, $person, 'alternate', $now, $now)",
                address=MEIS_SECOND,
                person=person,
                now=NOW,
            )
            near_signatures.sign_one(tx, MEIS_SECOND, person)


def make_store(path: Path) -> None:
    """Make a store file that holds the cast and nothing else."""
    db = open_store(path, SECRET)
    with db.transaction() as tx:
        fill(tx)
    db.close()


def open_cast(folder: Path, filled: Path | None = None) -> Cast:
    """Return the cast in a store of its own in `folder`, copied from `filled` where that was made before."""
    store = folder / "store.duckdb"
    if filled:
        shutil.copy(filled, store)
    else:
        make_store(store)
    db = open_store(store, SECRET)
    with db.reading() as tx:
        found = {name: _person(tx, full, address, slug, role) for name, full, address, slug, role in _PEOPLE}
        harbour, north = _organisation(tx, "harbour"), _organisation(tx, "north")
    return Cast(db, settings_in(folder, store), harbour, north, **found)


def _person(tx: Tx, name: str, address: str, slug: str, role: Role) -> Person:
    person = people.by_address(tx, address)
    assert person is not None
    return Person(person, name, address, _organisation(tx, slug), role)


def _organisation(tx: Tx, slug: str) -> Organisation:
    found = organisations.by_slug(tx, slug)
    assert found is not None
    return found


def in_both(cast: Cast, person: Person, role: Role = Role.HOLDER) -> None:
    """Give somebody of the cast a role in the other organisation too."""
    other: OrgId = cast.north.org_id if person.org.org_id == cast.harbour.org_id else cast.harbour.org_id
    with cast.db.transaction() as tx:
        people.add_membership(tx, other, person.person_id, role, cast.now)


DeskOf = Callable[[Person], Desk]
