"""A filter of the recertification lists as a condition over `learner`, with the values that it needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.model import LearnerFilter, OrgId
from core.store.learner_status import RANGES
from core.store.people import folded

WORDS = 8  # of a search text; more would say nothing more
DATE = "coalesce(CASE WHEN assignment_id IS NULL THEN recertify_on ELSE due_on END, DATE '9999-12-31')"

_FAMILIES = """
           AND family IN (SELECT c.family
                            FROM course AS c
                           WHERE c.org_id = $org
                             AND c.code IN (SELECT unnest($codes::VARCHAR[])))
"""
_FOUND = """
           AND person_id IN (SELECT p.person_id
                               FROM person AS p
                              WHERE {named}
                              UNION
                             SELECT a.person_id
                               FROM address AS a
                              WHERE strpos(a.address, $text) > 0)
"""
_WORKING = """
           AND person_id IN (SELECT u.person_id
                               FROM person_unit AS u
                              WHERE u.org_id = $org
                                AND {said})
"""
_SAID = {
    "departments": "u.department IN (SELECT unnest($departments::VARCHAR[]))",
    "locations": "u.location IN (SELECT unnest($locations::VARCHAR[]))",
    "managers": "u.manager IN (SELECT unnest($managers::VARCHAR[]))",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """What follows WHERE, and the values of all names that it and its statement may use."""

    sql: str
    values: dict[str, Any]

    def named_in(self, sql: str, **more: Any) -> dict[str, Any]:
        """Return the values that a statement names: the engine refuses any other."""
        names = set(re.findall(r"\$(\w+)", sql))
        return {name: value for name, value in {**self.values, **more}.items() if name in names}


def condition(org: OrgId, on: date, wanted: LearnerFilter) -> Condition:
    """Return the condition of a filter on a day. An unknown list is a defect."""
    values: dict[str, Any] = {"org": org, "on": on}
    sql = "org_id = $org"
    if wanted.on_list is not None:
        sql += f" AND {RANGES[wanted.on_list]}"
    if wanted.archived is not None:
        sql += " AND archived" if wanted.archived else " AND NOT archived"
    if wanted.courses:
        sql += _FAMILIES
        values["codes"] = list(wanted.courses)
    for name, day, sign in (("since", wanted.since, ">="), ("until", wanted.until, "<=")):
        if day is not None:
            sql += f" AND {DATE} {sign} ${name}"
            values[name] = day
    units = {"departments": wanted.departments, "locations": wanted.locations, "managers": wanted.managers}
    if asked := {name: list(among) for name, among in units.items() if among}:
        sql += _WORKING.format(said=" AND ".join(_SAID[name] for name in asked))
        values |= asked
    words = folded(wanted.search).split()[:WORDS]
    if words:
        names = {f"word{at}": word for at, word in enumerate(words)}
        sql += _FOUND.format(named=" AND ".join(f"strpos(p.search_text, ${name}) > 0" for name in names))
        values |= {**names, "text": wanted.search.strip().lower()}
    return Condition(sql, values)
