"""Due dates for calendars: of everybody whom a filter of the lists matches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from core.errors import Refusal
from core.model import LearnerFilter, Role
from core.rules.calendar_file import CalendarDay, calendar_file
from core.rules.words import list_words
from core.services import learners
from core.services.desk import Desk
from core.services.learners import Learner
from core.store import organisations

MOST = 2_000  # entries that a calendar takes without choking


class TooManyDays(Refusal):
    def __init__(self, found: int) -> None:
        super().__init__(f"That is {found:,} days; a calendar takes {MOST:,}. Narrow the filter to fewer people.")


def of_filter(desk: Desk, wanted: LearnerFilter) -> bytes:
    """Return the due dates of everybody whom a filter matches, under the names of the managers it asks for.

    Staff only. Raises TooManyDays, NotFound.
    """
    found = learners.listing(desk, wanted, limit=MOST)
    if found.total > MOST:
        raise TooManyDays(found.total)
    return file_of(desk, found.rows, wanted.managers)


def file_of(desk: Desk, found: Iterable[Learner], managers: Sequence[str] = ()) -> bytes:
    """Return rows of the lists as a calendar file, without those of archived people. `managers`: whose people these
    are, for the calendar's name. Staff only."""
    with desk.reading_as(Role.STAFF) as tx:
        organisation = organisations.by_id(tx, desk.actor.org_id)
    days = [
        CalendarDay(
            f"learner-{one.row.learner_id}@{organisation.slug}",
            day,
            f"{one.row.title}: {one.row.name or one.row.address}",
            one.say,
            f"{desk.base_url}/person?id={one.row.person_id}",
        )
        for one in found
        if (day := _day(one)) and one.row.on_list != "archived"
    ]
    whose = f", {list_words(managers)}" if managers else ""
    return calendar_file(f"{organisation.name}: due dates{whose}", days, desk.now)


def _day(one: Learner) -> date | None:
    """Return the day that an entry stands on: the due date of what is open, else the recertification date."""
    return one.row.due_on or one.row.recertify_on
