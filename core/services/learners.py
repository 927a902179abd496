"""Learners: whose training falls due, as lists of a day; what one person's standing rests on; lists to take away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from core.model import LearnerCursor, LearnerFilter, Role, Unit
from core.rules.intake.export import csv_file, xlsx_file
from core.rules.recertification import LearnerList
from core.rules.recertification_words import standing_words
from core.services.courses import find_course
from core.services.desk import Desk
from core.store import learner_counts, learners
from core.store.db import Tx
from core.store.learners import LearnerRow as LearnerRow
from core.store.learners import Sorting as Sorting

PAGE = 25
CHUNK = 5_000  # rows of a long list that are in memory at once
SOONEST = Sorting()


@dataclass(frozen=True, slots=True)
class Learner:
    """One row of a list with its sentence."""

    row: LearnerRow
    say: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of a day from its beginning: how many rows each list has under the filter, and the rows asked for."""

    on: date
    on_list: str | None
    counts: dict[str, int]
    rows: tuple[Learner, ...]

    @property
    def total(self) -> int:
        """How many rows the list has that was asked for; without one all lists together."""
        return self.counts[self.on_list] if self.on_list else sum(self.counts.values())


def page(
    desk: Desk,
    wanted: LearnerFilter,
    sorting: Sorting = SOONEST,
    *,
    after: LearnerCursor | None = None,
    number: int = 1,
    size: int = PAGE,
    with_units: bool = False,
) -> list[Learner]:
    """Return one page of a list: the rows after a cursor, else the page of this number. Staff only.

    `with_units`: with where everybody works. Raises NotFound for a course that is not here.
    """
    with desk.reading_as(Role.STAFF) as tx:
        _check(tx, desk, wanted)
        skip = 0 if after else (max(number, 1) - 1) * size
        rows = learners.page(
            tx, desk.actor.org_id, desk.today, wanted, sorting, size, after, skip, with_units=with_units
        )
    return [worded(row, desk.today) for row in rows]


def counts(desk: Desk, wanted: LearnerFilter) -> dict[str, int]:
    """Return how many rows each list of today has under a filter, every list always. Staff only; raises NotFound."""
    with desk.reading_as(Role.STAFF) as tx:
        _check(tx, desk, wanted)
        return learner_counts.counts(tx, desk.actor.org_id, desk.today, wanted)


def listing(desk: Desk, wanted: LearnerFilter, sorting: Sorting = SOONEST, *, limit: int | None = None) -> Listing:
    """Return the counts and up to `limit` rows of a list from its beginning, as the command line prints them."""
    with desk.reading_as(Role.STAFF) as tx:
        _check(tx, desk, wanted)
        org = desk.actor.org_id
        counted = learner_counts.counts(tx, org, desk.today, wanted)
        if limit is None:
            found = list(_every(tx, desk, wanted, sorting))
        else:
            found = learners.page(tx, org, desk.today, wanted, sorting, limit)
    return Listing(desk.today, wanted.on_list, counted, tuple(worded(row, desk.today) for row in found))


HEADER = (
    "Name",
    "E-mail",
    "Course",
    "Title",
    "List",
    "Due on",
    "Recertify on",
    "Valid through",
    "Grace until",
    "Because",
    "Department",
    "Location",
    "Manager",
)


def export_rows(desk: Desk, wanted: LearnerFilter, sorting: Sorting = SOONEST) -> Iterator[tuple[object, ...]]:
    """Yield the cells of every row that matches, in the order of HEADER, a few thousand rows in memory at once.

    The checks run when the first row is asked for. Staff only; raises NotFound.
    """
    with desk.reading_as(Role.STAFF) as tx:
        _check(tx, desk, wanted)
        for row in _every(tx, desk, wanted, sorting):
            yield _cells(worded(row, desk.today))


def export_file(desk: Desk, wanted: LearnerFilter, sorting: Sorting = SOONEST, *, kind: str = "csv") -> bytes:
    """Return the list as a CSV or an XLSX file in which no cell acts as a formula."""
    rows = export_rows(desk, wanted, sorting)
    return xlsx_file(HEADER, _written(rows), "Learners") if kind == "xlsx" else csv_file(HEADER, _written(rows))


def _written(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    return (tuple("" if cell is None else cell for cell in row) for row in rows)


def _every(tx: Tx, desk: Desk, wanted: LearnerFilter, sorting: Sorting) -> Iterator[LearnerRow]:
    for rows in learners.every_page(tx, desk.actor.org_id, desk.today, wanted, sorting, CHUNK):
        yield from rows


def _check(tx: Tx, desk: Desk, wanted: LearnerFilter) -> None:
    for code in wanted.courses:
        find_course(tx, desk.actor.org_id, code)


def worded(row: LearnerRow, on: date) -> Learner:
    """Return a row with the sentence that says why it is on its list on a day."""
    return Learner(row, standing_words(LearnerList(row.on_list), row, on))


LIST_WORDS = {
    LearnerList.NOT_STARTED: "Not started",
    LearnerList.IN_PROGRESS: "In progress",
    LearnerList.OVERDUE: "Overdue",
    LearnerList.CURRENT: "Current",
    LearnerList.DUE: "Due for recertification",
    LearnerList.IN_GRACE: "In grace",
    LearnerList.LAPSED: "Lapsed",
    LearnerList.ARCHIVED: "Archived",
}


def _cells(one: Learner) -> tuple[object, ...]:
    row, unit = one.row, one.row.unit or Unit()
    return (
        row.name,
        row.address,
        row.course,
        row.title,
        LIST_WORDS[LearnerList(row.on_list)],
        row.due_on,
        row.recertify_on,
        row.valid_through,
        row.grace_until,
        one.say,
        unit.department,
        unit.location,
        unit.manager,
    )
