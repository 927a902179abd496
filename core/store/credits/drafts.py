"""Drafts of pairs: rows that wait to be posted, corrected and ticked in place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from core.model import OrgId
from core.store.credits.classes import PAIRS
from core.store.db import Tx
from core.store.uploads import Upload

KIND = "pairs"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a row of a draft shall say instead. `address` None: malformed still."""

    ceulid: str
    ceulid_key: str
    email: str
    address: str | None
    hours_hundredths: int | None
    attended_on: date | None
    note: str
    by: str


_SELECT = """
    SELECT upload_id, org_id, workshop_id, kind, name, sha256, overrule, detected, problems, row_count, state, made_by,
           made_at
      FROM upload
     WHERE org_id = $org
       AND kind = 'pairs'
"""


def newest(tx: Tx, org: OrgId, made_by: str) -> Upload | None:
    """Return the pairs that somebody left waiting, or None."""
    rows = tx.query(
        f"{_SELECT} AND made_by = $by AND state = 'draft' ORDER BY upload_id DESC LIMIT 1", org=org, by=made_by
    )
    return Upload(*rows[0]) if rows else None


def find(tx: Tx, org: OrgId, draft: int) -> Upload | None:
    """Return a draft of this organisation, one that was posted too, or None."""
    row = tx.first(f"{_SELECT} AND upload_id = $draft", org=org, draft=draft)
    return Upload(*row) if row else None


def keep_rows(tx: Tx, draft: int, columns: Mapping[str, Sequence[Any]]) -> None:
    """Keep the rows of a new draft, given as whole columns."""
    tx.load_table("pair_read", pa.table({field.name: columns[field.name] for field in PAIRS}, schema=PAIRS))
    tx.execute(
        """
        INSERT INTO pair_row (draft_id, row_at, line, ceulid, ceulid_key, email, address, hours_hundredths, attended_on,
                              note, ticked)
        SELECT $draft, row_at, line, ceulid, ceulid_key, email, address, hours_hundredths, attended_on, note, ticked
          FROM pair_read
         ORDER BY row_at
        """,
        draft=draft,
    )


def stage(tx: Tx, draft: int, today: date) -> None:
    """Make the temporary table `pair` from a draft; an absent attendance date is today."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE pair AS
        SELECT row_at, line, ceulid, ceulid_key, email, address, hours_hundredths,
               coalesce(attended_on, CAST($today AS DATE)) AS attended_on, note, ticked
          FROM pair_row
         WHERE draft_id = $draft
        """,
        draft=draft,
        today=today,
    )


def correct(tx: Tx, draft: int, row: int, said: Correction) -> bool:
    """Let a row say something else; its tick is as its class says again. Return whether there is such a row."""
    changed = tx.execute(
        """
        UPDATE pair_row
           SET ceulid = $ceulid,
               ceulid_key = $key,
               email = $email,
               address = $address,
               hours_hundredths = $hours,
               attended_on = $on,
               note = $note,
               ticked = NULL,
               corrected_by = $by
         WHERE draft_id = $draft
           AND row_at = $row
        """,
        draft=draft,
        row=row,
        ceulid=said.ceulid,
        key=said.ceulid_key,
        email=said.email,
        address=said.address,
        hours=said.hours_hundredths,
        on=said.attended_on,
        note=said.note,
        by=said.by,
    )
    return changed > 0


def tick(tx: Tx, draft: int, rows: Collection[int], *, ticked: bool) -> int:
    """Tick or untick rows; return how many there are."""
    tx.load_rows("ticked_row", {"row_at": (pa.int64(), sorted(rows))})
    return tx.execute(
        """
        UPDATE pair_row
           SET ticked = $ticked
         WHERE draft_id = $draft
           AND row_at IN (SELECT row_at FROM ticked_row)
        """,
        draft=draft,
        ticked=ticked,
    )


def forget_rows(tx: Tx, draft: int) -> None:
    """Delete the rows of a draft that was posted or discarded; its file and what was posted of it stay."""
    tx.execute("DELETE FROM pair_row WHERE draft_id = $draft", draft=draft)
