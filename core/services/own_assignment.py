"""A learner's own page of one assignment, opened by the link in the mail: begin it, and say that it is done.

The link's token is derived from the assignment, and nothing of it is stored: a list action writes a million mails
without a million links beside them. A link is as dead as its assignment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.errors import LinkDead, Refusal
from core.model import Actor, Organisation, Role
from core.rules import tokens
from core.rules.calendar_file import CalendarDay, calendar_file
from core.services.sessions import day_in
from core.store import audit, organisations, own_assignment, people
from core.store.db import Db, Tx
from core.store.own_assignment import OwnAssignment

PURPOSE = "assignment"


class AssignmentOver(Refusal):
    def __init__(self) -> None:
        super().__init__("This assignment was taken back, so there is nothing to do. What you completed stays.")


@dataclass(frozen=True, slots=True)
class AssignmentPage:
    """What the page shows. `state`: assigned, in_progress, overdue, completed, or over when it was taken back."""

    organisation: Organisation
    logo: str | None
    name: str
    assignment: OwnAssignment
    state: str


def page(db: Db, secret: bytes, token: str, now: datetime) -> AssignmentPage:
    """Return what a link opens. Raises LinkDead for one that is none of ours."""
    with db.reading() as tx:
        found, organisation = _opened(tx, secret, token)
        return AssignmentPage(
            organisation,
            organisations.look(tx, organisation.org_id).logo,
            people.name_of(tx, found.person_id),
            found,
            _state(found, day_in(organisation.zone, now)),
        )


def start(db: Db, secret: bytes, token: str, now: datetime) -> bool:
    """Begin the assignment; return whether this was the first time. Raises LinkDead, AssignmentOver."""
    with db.transaction() as tx:
        found, organisation = _to_be_done(tx, secret, token)
        started = own_assignment.start(tx, found, day_in(organisation.zone, now))
        if started:
            _record(tx, found, now, "assignment.started", "in_progress")
        return started


def finish(db: Db, secret: bytes, token: str, now: datetime) -> bool:
    """Complete the assignment today; return whether it was open. Raises LinkDead, AssignmentOver."""
    with db.transaction() as tx:
        found, organisation = _to_be_done(tx, secret, token)
        finished = own_assignment.finish(tx, found, day_in(organisation.zone, now), now)
        if finished:
            _record(tx, found, now, "assignment.completed", "completed")
        return finished


def calendar(db: Db, secret: bytes, token: str, now: datetime, url: str) -> bytes:
    """Return the day that the assignment is due as a calendar file, without an entry once it is done."""
    shown = page(db, secret, token, now)
    due = shown.assignment.due_on
    summary = f"{shown.assignment.title} is due"
    day = (
        [CalendarDay(f"assignment-{shown.assignment.assignment_id}@{shown.organisation.slug}", due, summary, url=url)]
        if due
        else []
    )
    return calendar_file(shown.organisation.name, day, now)


def _opened(tx: Tx, secret: bytes, token: str) -> tuple[OwnAssignment, Organisation]:
    key = tokens.key_of(token, secret, PURPOSE)
    found = own_assignment.find(tx, key) if key is not None else None
    if found is None:
        raise LinkDead
    return found, organisations.by_id(tx, found.org_id)


def _to_be_done(tx: Tx, secret: bytes, token: str) -> tuple[OwnAssignment, Organisation]:
    found, organisation = _opened(tx, secret, token)
    if found.state not in ("assigned", "in_progress", "completed"):
        raise AssignmentOver
    return found, organisation


def _state(one: OwnAssignment, today: date) -> str:
    if one.state not in ("assigned", "in_progress"):
        return "completed" if one.state == "completed" else "over"
    return "overdue" if one.due_on and one.due_on < today else one.state


def _record(tx: Tx, one: OwnAssignment, now: datetime, action: str, state: str) -> None:
    learner = Actor(one.org_id, Role.HOLDER, one.person_id, people.name_of(tx, one.person_id), "")
    subject = f"assignment:{one.assignment_id}"
    audit.add(tx, learner, now, action, subject, {"state": one.state}, {"state": state, "course": one.title})
