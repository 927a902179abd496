"""Whom an action is for: ticked rows, everything that a filter matches, or persons by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from core.errors import BadAddress
from core.model import AllLearners, Chosen, LearnerFilter, OrgId, Role
from core.rules.addresses import normal_address
from core.rules.plan import Refused
from core.rules.recertify_words import why_words
from core.services.courses import find_course
from core.services.desk import Desk
from core.store.actions import picked
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Persons:
    """All that these persons have here, or what they have in the family of a course."""

    ids: frozenset[int]
    course: str | None = None
    said: Mapping[int, str] = field(default_factory=dict)  # how the asker named them, where not by id
    unknown: tuple[str, ...] = ()  # who was named and is nobody's id or address


Wanted = Chosen | AllLearners | Persons


def pick(desk: Desk, tx: Tx, wanted: Wanted) -> list[Refused]:
    """Make `picked` from a selection, as the records stand now; return who of it is not known here.

    Raises NotFound for a course that is not.
    """
    org = desk.actor.org_id
    if not isinstance(wanted, Persons):
        _known_courses(tx, org, wanted)
        gone = picked.matching(tx, org, desk.today, wanted)
        return [Refused(f"row {each}", "NOT_FOUND", why_words("NOT_LISTED", str(each), "")) for each in gone]
    family = find_course(tx, org, wanted.course).family if wanted.course else None
    strangers = picked.persons(tx, org, wanted.ids, family, desk.today)
    named = [*wanted.unknown, *(wanted.said.get(each, str(each)) for each in strangers)]
    return [Refused(each, "NOT_FOUND", why_words("NOT_FOUND", each, "")) for each in named]


def _known_courses(tx: Tx, org: OrgId, wanted: Chosen | AllLearners) -> None:
    for code in wanted.filter.courses if isinstance(wanted, AllLearners) else ():
        find_course(tx, org, code)


def on_list(name: str, course: str | None = None) -> AllLearners:
    """Return the selection of everybody on a list, in the family of a course when one is named."""
    return AllLearners(LearnerFilter(on_list=name, courses=(course,) if course else ()))


def persons_of_file(desk: Desk, content: bytes, course: str | None) -> Persons:
    """Return the persons of a file: on each line the id that `core learners` prints, or one of the person's addresses.

    Only the first cell of a line counts; a heading is passed over. Whoever is not known here is refused by the plan.
    """
    ids, by_address, unknown = set[int](), dict[str, str](), list[str]()
    for text in _first_cells(content):
        if text.isascii() and text.isdigit() and len(text) < 19:
            ids.add(int(text))
        elif address := _address(text):
            by_address.setdefault(address, text)
        else:
            unknown.append(text)
    with desk.reading_as(Role.STAFF) as tx:
        owners = picked.owners(tx, by_address)
    unknown += [text for address, text in by_address.items() if address not in owners]
    said = {person: by_address[address] for address, person in owners.items() if person not in ids}
    return Persons(frozenset({*ids, *owners.values()}), course, said, tuple(dict.fromkeys(unknown)))


HEADINGS = ("person", "id", "person_id", "email", "e-mail", "address")


def _first_cells(content: bytes) -> Iterator[str]:
    text = content.decode("utf-8-sig", errors="replace")
    for place, line in enumerate(text.splitlines()):
        cell = re.split(r"[,;\t]", line, maxsplit=1)[0].strip().strip('"').strip()
        if cell and not (place == 0 and cell.lower() in HEADINGS):
            yield cell


def _address(text: str) -> str | None:
    try:
        return normal_address(text)
    except BadAddress:
        return None
