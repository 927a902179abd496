"""What mails are written with: an organisation's own wording (every version is kept), its name, colour and address."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from core.model import OrgId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class OwnText:
    """An organisation's wording of one kind of mail; an empty subject means the default again."""

    kind: str
    subject: str
    body: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name a mail goes."""

    name: str
    colour: str
    reply_to: str | None


def newest(tx: Tx, org: OrgId) -> dict[str, OwnText]:
    """Return the wording in use for each kind that the organisation ever changed."""
    rows = tx.query(
        """
        SELECT kind, subject, body, made_by, made_at
          FROM mail_text
         WHERE org_id = $org
         ORDER BY made_at
        """,
        org=org,
    )
    return {row[0]: OwnText(*row) for row in rows}


def add(tx: Tx, org: OrgId, text: OwnText) -> None:
    """Put a wording into use; the earlier ones stay as history."""
    tx.execute(
        """
        INSERT INTO mail_text (org_id, kind, subject, body, made_by, made_at)
        VALUES ($org, $kind, $subject, $body, $by, $at)
        """,
        org=org,
        kind=text.kind,
        subject=text.subject,
        body=text.body,
        by=text.made_by,
        at=text.made_at,
    )


def sender(tx: Tx, org: OrgId) -> Sender:
    """Return in whose name an organisation's mails go."""
    row = tx.query("SELECT name, colour, reply_to FROM organisation WHERE org_id = $org", org=org)[0]
    return Sender(*row)


def invoice_documents(tx: Tx, invoices: Collection[int]) -> dict[tuple[int, int], str]:
    """Return the frozen documents of invoices as JSON, by (organisation, invoice)."""
    tx.load_rows("mailed_invoice", {"invoice_id": (pa.int64(), list(invoices))})
    rows = tx.query(
        """
        SELECT org_id, invoice_id, document
          FROM invoice
         WHERE invoice_id IN (SELECT invoice_id FROM mailed_invoice)
        """
    )
    return {(row[0], row[1]): row[2] for row in rows}
