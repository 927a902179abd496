"""The recertification lists, page by page. A page begins after the last row of the one before, so that page 5,000
costs what page 1 does and nobody is passed over when rows change meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.model import LearnerCursor, LearnerFilter, LearnerOrder, OrgId, PersonId
from core.store import learner_facts, learner_sorting
from core.store.db import Row, Tx
from core.store.learner_filter import DATE, Condition, condition
from core.store.learner_sorting import COLUMNS
from core.store.learner_sorting import Sorting as Sorting
from core.store.learner_status import LISTS, PLACE

FAR = 2_000  # rows that are cheaper passed over than counted


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


def page(
    tx: Tx,
    org: OrgId,
    on: date,
    wanted: LearnerFilter,
    sorting: Sorting,
    size: int,
    after: LearnerCursor | None = None,
    skip: int = 0,
) -> list[LearnerRow]:
    """Return up to `size` rows in order, from the one after `after`, or from the place `skip`."""
    source = learner_facts.source_for(tx, org, on)
    found = condition(org, on, wanted)
    return _rows(tx, org, _page(tx, source, found, wanted, sorting, size, after, skip))


def every_page(
    tx: Tx, org: OrgId, on: date, wanted: LearnerFilter, sorting: Sorting, size: int
) -> Iterator[list[LearnerRow]]:
    """Yield all rows in order, so many at a time."""
    source = learner_facts.source_for(tx, org, on)
    found = condition(org, on, wanted)
    after = None
    while rows := _rows(tx, org, _page(tx, source, found, wanted, sorting, size, after, 0)):
        yield rows
        after = rows[-1].cursor


def of_person(tx: Tx, org: OrgId, on: date, person: PersonId) -> list[LearnerRow]:
    """Return the rows of one person, by family."""
    source = learner_facts.source_for(tx, org, on)
    sql = f"""
        SELECT {COLUMNS}, {DATE} AS first_key, 0 AS second_key, {PLACE} AS place
          FROM {source}
         WHERE org_id = $org
           AND person_id = $person
         ORDER BY family
    """
    return _rows(tx, org, tx.query(sql, org=org, person=person, on=on))


def _page(
    tx: Tx,
    source: str,
    found: Condition,
    wanted: LearnerFilter,
    sorting: Sorting,
    size: int,
    after: LearnerCursor | None,
    skip: int,
) -> list[Row]:
    keyed = learner_sorting.keyed(source, found.sql, wanted.on_list, sorting)
    beyond = "TRUE"
    values: dict[str, Any] = {}
    if after is not None:
        beyond = _AFTER[sorting.descending]
        values = {"first": after.first, "second": after.second, "key": after.learner_id}
    elif skip > FAR and sorting.order is not LearnerOrder.NAME:
        first, second, skip = _place_of(tx, keyed, found, sorting, skip)
        beyond = _FROM[sorting.descending]
        values = {"first": first, "second": second}
    order = _ORDER[sorting.descending]
    tops = " UNION ALL ".join(
        f"(SELECT * FROM ({each}) AS keyed WHERE {beyond} ORDER BY {order} LIMIT $most)" for each in keyed
    )
    sql = f"""
        SELECT {COLUMNS}, first_key, second_key, {PLACE} AS place
          FROM (SELECT *
                  FROM ({tops}) AS tops
                 ORDER BY {order}
                 LIMIT $size
                OFFSET $skip) AS page
         ORDER BY {order}
    """
    return tx.query(sql, **found.named_in(sql, **values, size=size, skip=skip, most=size + skip))


def _place_of(tx: Tx, keyed: Sequence[str], found: Condition, sorting: Sorting, skip: int) -> tuple[Any, Any, int]:
    """Return the keys at a place in the list, and how many rows with these keys come before it.

    Counting rows by their keys is quicker than sorting all that come before.
    """
    both = " UNION ALL ".join(f"SELECT first_key, second_key FROM ({each}) AS keyed" for each in keyed)
    sql = f"SELECT first_key, second_key, count(*) FROM ({both}) AS keys GROUP BY first_key, second_key"
    groups = sorted(tx.query(sql, **found.named_in(sql)), reverse=sorting.descending)
    for first, second, count in groups:
        if skip < count:
            return first, second, skip
        skip -= count
    last = groups[-1] if groups else (date.max, 0, 0)
    return last[0], last[1], skip + last[2]


_ORDER = {
    False: "first_key, second_key, learner_id",
    True: "first_key DESC, second_key DESC, learner_id",
}
# The bare comparison of the first key lets statistics pass over what cannot match.
_AFTER = {
    False: """first_key >= $first
           AND (first_key > $first
                OR second_key > $second
                OR (second_key = $second AND learner_id > $key))""",
    True: """first_key <= $first
           AND (first_key < $first
                OR second_key < $second
                OR (second_key = $second AND learner_id > $key))""",
}
_FROM = {
    False: "first_key >= $first AND (first_key > $first OR second_key >= $second)",
    True: "first_key <= $first AND (first_key < $first OR second_key <= $second)",
}


def _rows(tx: Tx, org: OrgId, found: Sequence[Row]) -> list[LearnerRow]:
    """Join people and courses to the few rows of a page: by key, after the page is found."""
    people = _people(tx, {row[1] for row in found})
    taught = _courses(tx, org, {row[4] or row[3] for row in found})
    return [_row(row, people[row[1]], taught[row[4] or row[3]]) for row in found]


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
