"""The recertification lists, page by page. A page begins after the last row of the one before, so that page 5,000
costs what page 1 does and nobody is passed over when rows change meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from core.model import LearnerCursor, LearnerFilter, LearnerOrder, OrgId, PersonId
from core.store import learner_facts, learner_rows, learner_sorting
from core.store.db import Row, Tx
from core.store.learner_filter import DATE, Condition, condition
from core.store.learner_rows import LearnerRow as LearnerRow
from core.store.learner_sorting import COLUMNS
from core.store.learner_sorting import Sorting as Sorting
from core.store.learner_status import PLACE

FAR = 2_000  # rows that are cheaper passed over than counted
NAMES = 2_000  # people among whom a page of a long list sorted by name is looked for first
LONG = 500_000  # rows that are quicker looked for so than sorted by name all together


def page(
    tx: Tx,
    org: OrgId,
    on: date,
    wanted: LearnerFilter,
    sorting: Sorting,
    size: int,
    after: LearnerCursor | None = None,
    skip: int = 0,
    *,
    with_units: bool = False,
) -> list[LearnerRow]:
    """Return up to `size` rows in order, from the one after `after`, or from the place `skip`."""
    source = learner_facts.source_for(tx, org, on)
    found = condition(org, on, wanted)
    rows = _page(tx, source, found, wanted, sorting, size, after, skip)
    return learner_rows.joined(tx, org, rows, with_units=with_units)


def every_page(
    tx: Tx, org: OrgId, on: date, wanted: LearnerFilter, sorting: Sorting, size: int
) -> Iterator[list[LearnerRow]]:
    """Yield all rows in order, so many at a time, with where their people work."""
    source = learner_facts.source_for(tx, org, on)
    found = condition(org, on, wanted)
    after = None
    while found_rows := _page(tx, source, found, wanted, sorting, size, after, 0):
        rows = learner_rows.joined(tx, org, found_rows, with_units=True)
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
    return learner_rows.joined(tx, org, tx.query(sql, org=org, person=person, on=on))


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
    if sorting.order is LearnerOrder.NAME and not wanted.search and not skip and _is_long(tx, source, found):
        near = _next_names(tx, found, sorting, after)
        rows = _sorted(tx, source, near, wanted, sorting, size, after, skip)
        if len(rows) == size:
            return rows
    return _sorted(tx, source, found, wanted, sorting, size, after, skip)


def _is_long(tx: Tx, source: str, found: Condition) -> bool:
    """Return whether a list is so long that the next names alone hold several pages of it."""
    sql = f"""
        SELECT (SELECT count(*) FROM {source} WHERE {found.sql}), (SELECT count(*) FROM person)
    """
    rows, people = tx.query(sql, **found.named_in(sql))[0]
    return bool(rows >= LONG and rows * NAMES >= people * 100)


def _next_names(tx: Tx, found: Condition, sorting: Sorting, after: LearnerCursor | None) -> Condition:
    """Return the condition narrowed to the people whose names come next: to sort all would take ten times as long."""
    first = after.first if after else None
    sql = _NEXT_NAMES[sorting.descending]
    edge = tx.value(sql, first=first, names=NAMES)
    values = {**found.values, "from_name": first, "to_name": edge}
    return Condition(f"{found.sql} AND {_AMONG[sorting.descending]}", values)


_NEXT_NAMES = {
    False: """
        SELECT max(search_text)
          FROM (SELECT search_text
                  FROM person
                 WHERE $first IS NULL
                    OR search_text >= $first
                 ORDER BY search_text
                 LIMIT $names) AS names
    """,
    True: """
        SELECT min(search_text)
          FROM (SELECT search_text
                  FROM person
                 WHERE $first IS NULL
                    OR search_text <= $first
                 ORDER BY search_text DESC
                 LIMIT $names) AS names
    """,
}
_AMONG = {
    False: """person_id IN (SELECT p.person_id
                                  FROM person AS p
                                 WHERE p.search_text <= $to_name
                                   AND ($from_name IS NULL OR p.search_text >= $from_name))""",
    True: """person_id IN (SELECT p.person_id
                                  FROM person AS p
                                 WHERE p.search_text >= $to_name
                                   AND ($from_name IS NULL OR p.search_text <= $from_name))""",
}


def _sorted(
    tx: Tx,
    source: str,
    found: Condition,
    wanted: LearnerFilter,
    sorting: Sorting,
    size: int,
    after: LearnerCursor | None,
    skip: int,
) -> list[Row]:
    keyed = learner_sorting.keyed(source, found.sql, wanted.on_list, sorting, dear=bool(wanted.search))
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
