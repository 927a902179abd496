"""One person as staff see them: addresses, and everything that happened here, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.errors import NotFound
from core.model import PersonId, Role
from core.rules.mail_kinds import KINDS
from core.rules.recertification import LearnerList
from core.rules.recertification_words import standing_words
from core.rules.words import day_words
from core.services.calendar import file_of
from core.services.desk import Desk
from core.services.learners import Learner
from core.services.person_dates import ExplainedDate as ExplainedDate  # pages draw it
from core.services.person_dates import explained
from core.store import courses, learners, people, person_history
from core.store.db import Tx
from core.store.learners import LearnerRow
from core.store.person_history import Address, Event

SHOWN = 200
SOURCES = {"online": "online", "workshop": "at a workshop", "import": "brought in by a file"}
ASSIGNED_BY = {"automatic": "assigned by itself", "manual": "assigned by staff", "import": "brought in by a file"}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history: the day, what it is in words, what belongs to it, and its state now.

    `document` is the number of a certificate that can be opened, else empty.
    """

    day: date
    what: str
    detail: str
    state: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands in one family of courses: the row of the lists, its sentence, its dates explained."""

    row: LearnerRow
    say: str
    dates: tuple[ExplainedDate, ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Times are on the organisation's clock. `more`: the history is longer than what is shown."""

    person_id: PersonId
    name: str
    addresses: tuple[Address, ...]
    archived_at: datetime | None
    standings: tuple[Standing, ...]
    history: tuple[Happening, ...]
    more: bool


def show(desk: Desk, person: PersonId) -> PersonPage:
    """Return a person's page. Staff only. Raises NotFound for who has no record in this organisation."""
    with desk.reading_as(Role.STAFF) as tx:
        org = desk.actor.org_id
        if not person_history.known_here(tx, org, person):
            raise NotFound("person", person)
        archived = person_history.archived_at(tx, org, person)
        events = person_history.events(tx, org, person, SHOWN + 1)
        addresses = tuple(person_history.addresses(tx, person))
        name = people.name_of(tx, person)
        standings = _standings(desk, tx, person)
    return PersonPage(
        person,
        name or (addresses[0].address if addresses else "Nameless"),
        addresses,
        desk.local(archived) if archived else None,
        standings,
        tuple(_happening(event) for event in events[:SHOWN]),
        len(events) > SHOWN,
    )


def _standings(desk: Desk, tx: Tx, person: PersonId) -> tuple[Standing, ...]:
    org = desk.actor.org_id
    taught = courses.all_in(tx, org)
    by_code = {course.code: course for course in taught}
    by_id = {course.course_id: course for course in taught}
    terms = person_history.newest_terms(tx, org, person, desk.today)
    found = []
    for row in learners.of_person(tx, org, desk.today, person):
        term = terms.get(row.family)
        dates = explained(row, by_code[row.course], term, by_id[term.course_id] if term else None)
        found.append(Standing(row, standing_words(LearnerList(row.on_list), row, desk.today), dates))
    return tuple(found)


def calendar(desk: Desk, person: PersonId) -> bytes:
    """Return the coming dates of a person as a calendar file. Staff only. Raises NotFound."""
    with desk.reading_as(Role.STAFF) as tx:
        if not person_history.known_here(tx, desk.actor.org_id, person):
            raise NotFound("person", person)
        standings = _standings(desk, tx, person)
    return file_of(desk, [Learner(one.row, one.say) for one in standings])


def _happening(event: Event) -> Happening:
    what, detail = _words(event)
    return Happening(
        event.day, what, detail, event.state.replace("_", " ").capitalize(), event.detail if event.drawn else ""
    )


def _words(event: Event) -> tuple[str, str]:
    until = day_words(event.until) if event.until else ""
    if event.kind == "mail":
        return f"Mail: {KINDS[event.what].title}", f"to {event.detail}"
    if event.kind == "completion":
        return f"Completed {event.what}", SOURCES.get(event.detail, event.detail)
    if event.kind == "certificate":
        return f"Certificate in {event.what}", f"{event.detail}, {f'valid through {until}' if until else 'never ends'}"
    if event.kind == "assignment":
        due = f", due by {until}" if until else ""
        return f"Assigned {event.what}", f"{ASSIGNED_BY.get(event.detail, event.detail)}{due}"
    if event.kind == "extension":
        return f"Term in {event.what} extended to {until}", event.detail
    if event.kind == "credit":
        return f"CEU credit: {event.what}", event.detail
    if event.kind == "next course":
        return f"Next course set: {event.what}", ""
    return f"Recertification date in {event.what} set by hand", until
