"""What waits for whoever is here: the home page."""

from __future__ import annotations

from dataclasses import dataclass

from core.model import LearnerFilter, PersonId, Role
from core.services.desk import Desk
from core.store import learner_counts, todo
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, as a sentence that holds its number, with the page where it is done (None: nowhere here)."""

    say: str
    page: str | None = None


def tasks(desk: Desk) -> list[Task]:
    """Return what waits for this actor, first things first; empty when nothing does."""
    with desk.reading_as(Role.STAFF, Role.INSTRUCTOR, Role.ANALYST, Role.HOLDER) as tx:
        if desk.actor.role is Role.STAFF:
            return _for_staff(tx, desk)
        if desk.actor.role is Role.INSTRUCTOR:
            return _workshops(tx, desk, desk.actor.person_id)
        return _for_holder(tx, desk) if desk.actor.role is Role.HOLDER else []


def _for_staff(tx: Tx, desk: Desk) -> list[Task]:
    disputes, failed, unpaid, reviews, submitted, named = todo.for_staff(tx, desk.actor.org_id, desk.now)
    found = [
        (reviews, "order needs a look", "orders need a look", "invoices"),
        (failed, "mail did not arrive", "mails did not arrive", "mails"),
        (disputes, "row is disputed", "rows are disputed", "queue"),
        (named, "row waits to be said whose it is", "rows wait to be said whose they are", "queue"),
        (unpaid, "invoice is unpaid", "invoices are unpaid", "invoices"),
        (submitted, "CEU course waits for review", "CEU courses wait for review", "ceu-courses"),
    ]
    standing = learner_counts.counts(tx, desk.actor.org_id, desk.today, LearnerFilter(archived=False))
    due = sum(standing[name] for name in ("due", "in_grace", "lapsed"))
    found += [
        (standing["overdue"], "assignment is overdue", "assignments are overdue", "learners"),
        (due, "person is due for recertification", "people are due for recertification", "learners"),
    ]
    first = [] if todo.courses(tx, desk.actor.org_id) else [Task("Set up the first course and its fees.", "courses")]
    waiting = [Task(f"{_counted(count, one, more)}.", page) for count, one, more, page in found if count]
    return [*first, *waiting, *_workshops(tx, desk, None)]


def _workshops(tx: Tx, desk: Desk, instructor: PersonId | None) -> list[Task]:
    drafts, ready, total = todo.workshops(tx, desk.actor.org_id, instructor)
    found = [
        (ready, "workshop has people who may be certified", "workshops have people who may be certified"),
        (drafts, "workshop waits for its list of participants", "workshops wait for their lists of participants"),
    ]
    if not total and instructor:
        return [Task("Create your first workshop, then upload the list of who was there.", "workshops")]
    return [Task(f"{_counted(count, one, more)}.", "workshops") for count, one, more in found if count]


def _for_holder(tx: Tx, desk: Desk) -> list[Task]:
    if desk.actor.person_id is None:
        return []
    waiting_credits = todo.credits_of(tx, desk.actor.person_id)
    credits = _counted(waiting_credits, "credit waits for your answer", "credits wait for your answer")
    offered, issued = todo.certificates_of(tx, desk.actor.org_id, desk.actor.person_id)
    waiting = _counted(offered, "certificate waits", "certificates wait")
    held = _counted(issued, "certificate is", "certificates are")
    return [
        *([Task(f"{credits}.", "my-credits")] if waiting_credits else []),
        *([Task(f"{waiting} for you. The mail that we sent you has the link.")] if offered else []),
        *([Task(f"{held} issued to you. The link in the mail opens them at any time.")] if issued else []),
    ]


def _counted(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"
