"""Instructions for those who deal with CEU credits: PDFs that staff upload, shown where each audience needs them."""

from __future__ import annotations

from core.errors import NotFound, Refusal
from core.model import Role
from core.services.desk import Desk
from core.store import ceu_instructions
from core.store.ceu_instructions import Instruction as Instruction

AUDIENCES = ("provider", "holder", "reviewer")
LARGEST = 10 * 1024 * 1024
LONGEST_NAME = 120


class NotAPdf(Refusal):
    def __init__(self) -> None:
        super().__init__("Instructions are PDF files of at most 10 MB. Choose another file.")


def listing(desk: Desk, audience: str = "") -> list[Instruction]:
    """Return the instructions in use, of one audience or of all."""
    with desk.reading_as(Role.STAFF) as tx:
        found = ceu_instructions.all_in(tx, desk.actor.org_id)
        return [one for one in found if audience in ("", one.audience)]


def add(desk: Desk, audience: str, name: str, pdf: bytes) -> int:
    """Keep a PDF for an audience; return its id. Raises NotAPdf, or NotFound for an unknown audience."""
    if audience not in AUDIENCES:
        raise NotFound("audience", audience)
    if not pdf.startswith(b"%PDF-") or len(pdf) > LARGEST:
        raise NotAPdf
    with desk.acting_as(Role.STAFF) as tx:
        shown = " ".join(name.split())[:LONGEST_NAME] or "Instructions.pdf"
        made = Instruction(tx.new_id(), audience, shown, desk.actor.name, desk.now)
        ceu_instructions.add(tx, desk.actor.org_id, made, pdf)
        desk.record(tx, "ceu_instruction.added", f"ceu_instruction:{made.instruction_id}", after={"name": shown})
        return made.instruction_id


def remove(desk: Desk, instruction: int) -> None:
    """Take an instruction out of use. Raises NotFound."""
    with desk.acting_as(Role.STAFF) as tx:
        found = ceu_instructions.find(tx, desk.actor.org_id, instruction)
        if found is None:
            raise NotFound("instruction", instruction)
        ceu_instructions.end(tx, desk.actor.org_id, instruction, desk.now)
        desk.record(tx, "ceu_instruction.removed", f"ceu_instruction:{instruction}", before={"name": found.name})


def pdf(desk: Desk, instruction: int) -> tuple[str, bytes]:
    """Return (file name, PDF) of an instruction in use. Raises NotFound."""
    with desk.reading_as(Role.STAFF) as tx:
        found = ceu_instructions.find(tx, desk.actor.org_id, instruction)
        if found is None:
            raise NotFound("instruction", instruction)
        return found.name, ceu_instructions.content(tx, desk.actor.org_id, instruction)
