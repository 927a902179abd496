"""The lists of a day in SQL: one CASE, and the same as date ranges for pages that filter by one list.

The set-based twin of core/rules/recertification.py. A range lets the zone maps pass over what cannot match; the CASE
counts all lists in one pass. A test proves both equal to the rule.

Three things hold of every row, and are used here: an open assignment has a due date, `recertify_on` and `ends_on` are
there together or not at all, and `recertify_on <= ends_on <= grace_until`.
"""

from __future__ import annotations

LISTS = ("not_started", "in_progress", "overdue", "current", "due", "in_grace", "lapsed", "archived")


def _first_that_applies(name: dict[str, str]) -> str:
    """Return the CASE that gives each list its name; what most rows are comes early, and counts are twice as quick."""
    return f"""
    CASE
        WHEN archived THEN {name["archived"]}
        WHEN assignment_id IS NOT NULL
        THEN CASE
                 WHEN due_on < $on THEN {name["overdue"]}
                 WHEN started THEN {name["in_progress"]}
                 ELSE {name["not_started"]}
             END
        WHEN grace_until < $on THEN {name["lapsed"]}
        WHEN recertify_on > $on THEN {name["current"]}
        WHEN recertify_on IS NULL THEN {name["current"]}
        WHEN ends_on >= $on THEN {name["due"]}
        WHEN grace_until IS NULL THEN {name["due"]}
        ELSE {name["in_grace"]}
    END
"""


CASE = _first_that_applies({name: f"'{name}'" for name in LISTS})
PLACE = _first_that_applies({name: str(place) for place, name in enumerate(LISTS)})  # place in LISTS: quicker to group

_OPEN = "NOT archived AND assignment_id IS NOT NULL"
_CLOSED = "NOT archived AND assignment_id IS NULL"

RANGES = {
    "archived": "archived",
    "overdue": f"{_OPEN} AND due_on < $on",
    "in_progress": f"{_OPEN} AND due_on >= $on AND started",
    "not_started": f"{_OPEN} AND due_on >= $on AND NOT started",
    "current": f"{_CLOSED} AND (recertify_on IS NULL OR recertify_on > $on)",
    "due": f"{_CLOSED} AND recertify_on <= $on AND (ends_on >= $on OR grace_until IS NULL)",
    "in_grace": f"{_CLOSED} AND recertify_on <= $on AND ends_on < $on AND grace_until >= $on",
    "lapsed": f"{_CLOSED} AND grace_until < $on",
}
