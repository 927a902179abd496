"""What extensions say about certificates: another last day, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class ExtendedTerm:
    extended_to: date
    reason: str


def of_certificates(tx: Tx, certificates: Sequence[int]) -> dict[int, ExtendedTerm]:
    """Return the extension of each of these certificates that has one now."""
    if not certificates:
        return {}
    tx.load_rows("asked_certificate", {"certificate_id": (pa.int64(), list(certificates))})
    rows = tx.query("""
        SELECT c.certificate_id, e.extended_to, e.reason
          FROM certificate AS c
          JOIN course AS k
            ON k.course_id = c.course_id
          JOIN extension AS e
            ON e.org_id = c.org_id
           AND e.person_id = c.person_id
           AND e.family = k.family
           AND e.starts_on = c.starts_on
         WHERE c.certificate_id IN (SELECT certificate_id FROM asked_certificate)
           AND e.ended_at IS NULL
         ORDER BY c.certificate_id, e.extended_to
    """)
    return {int(row[0]): ExtendedTerm(row[1], row[2]) for row in rows}
