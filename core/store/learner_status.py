"""The lists of a day in SQL: one CASE, and the same as date ranges for pages that filter by one list.

The set-based twin of core/rules/recertification.py. A range lets the zone maps pass over what cannot match; the CASE
counts all lists in one pass. A test proves both equal to the rule.
"""

from __future__ import annotations

LISTS = ("not_started", "in_progress", "overdue", "current", "due", "in_grace", "lapsed", "archived")

CASE = """
    CASE
        WHEN archived THEN 'archived'
        WHEN assignment_id IS NOT NULL AND due_on < $on THEN 'overdue'
        WHEN assignment_id IS NOT NULL AND started THEN 'in_progress'
        WHEN assignment_id IS NOT NULL THEN 'not_started'
        WHEN recertify_on IS NULL OR $on < recertify_on THEN 'current'
        WHEN $on <= ends_on OR grace_until IS NULL THEN 'due'
        WHEN $on <= grace_until THEN 'in_grace'
        ELSE 'lapsed'
    END
"""

_OPEN = "NOT archived AND assignment_id IS NOT NULL"
_CLOSED = "NOT archived AND assignment_id IS NULL"

RANGES = {
    "archived": "archived",
    "overdue": f"{_OPEN} AND due_on < $on",
    "in_progress": f"{_OPEN} AND (due_on IS NULL OR due_on >= $on) AND started",
    "not_started": f"{_OPEN} AND (due_on IS NULL OR due_on >= $on) AND NOT started",
    "current": f"{_CLOSED} AND (recertify_on IS NULL OR recertify_on > $on)",
    "due": f"{_CLOSED} AND recertify_on <= $on AND (ends_on >= $on OR grace_until IS NULL)",
    "in_grace": f"{_CLOSED} AND recertify_on <= $on AND ends_on < $on AND grace_until >= $on",
    "lapsed": f"{_CLOSED} AND recertify_on <= $on AND ends_on < $on AND grace_until < $on",
}
