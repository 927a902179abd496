"""Instructions: the papers that tell providers, holders and reviewers what to do."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from core.model import OrgId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Instruction:
    """One PDF that is in use."""

    instruction_id: int
    audience: str
    name: str
    made_by: str
    made_at: datetime


_SELECT = """
    SELECT instruction_id, audience, name, made_by, made_at
      FROM ceu_instruction
     WHERE org_id = $org
       AND ended_at IS NULL
"""


def all_in(tx: Tx, org: OrgId) -> list[Instruction]:
    """Return every instruction that is in use, by audience and name."""
    return [Instruction(*row) for row in tx.query(f"{_SELECT} ORDER BY audience, lower(name), instruction_id", org=org)]


def find(tx: Tx, org: OrgId, instruction: int) -> Instruction | None:
    """Return an instruction of this organisation that is in use, or None."""
    row = tx.first(f"{_SELECT} AND instruction_id = $id", org=org, id=instruction)
    return Instruction(*row) if row else None


def content(tx: Tx, org: OrgId, instruction: int) -> bytes:
    """Return the PDF of an instruction."""
    return bytes(
        tx.value(
            """
            SELECT a.content
              FROM ceu_instruction AS i
              JOIN asset AS a
                ON a.sha256 = i.sha256
             WHERE i.org_id = $org
               AND i.instruction_id = $id
            """,
            org=org,
            id=instruction,
        )
    )


def add(tx: Tx, org: OrgId, one: Instruction, pdf: bytes) -> None:
    """Keep an instruction with its bytes."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    tx.execute(
        """
        INSERT INTO asset (sha256, content, made_at)
        VALUES ($sha256, $pdf, $now)
            ON CONFLICT (sha256) DO NOTHING
        """,
        sha256=sha256,
        pdf=pdf,
        now=one.made_at,
    )
    tx.execute(
        """
        INSERT INTO ceu_instruction (instruction_id, org_id, audience, name, sha256, made_by, made_at)
        VALUES ($id, $org, $audience, $name, $sha256, $by, $now)
        """,
        id=one.instruction_id,
        org=org,
        audience=one.audience,
        name=one.name,
        sha256=sha256,
        by=one.made_by,
        now=one.made_at,
    )


def end(tx: Tx, org: OrgId, instruction: int, now: datetime) -> int:
    """Take an instruction out of use; return how many were."""
    return tx.execute(
        """
        UPDATE ceu_instruction
           SET ended_at = $now
         WHERE org_id = $org
           AND instruction_id = $id
           AND ended_at IS NULL
        """,
        org=org,
        id=instruction,
        now=now,
    )
