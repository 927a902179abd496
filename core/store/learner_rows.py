"""Rows of the recertification lists with the people and courses that belong to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.model import LearnerCursor, OrgId, PersonId, Unit
from core.store import units
from core.store.db import Row, Tx
from core.store.learner_status import LISTS


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """One person in one family: the list of the day and the dates it rests on. `course` is the open one, else the
    one last taken; `due_on` is there while an assignment is open, `recertify_on` only when none is."""

    learner_id: int
    person_id: PersonId
    name: str
    address: str
    family: str
    course: str
    title: str
    on_list: str
    assignment_id: int | None
    assigned_on: date | None
    due_on: date | None
    started: bool
    valid_through: date | None
    recertify_on: date | None
    ends_on: date | None
    grace_until: date | None
    by_hand: bool
    completed: bool
    cursor: LearnerCursor
    unit: Unit | None = None  # None: not asked for


def joined(tx: Tx, org: OrgId, found: Sequence[Row], *, with_units: bool = False) -> list[LearnerRow]:
    """Return the rows of a page with their people and courses: a few, fetched by key after the page is found.

    Where these people work is looked up only when asked for. A row is COLUMNS of learner_sorting, its two keys, and
    the place of its list.
    """
    ids = {row[1] for row in found}
    people = _people(tx, ids)
    taught = _courses(tx, org, {row[4] or row[3] for row in found})
    rows = [_row(row, people[row[1]], taught[row[4] or row[3]]) for row in found]
    if not with_units:
        return rows
    working = units.of(tx, org, ids)
    return [replace(row, unit=working.get(row.person_id, units.NOT_SAID)) for row in rows]


def _row(row: Row, person: tuple[str, str], course: tuple[str, str]) -> LearnerRow:
    opened = row[14] is not None
    return LearnerRow(
        row[0],
        PersonId(row[1]),
        person[0],
        person[1],
        row[2],
        course[0],
        course[1],
        LISTS[row[17]],
        row[14],
        row[5],
        row[6],
        row[7],
        row[8],
        None if opened else row[9],
        row[10],
        row[11],
        row[12],
        row[3] is not None,
        LearnerCursor(row[15], row[16], row[0]),
    )


def _people(tx: Tx, ids: set[int]) -> dict[int, tuple[str, str]]:
    """Return (name, primary address) by person."""
    rows = tx.query(
        """
        SELECT p.person_id, trim(p.first_name || ' ' || p.last_name), coalesce(a.address, '')
          FROM person AS p
          LEFT JOIN (SELECT person_id, min(address) AS address
                       FROM address
                      WHERE kind = 'primary'
                        AND person_id IN (SELECT unnest($ids::BIGINT[]))
                      GROUP BY person_id) AS a
            ON a.person_id = p.person_id
         WHERE p.person_id IN (SELECT unnest($ids::BIGINT[]))
        """,
        ids=sorted(ids),
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _courses(tx: Tx, org: OrgId, ids: set[int]) -> dict[int, tuple[str, str]]:
    """Return (code, title) by course."""
    rows = tx.query(
        """
        SELECT course_id, code, title
          FROM course
         WHERE org_id = $org
           AND course_id IN (SELECT unnest($ids::BIGINT[]))
        """,
        org=org,
        ids=sorted(ids),
    )
    return {row[0]: (row[1], row[2]) for row in rows}
