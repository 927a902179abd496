"""Organisation units: where people work, as their organisation says; which values there are to filter by."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from core.errors import NotFound, Refusal
from core.model import PersonId, Role, Unit
from core.rules.units import LONGEST as LONGEST
from core.rules.units import normal_unit
from core.services.desk import Desk
from core.store import person_history, units

MOST = 500  # values of each to choose from; any other can be typed


class UnitTooLong(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"A {name} has at most {LONGEST} letters. Shorten it.")


@dataclass(frozen=True, slots=True)
class InUse:
    """The values in use, of each the ones that most people have, by name."""

    departments: tuple[str, ...]
    locations: tuple[str, ...]
    managers: tuple[str, ...]


def in_use(desk: Desk) -> InUse:
    """Return the departments, locations and managers that people of this organisation have. Staff only."""
    with desk.reading_as(Role.STAFF) as tx:
        found = units.in_use(tx, desk.actor.org_id, MOST)
    return InUse(tuple(found["department"]), tuple(found["location"]), tuple(found["manager"]))


def of_person(desk: Desk, person: PersonId) -> Unit:
    """Return where somebody works here. Staff only. Raises NotFound for who has no record in this organisation."""
    with desk.reading_as(Role.STAFF) as tx:
        if not person_history.known_here(tx, desk.actor.org_id, person):
            raise NotFound("person", person)
        return units.of(tx, desk.actor.org_id, [person]).get(person, Unit())


def change(desk: Desk, person: PersonId, wanted: Unit) -> bool:
    """Say where somebody works here; return whether that is another place than before. Staff only.

    It is the organisation's own: what others say of the same person stays. Raises NotFound, UnitTooLong.
    """
    unit = normal_unit(wanted)
    for name, value in asdict(unit).items():
        if len(value) > LONGEST:
            raise UnitTooLong(name)
    with desk.acting_as(Role.STAFF) as tx:
        org = desk.actor.org_id
        if not person_history.known_here(tx, org, person):
            raise NotFound("person", person)
        before = units.of(tx, org, [person]).get(person, Unit())
        if unit == before:
            return False
        units.put(tx, org, person, unit, desk.now)
        desk.record(tx, "person.unit_changed", f"person:{person}", before=asdict(before), after=asdict(unit))
        return True
