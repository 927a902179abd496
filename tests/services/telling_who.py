"""Short ways to say who is who, and to open what people are mailed about it."""

from __future__ import annotations

from dataclasses import dataclass

from core.rules import tokens
from core.services import rosters
from core.services.identity import proposals, proving, roster_links
from core.services.rosters import RosterRow
from core.store.db import Row
from core.store.same_persons import SamePerson
from tests.cast import SECRET, Person
from tests.services.scenes import Scene

SLIP = "ana.sliva@example.org"
ANA = "ana.silva@example.org"


@dataclass(slots=True)
class Telling:
    """Andrea's workshop with Ana under a misspelt address on it."""

    scene: Scene
    workshop: int

    def row(self, address: str = SLIP) -> RosterRow:
        desk = self.scene.cast.desk_of(self.scene.cast.olga)
        _, found = rosters.rows(desk, self.workshop, rosters.EVERYBODY)  # type: ignore[arg-type]
        return next(row for row in found if row.standing.address == address)

    def say(self, who: Person, address: str = SLIP) -> SamePerson:
        """Say that a row's address is that of whom it suggests."""
        standing = self.row(address).standing.standing_id
        return roster_links.say(self.scene.cast.desk_of(who), self.workshop, standing)  # type: ignore[arg-type]

    def rows(self, sql: str, **params: object) -> list[Row]:
        with self.scene.cast.db.reading() as tx:
            return tx.query(sql, **params)

    def owner(self, address: str) -> int | None:
        found = self.rows("SELECT person_id FROM address WHERE address = $address", address=address)
        return found[0][0] if found else None

    def mail(self, kind: str) -> tuple[str, str]:
        """Return the address of the newest mail of a kind, and the token of its link."""
        [(to, parameters)] = self.rows(
            "SELECT to_address, parameters FROM outbox WHERE kind = $kind ORDER BY mail_id DESC LIMIT 1", kind=kind
        )
        key = int(parameters.partition('"link_id": ')[2].rstrip("}").partition(",")[0])
        return to, token_of({"proposal": proposals.PURPOSE, "address_verification": proving.PURPOSE}[kind], key)


def token_of(purpose: str, key: int) -> str:
    """Return the token of a mailed link."""
    return tokens.keyed(SECRET, purpose, key)


def telling(scene: Scene, *lines: str) -> Telling:
    """Return a workshop with these lines, or with Ana under a misspelt address."""
    workshop = scene.workshop()
    scene.upload(workshop, *(lines or (f"Ana;Silva;{SLIP}",)))
    return Telling(scene, workshop)
