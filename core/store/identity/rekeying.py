"""Keys that name a person, after what they stand for changed hands."""

from __future__ import annotations

from core.model import PersonId
from core.store.db import Tx


def certificates(tx: Tx, giver: PersonId, taker: PersonId) -> None:
    """Let the keys of the taker's live certificates that still name the giver name the taker."""
    tx.execute(
        """
        UPDATE certificate
           SET live_key = CASE WHEN live_key IS NOT NULL THEN $taker || ':' || course_id || ':' || workshop_id END,
               term_key = CASE WHEN term_key IS NOT NULL THEN $taker || ':' || course_id || ':' || starts_on END
         WHERE person_id = $taker
           AND (live_key LIKE $giver || ':%' OR term_key LIKE $giver || ':%')
        """,
        giver=giver,
        taker=taker,
    )


def credits(tx: Tx, giver: PersonId, taker: PersonId) -> None:
    """The same for the keys of live credits: 'course:p7' offered, 'course:p7:cycle' accepted."""
    tx.execute(
        """
        UPDATE live_credit
           SET live_key = split_part(live_key, ':', 1) || ':p' || $taker
                          || CASE WHEN split_part(live_key, ':', 3) <> '' THEN ':' ELSE '' END
                          || split_part(live_key, ':', 3)
         WHERE split_part(live_key, ':', 2) = 'p' || $giver
           AND credit_id IN (SELECT credit_id FROM credit WHERE person_id = $taker)
        """,
        giver=giver,
        taker=taker,
    )
