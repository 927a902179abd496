"""What runs once a day in each organisation, on its own calendar: a day begins when it begins there.

Each job of an organisation and day is one transaction together with its record in `job_day`, so a kill leaves both or
neither, and of two schedulers at once the second finds the record. Days on which nothing ran are caught up by the next
run; each job knows how.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from core.jobs import automatic, look_ahead, reminders
from core.model import Actor, Organisation, Role
from core.services.credits import recovering
from core.services.credits import reminders as credit_reminders
from core.services.desk import Desk
from core.services.sessions import day_in
from core.store import job_days, organisations
from core.store.db import Db, Tx

Work = Callable[[Desk, Tx], dict[str, int]]
EVERY = 60.0  # seconds between two looks: a day begins somewhere at any minute of ours
log = logging.getLogger("certdesk.daily")


@dataclass(frozen=True, slots=True)
class Job:
    """A job that runs once a day, or once a week; a week is known by its Monday."""

    name: str
    work: Work
    weekly: bool = False

    def day(self, on: date) -> date:
        """Return the day under which a run on `on` is recorded."""
        return on - timedelta(days=on.weekday()) if self.weekly and on.toordinal() > on.weekday() else on


# Who is assigned a course today hears of its due date, no longer of the term: so that comes first.
JOBS = (
    Job(automatic.NAME, automatic.assign),
    Job(reminders.NAME, reminders.remind),
    Job(look_ahead.NAME, look_ahead.tell, weekly=True),
    Job("credit_recovery", recovering.sweep),
    Job("credit_reminders", credit_reminders.remind),
)


@dataclass(frozen=True, slots=True)
class Ran:
    """One job that ran for a day of an organisation, with what it did to how many."""

    org: str
    on: date
    job: str
    counts: Mapping[str, int]


@dataclass(slots=True)
class Report:
    """What one look did. `defects` are the ids under which the log holds what broke; the next look tries it again."""

    ran: list[Ran] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


def run(db: Db, now: datetime, on: date | None = None, jobs: Sequence[Job] = JOBS, only: int | None = None) -> Report:
    """Run whatever has not run yet for today of each organisation, or of the one that is named.

    `now` is UTC; `on` is today for all of them, if given.
    """
    report = Report()
    with db.reading() as tx:
        waiting = [one for one in _waiting(tx, now, on, jobs) if only in (None, one[0].org_id)]
    for organisation, day, job in waiting:
        try:
            counts = _once(_desk(db, organisation, day, now), job)
        except Exception:  # one organisation's trouble is not another's, and the next look may find it cured
            report.defects.append(_defect(organisation, day, job))
        else:
            if counts is not None:
                report.ran.append(Ran(organisation.slug, day, job.name, counts))
    return report


def _waiting(tx: Tx, now: datetime, on: date | None, jobs: Sequence[Job]) -> list[tuple[Organisation, date, Job]]:
    todays = [(one, on or day_in(one.zone, now)) for one in organisations.all_of_them(tx)]
    wanted = [(one, today, job) for one, today in todays for job in jobs]
    ran = job_days.ran_since(tx, min((job.day(today) for _, today, job in wanted), default=date.max))
    return [(one, today, job) for one, today, job in wanted if (one.org_id, job.name, job.day(today)) not in ran]


def _desk(db: Db, organisation: Organisation, day: date, now: datetime) -> Desk:
    actor = Actor(organisation.org_id, Role.OPERATOR, None, "the daily jobs", "")
    return Desk(db, actor, day, now, zone=organisation.zone)


def _once(desk: Desk, job: Job) -> dict[str, int] | None:
    org, day = desk.actor.org_id, job.day(desk.today)
    with desk.db.transaction() as tx:
        if job_days.ran(tx, org, job.name, day):
            return None  # another scheduler was faster
        counts = job.work(desk, tx)
        job_days.record(tx, org, job.name, day, counts, desk.now)
        return counts


def _defect(organisation: Organisation, day: date, job: Job) -> str:
    name = secrets.token_hex(4)
    log.exception("job %s of %s on %s stumbled (defect %s)", job.name, organisation.slug, day, name)
    return name
