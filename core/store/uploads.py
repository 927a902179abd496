"""Uploaded files: their bytes, what was detected, what was wrong with them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from core.model import OrgId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Upload:
    upload_id: int
    org_id: OrgId
    workshop_id: int | None
    kind: str
    name: str
    sha256: str
    overrule: str | None  # JSON
    detected: str  # JSON
    problems: str  # JSON
    row_count: int
    state: str
    made_by: str
    made_at: datetime


_SELECT = """
        SELECT upload_id, org_id, workshop_id, kind, name, sha256, overrule, detected, problems, row_count, state,
               made_by, made_at
          FROM upload
"""


def fingerprint_of(content: bytes) -> str:
    """Return what the same file is recognised by."""
    return hashlib.sha256(content).hexdigest()


def add(tx: Tx, upload: Upload, content: bytes) -> None:
    """Keep an upload with its bytes."""
    tx.execute(
        """
        INSERT INTO upload (upload_id, org_id, workshop_id, kind, name, sha256, content, overrule, detected, problems,
                            row_count, state, made_by, made_at)
        VALUES ($id, $org, $workshop, $kind, $name, $sha256, $content, $overrule, $detected, $problems, $rows, $state,
                $made_by, $made_at)
        """,
        id=upload.upload_id,
        org=upload.org_id,
        workshop=upload.workshop_id,
        kind=upload.kind,
        name=upload.name,
        sha256=upload.sha256,
        content=content,
        overrule=upload.overrule,
        detected=upload.detected,
        problems=upload.problems,
        rows=upload.row_count,
        state=upload.state,
        made_by=upload.made_by,
        made_at=upload.made_at,
    )


def of_workshop(tx: Tx, workshop: int) -> list[Upload]:
    """Return the uploads of a workshop that count, newest first."""
    rows = tx.query(
        f"{_SELECT} WHERE workshop_id = $workshop AND state <> 'discarded' ORDER BY upload_id DESC", workshop=workshop
    )
    return [Upload(*row) for row in rows]


def draft_of(tx: Tx, workshop: int) -> Upload | None:
    """Return the file that waits to be put on a roster, or None."""
    rows = tx.query(
        f"{_SELECT} WHERE workshop_id = $workshop AND state = 'draft' ORDER BY upload_id DESC LIMIT 1",
        workshop=workshop,
    )
    return Upload(*rows[0]) if rows else None


def import_draft_of(tx: Tx, org: OrgId, made_by: str) -> Upload | None:
    """Return the newest file that somebody left waiting to be imported, or None."""
    rows = tx.query(
        f"""
        {_SELECT}
         WHERE org_id = $org
           AND workshop_id IS NULL
           AND kind <> 'pairs'
           AND made_by = $made_by
           AND state = 'draft'
         ORDER BY upload_id DESC
         LIMIT 1
        """,
        org=org,
        made_by=made_by,
    )
    return Upload(*rows[0]) if rows else None


def same_file(tx: Tx, org: OrgId, kind: str, sha256: str) -> list[Upload]:
    """Return earlier uploads of the very same bytes, oldest first."""
    rows = tx.query(
        f"""
        {_SELECT}
         WHERE org_id = $org
           AND kind = $kind
           AND sha256 = $sha256
           AND state <> 'discarded'
         ORDER BY upload_id
        """,
        org=org,
        kind=kind,
        sha256=sha256,
    )
    return [Upload(*row) for row in rows]


def content(tx: Tx, upload_id: int) -> bytes:
    """Return the bytes of an upload."""
    return bytes(tx.value("SELECT content FROM upload WHERE upload_id = $id", id=upload_id))


def set_state(tx: Tx, upload_id: int, state: str) -> None:
    """Move an upload."""
    tx.execute("UPDATE upload SET state = $state WHERE upload_id = $id", state=state, id=upload_id)
