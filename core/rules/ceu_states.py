"""The states of a CEU course, and which of them lead where. Source: docs/ceu-courses.md."""

from __future__ import annotations

from enum import StrEnum


class CeuState(StrEnum):
    """DENIED is final: the same id is never approved. RETIRED may name the id that succeeds it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    DENIED = "denied"
    RETIRED = "retired"


NEXT: dict[CeuState, tuple[CeuState, ...]] = {
    CeuState.DRAFT: (CeuState.SUBMITTED,),
    CeuState.SUBMITTED: (CeuState.APPROVED, CeuState.RETURNED, CeuState.DENIED),
    CeuState.RETURNED: (CeuState.SUBMITTED,),
    CeuState.APPROVED: (CeuState.RETIRED,),
    CeuState.DENIED: (),
    CeuState.RETIRED: (),
}
CHANGEABLE = (CeuState.DRAFT, CeuState.RETURNED, CeuState.APPROVED)


def may_become(before: CeuState, after: CeuState) -> bool:
    """Return whether one step leads from a state to another."""
    return after in NEXT[before]


def reachable() -> list[tuple[str, str]]:
    """Return every (state, state that some steps lead to): what a file, which tells the outcome only, may say."""
    return [(str(first), str(last)) for first in CeuState for last in _behind(first)]


def _behind(state: CeuState) -> set[CeuState]:
    found: set[CeuState] = set()
    ahead = [*NEXT[state]]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += NEXT[one]
    return found - {state}
