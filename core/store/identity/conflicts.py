"""What two persons cannot both have as one: found before they are merged, a sentence's worth each."""

from __future__ import annotations

from dataclasses import dataclass

from core.model import OrgId, PersonId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Conflict:
    """A code, and what it is about: a family of courses, or a title with a day."""

    code: str
    what: str


def between(tx: Tx, org: OrgId, one: PersonId, other: PersonId) -> list[Conflict]:
    """Return what stands against merging two persons, in order of code and name."""
    found = [Conflict(*row) for sql in _EACH for row in tx.query(sql, org=org, one=one, other=other)]
    return sorted(found, key=lambda each: (each.code, each.what))


_OPEN_TWICE = """
    SELECT 'OPEN_TWICE', c.family
      FROM assignment AS a
      JOIN course AS c
        ON c.course_id = a.course_id
     WHERE a.org_id = $org
       AND a.person_id IN ($one, $other)
       AND a.state IN ('assigned', 'in_progress')
     GROUP BY c.family
    HAVING count(*) > 1
"""

_TERM_TWICE = """
    SELECT 'TERM_TWICE', c.title || ' from ' || k.starts_on
      FROM certificate AS k
      JOIN course AS c
        ON c.course_id = k.course_id
     WHERE k.org_id = $org
       AND k.person_id IN ($one, $other)
       AND k.state IN ('offered', 'issued')
     GROUP BY k.course_id, c.title, k.starts_on
    HAVING count(DISTINCT k.person_id) > 1
"""

_WORKSHOP_TWICE = """
    SELECT 'WORKSHOP_TWICE', c.title || ', ' || w.name
      FROM certificate AS k
      JOIN course AS c
        ON c.course_id = k.course_id
      JOIN workshop AS w
        ON w.workshop_id = k.workshop_id
     WHERE k.org_id = $org
       AND k.person_id IN ($one, $other)
       AND k.state IN ('offered', 'issued')
     GROUP BY k.course_id, c.title, k.workshop_id, w.name
    HAVING count(DISTINCT k.person_id) > 1
       AND count(DISTINCT k.starts_on) > 1
"""

# Accepted in two cycles is fine; whatever else lives twice of one CEU course is not.
_CREDIT_TWICE = """
    SELECT 'CREDIT_TWICE', u.ceulid
      FROM credit AS k
      JOIN live_credit AS l
        ON l.credit_id = k.credit_id
      JOIN ceu_course AS u
        ON u.ceu_course_id = k.ceu_course_id
     WHERE k.org_id = $org
       AND k.person_id IN ($one, $other)
     GROUP BY k.ceu_course_id, u.ceulid
    HAVING count(DISTINCT k.person_id) > 1
       AND (count(*) > count(CASE WHEN k.state = 'accepted' THEN 1 END)
            OR count(*) > count(DISTINCT split_part(l.live_key, ':', 3)))
"""

_EACH = (_OPEN_TWICE, _TERM_TWICE, _WORKSHOP_TWICE, _CREDIT_TWICE)
