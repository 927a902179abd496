"""What the lists are sorted by: statements that give the matching rows of `learner` with their keys.

A page is the first rows of several such statements together, each sorted by a plain column: the engine passes over
what cannot be among the first, which it cannot when the key is calculated.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.model import LearnerOrder
from core.store.learner_filter import DATE
from core.store.learner_status import PLACE

COLUMNS = """learner_id, person_id, family, course_id, open_course_id, assigned_on, due_on, started, valid_through,
               recertify_on, ends_on, grace_until, by_hand, archived, assignment_id"""


@dataclass(frozen=True, slots=True)
class Sorting:
    """A column and its direction."""

    order: LearnerOrder = LearnerOrder.DATE
    descending: bool = False


def keyed(source: str, matching: str, on_list: str | None, sorting: Sorting, *, dear: bool = False) -> list[str]:
    """Return statements that together give every matching row once: COLUMNS, first_key, second_key, never null.

    No date sorts as the last day of the calendar. `source` is a table of ours, `matching` a condition over it; `dear`
    says that it costs more than sorting by a calculated key, and so is looked at once only.
    """
    rows = f"FROM {source} WHERE {matching}"
    if sorting.order is LearnerOrder.DATE and dear:
        return [f"SELECT {COLUMNS}, {DATE} AS first_key, 0 AS second_key {rows}"]
    if sorting.order is LearnerOrder.DATE:
        return [
            f"SELECT {COLUMNS}, {key} AS first_key, 0 AS second_key {rows} AND {which}"
            for which, key in _BY_DATE.get(on_list or "", _ANY)
        ]
    if sorting.order in _KEYS:
        return [f"SELECT {COLUMNS}, {_KEYS[sorting.order]} AS first_key, {DATE} AS second_key {rows}"]
    if sorting.order in _UNITS:
        return [
            f"""SELECT l.*, coalesce(u.{_UNITS[sorting.order]}, '') AS first_key, {DATE} AS second_key
                  FROM (SELECT {COLUMNS} {rows}) AS l
                  LEFT JOIN (SELECT person_id AS works, department, location, manager
                               FROM person_unit
                              WHERE org_id = $org) AS u
                    ON u.works = l.person_id"""
        ]
    if sorting.order is LearnerOrder.NAME:
        return [
            f"""SELECT l.*, p.search_text AS first_key, 0 AS second_key
                  FROM (SELECT {COLUMNS} {rows}) AS l
                  JOIN person AS p
                    ON p.person_id = l.person_id"""
        ]
    return [
        f"""SELECT l.*, k.code AS first_key, {DATE} AS second_key
              FROM (SELECT {COLUMNS} {rows}) AS l
              JOIN course AS k
                ON k.course_id = coalesce(l.open_course_id, l.course_id)"""
    ]


_KEYS = {
    LearnerOrder.LIST: PLACE,
    LearnerOrder.ASSIGNED: "coalesce(assigned_on, DATE '9999-12-31')",
    LearnerOrder.THROUGH: "coalesce(valid_through, DATE '9999-12-31')",
    LearnerOrder.GRACE: "coalesce(grace_until, DATE '9999-12-31')",
    LearnerOrder.FAMILY: "family",
}
_UNITS = {
    LearnerOrder.DEPARTMENT: "department",
    LearnerOrder.LOCATION: "location",
    LearnerOrder.MANAGER: "manager",
}
_NEVER = ("assignment_id IS NULL AND recertify_on IS NULL", "DATE '9999-12-31'")
_DATED = ("assignment_id IS NULL AND recertify_on IS NOT NULL", "recertify_on")
_OPEN = ("assignment_id IS NOT NULL", "due_on")
_ANY = (_DATED, _OPEN, _NEVER)
_BY_DATE = {
    **dict.fromkeys(("not_started", "in_progress", "overdue"), (_OPEN,)),
    **dict.fromkeys(("due", "in_grace", "lapsed"), (_DATED,)),
    "current": (_DATED, _NEVER),
}
