"""Personal links: one page for one person, opened without an account. Tokens are stored as a hash only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from core.model import OrgId, PersonId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class PersonalLink:
    link_id: int
    purpose: str
    org_id: OrgId
    person_id: PersonId
    subject_id: int
    revoked_at: datetime | None


def add_all(
    tx: Tx, purpose: str, org: OrgId, subject: int, rows: Sequence[tuple[int, str, int]], now: datetime
) -> None:
    """Add links (link id, token hash, person) about one subject."""
    tx.load_rows(
        "incoming_links",
        {
            "link_id": (pa.int64(), [row[0] for row in rows]),
            "token_hash": (pa.string(), [row[1] for row in rows]),
            "person_id": (pa.int64(), [row[2] for row in rows]),
        },
    )
    tx.execute(
        """
        INSERT INTO personal_link (link_id, token_hash, purpose, org_id, person_id, subject_id, made_at)
        SELECT link_id, token_hash, $purpose, $org, person_id, $subject, $now
          FROM incoming_links
        """,
        purpose=purpose,
        org=org,
        subject=subject,
        now=now,
    )


def find(tx: Tx, token_hash: str) -> PersonalLink | None:
    """Return the link of a token, a revoked one too, so that its page can say so."""
    row = tx.first(
        """
        SELECT link_id, purpose, org_id, person_id, subject_id, revoked_at
          FROM personal_link
         WHERE token_hash = $token
        """,
        token=token_hash,
    )
    return PersonalLink(*row) if row else None


def of_subject(tx: Tx, purpose: str, subject: int) -> dict[int, int]:
    """Return person → link id of the live links about a subject."""
    rows = tx.query(
        """
        SELECT person_id, link_id
          FROM personal_link
         WHERE purpose = $purpose
           AND subject_id = $subject
           AND revoked_at IS NULL
        """,
        purpose=purpose,
        subject=subject,
    )
    return {row[0]: row[1] for row in rows}


def revoke_subject(tx: Tx, purpose: str, subject: int, now: datetime) -> int:
    """Kill the links about a subject; return how many lived."""
    return tx.execute(
        """
        UPDATE personal_link
           SET revoked_at = $now
         WHERE purpose = $purpose
           AND subject_id = $subject
           AND revoked_at IS NULL
        """,
        purpose=purpose,
        subject=subject,
        now=now,
    )
