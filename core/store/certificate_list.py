"""The list of certificates: filters, one page, counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.model import OrgId, PersonId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """One line of the list."""

    certificate_id: int
    number: str
    body_number: str | None
    holder: str
    course: str
    starts_on: date
    valid_through: date | None
    state: str
    drawn: bool
    workshop_id: int | None
    workshop: str | None


_MATCHING = """
         WHERE c.org_id = $org
           AND ($state IS NULL OR c.state = $state)
           AND ($instructor IS NULL OR c.workshop_id IN (
                   SELECT workshop_id
                     FROM workshop
                    WHERE org_id = $org
                      AND instructor_id = $instructor
               ))
           AND ($text = ''
                OR c.number LIKE upper($text) || '%'
                OR c.body_number = $text
                OR c.person_id IN (SELECT person_id FROM person WHERE search_text LIKE '%' || $folded || '%')
                OR c.person_id IN (SELECT person_id FROM address WHERE address LIKE '%' || lower($text) || '%'))
"""


def page(
    tx: Tx, org: OrgId, instructor: PersonId | None, state: str | None, text: str, folded: str, offset: int, size: int
) -> tuple[int, list[CertificateLine]]:
    """Return (how many match, one page, newest first). Instructor None: everybody's."""
    params = {"org": org, "instructor": instructor, "state": state, "text": text, "folded": folded}
    total = int(tx.value(f"SELECT count(*) FROM certificate AS c {_MATCHING}", **params))
    rows = tx.query(
        f"""
        WITH shown AS MATERIALIZED (
            SELECT c.certificate_id, c.number, c.body_number, c.person_id, c.course_id, c.starts_on, c.valid_through,
                   c.state, c.document IS NOT NULL AS drawn, c.workshop_id
              FROM certificate AS c
            {_MATCHING}
             ORDER BY c.certificate_id DESC
             LIMIT $size
            OFFSET $offset
        )
        SELECT s.certificate_id, s.number, s.body_number, trim(p.first_name || ' ' || p.last_name), k.title,
               s.starts_on, s.valid_through, s.state, s.drawn, s.workshop_id, w.name
          FROM shown AS s
          JOIN person AS p
            ON p.person_id = s.person_id
          JOIN course AS k
            ON k.course_id = s.course_id
          LEFT JOIN workshop AS w
            ON w.workshop_id = s.workshop_id
         ORDER BY s.certificate_id DESC
        """,
        **params,
        size=size,
        offset=offset,
    )
    return total, [CertificateLine(*row) for row in rows]
