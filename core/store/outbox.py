"""The outbox: every mail there will ever be, once per key, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from core.model import OrderId, OrgId, PersonId
from core.store.db import Tx

LEFT = "('queued', 'sent', 'delivered', 'bounced')"  # gone, or nobody can hold it back any more


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail to be. `parameters` are JSON values that its text needs, a link's id among them, never a token."""

    org_id: OrgId | None  # in whose name; None: the instance's
    dedupe_key: str  # one mail per key, for ever
    kind: str
    to_address: str
    to_name: str
    person_id: PersonId | int | None = None
    order_id: OrderId | int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    release_at: datetime | None = None  # UTC; held until then


def queue(tx: Tx, mails: Sequence[NewMail], now: datetime) -> int:
    """Put mails into the outbox; return how many are new. A key that was ever used is passed over in silence.

    A mail whose release lies ahead is held until then, any other is queued.
    """
    if not mails:
        return 0
    first_of_key = list({mail.dedupe_key: mail for mail in reversed(mails)}.values())[::-1]
    tx.load_rows("incoming_mail", _columns(first_of_key))
    return tx.execute(
        """
        INSERT INTO outbox (mail_id, org_id, dedupe_key, kind, to_address, to_name, person_id, order_id, parameters,
                            state, release_at, attempts, next_try_at, made_at)
        SELECT nextval('ids'), org_id, dedupe_key, kind, to_address, to_name, person_id, order_id, parameters,
               CASE WHEN release_at > $now THEN 'held' ELSE 'queued' END,
               coalesce(release_at, $now), 0, $now, $now
          FROM incoming_mail
            ON CONFLICT (dedupe_key) DO NOTHING
        """,
        now=now,
    )


def _columns(mails: Sequence[NewMail]) -> dict[str, tuple[pa.DataType, list[Any]]]:
    return {
        "org_id": (pa.int64(), [mail.org_id for mail in mails]),
        "dedupe_key": (pa.string(), [mail.dedupe_key for mail in mails]),
        "kind": (pa.string(), [mail.kind for mail in mails]),
        "to_address": (pa.string(), [mail.to_address for mail in mails]),
        "to_name": (pa.string(), [mail.to_name for mail in mails]),
        "person_id": (pa.int64(), [mail.person_id for mail in mails]),
        "order_id": (pa.int64(), [mail.order_id for mail in mails]),
        "parameters": (pa.string(), [json.dumps(mail.parameters, ensure_ascii=False) for mail in mails]),
        "release_at": (pa.timestamp("us"), [mail.release_at for mail in mails]),
    }


def cancel_held(tx: Tx, org: OrgId, order_id: OrderId | int, now: datetime) -> int:
    """Cancel every mail about an order that is still held; return how many."""
    return tx.execute(
        """
        UPDATE outbox
           SET state = 'cancelled',
               next_try_at = $now
         WHERE org_id = $org
           AND order_id = $order
           AND state = 'held'
        """,
        org=org,
        order=order_id,
        now=now,
    )


def cancel_kind(tx: Tx, org: OrgId, order_id: OrderId | int, kind: str, now: datetime) -> int:
    """Cancel the held mails of one kind about an order; return how many."""
    return tx.execute(
        """
        UPDATE outbox
           SET state = 'cancelled',
               next_try_at = $now
         WHERE org_id = $org
           AND order_id = $order
           AND kind = $kind
           AND state = 'held'
        """,
        org=org,
        order=order_id,
        kind=kind,
        now=now,
    )


def cancel(tx: Tx, org: OrgId, mail_id: int, now: datetime) -> bool:
    """Cancel one held mail of an organisation; return whether it was held."""
    changed = tx.execute(
        """
        UPDATE outbox
           SET state = 'cancelled',
               next_try_at = $now
         WHERE org_id = $org
           AND mail_id = $mail
           AND state = 'held'
        """,
        org=org,
        mail=mail_id,
        now=now,
    )
    return changed > 0


def left(tx: Tx, order_id: OrderId | int, kind: str) -> bool:
    """Return whether a mail of this kind about an order has left, or is past holding back."""
    found = tx.query(
        f"""
        SELECT 1
          FROM outbox
         WHERE order_id = $order
           AND kind = $kind
           AND state IN {LEFT}
         LIMIT 1
        """,
        order=order_id,
        kind=kind,
    )
    return bool(found)


def release_due(tx: Tx, now: datetime) -> int:
    """Queue what was held until now; return how much.

    What is about a cancelled order never leaves: cancelled while it is held, failed when it waits for another try.
    Only the correction to those already told is sent.
    """
    tx.execute(
        """
        UPDATE outbox
           SET state = 'cancelled',
               next_try_at = $now
         WHERE state = 'held'
           AND kind <> 'order_cancelled'
           AND order_id IN (SELECT order_id FROM orders WHERE state = 'cancelled')
        """,
        now=now,
    )
    tx.execute(
        """
        UPDATE outbox
           SET state = 'failed',
               last_error = 'The order was taken back before a mail relay took this mail.',
               next_try_at = $now
         WHERE state = 'queued'
           AND kind <> 'order_cancelled'
           AND claimed_until IS NULL
           AND order_id IN (SELECT order_id FROM orders WHERE state = 'cancelled')
        """,
        now=now,
    )
    return tx.execute(
        """
        UPDATE outbox
           SET state = 'queued',
               next_try_at = $now
         WHERE state = 'held'
           AND release_at <= $now
        """,
        now=now,
    )
