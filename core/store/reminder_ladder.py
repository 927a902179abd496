"""The ladder of reminders that an organisation has set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.model import OrgId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class LadderRow:
    """Steps in days from their date, below zero before it."""

    recertification: tuple[int, ...]
    due: tuple[int, ...]
    counted_to: str
    end_of_grace: bool
    look_ahead_days: int


def find(tx: Tx, org: OrgId) -> LadderRow | None:
    """Return an organisation's own ladder, None when it never set one."""
    row = tx.first(
        """
        SELECT recertification, due, counted_to, end_of_grace, look_ahead_days
          FROM reminder_ladder
         WHERE org_id = $org
        """,
        org=org,
    )
    return LadderRow(_days(row[0]), _days(row[1]), row[2], row[3], row[4]) if row else None


def put(tx: Tx, org: OrgId, ladder: LadderRow, made_by: str, now: datetime) -> None:
    """Set an organisation's own ladder."""
    tx.execute(
        """
        INSERT INTO reminder_ladder (org_id, recertification, due, counted_to, end_of_grace, look_ahead_days, made_by,
                                     made_at)
        VALUES ($org, $recertification, $due, $counted_to, $end_of_grace, $look_ahead, $by, $now)
            ON CONFLICT (org_id) DO UPDATE
           SET recertification = excluded.recertification,
               due = excluded.due,
               counted_to = excluded.counted_to,
               end_of_grace = excluded.end_of_grace,
               look_ahead_days = excluded.look_ahead_days,
               made_by = excluded.made_by,
               made_at = excluded.made_at
        """,
        org=org,
        recertification=_text(ladder.recertification),
        due=_text(ladder.due),
        counted_to=ladder.counted_to,
        end_of_grace=ladder.end_of_grace,
        look_ahead=ladder.look_ahead_days,
        by=made_by,
        now=now,
    )


def _days(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in text.split())


def _text(days: Sequence[int]) -> str:
    return " ".join(str(day) for day in days)
