"""Any list of people, classified: no workshop is needed, and nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from core.model import CourseId, OrgId, PersonId
from core.store import classification
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class ClassifiedRow:
    """A row of the list in a course. `at` is its place in the list, from 0."""

    at: int
    course_id: CourseId
    person_id: PersonId | None
    status: str
    kind: str
    selectable: bool
    reasons: str
    warnings: str


def classify_list(
    tx: Tx,
    org: OrgId,
    on: date,
    lines: Sequence[int],
    addresses: Sequence[str],
    name_keys: Sequence[str],
    taught: Sequence[CourseId],
    *,
    retakes: bool,
) -> list[ClassifiedRow]:
    """Decide every row × course; return them in the order of the list, then of the courses.

    The columns belong together: line, normal address, and the folded words of the name in order.
    """
    tx.load_rows(
        "roster",
        {
            "participant_id": (pa.int64(), range(len(lines))),
            "line": (pa.int32(), lines),
            "address": (pa.string(), addresses),
            "name_key": (pa.string(), name_keys),
        },
    )
    tx.load_rows(
        "wanted", {"course_id": (pa.int64(), list(taught)), "position": (pa.int32(), list(range(len(taught))))}
    )
    tx.load_rows("overridden", {"participant_id": (pa.int64(), []), "course_id": (pa.int64(), [])})
    classification.classify(tx, org, on, retakes=retakes)
    rows = tx.query("""
        SELECT participant_id, course_id, person_id, status, kind, selectable, reasons, warnings
          FROM classified
         ORDER BY participant_id, position
    """)
    return [ClassifiedRow(*row) for row in rows]
