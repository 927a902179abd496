"""Entering pairs: a file, a paste or a single pair is kept as a draft, corrected and ticked in place.

The draft lies in the store, so that a reload or another day goes on where it stopped. Source: docs/credits.md.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.errors import NotFound, NothingSelected
from core.model import Problem, Role
from core.rules.ceulids import ceulid_key
from core.rules.intake import Overrule
from core.rules.intake.samples import sample_csv
from core.services.credits import reading
from core.services.credits.reading import Entry as Entry
from core.services.credits.reading import PairList
from core.services.desk import Desk
from core.store import uploads
from core.store.credits import drafts
from core.store.credits.drafts import Correction
from core.store.db import Tx
from core.store.uploads import Upload, fingerprint_of


@dataclass(frozen=True, slots=True)
class DraftList:
    """A list that waits to be posted."""

    draft: int
    name: str
    rows: int
    detected: Mapping[str, Any]
    problems: tuple[Problem, ...]
    blank_lines: int
    made_at: datetime


def keep_file(desk: Desk, content: bytes, name: str, overrule: Overrule | None = None) -> int:
    """Read a list and keep it as the actor's draft in place of an earlier one; return its id. Raises IntakeRefused."""
    found = reading.from_file(content, name, desk.today, overrule)
    return _keep(desk, found, content, name, overrule)


def keep_text(desk: Desk, text: str) -> int:
    """Keep a pasted list as the actor's draft; return its id. Raises IntakeRefused."""
    return keep_file(desk, text.encode(), "pasted text")


def keep_entries(desk: Desk, entries: Sequence[Entry]) -> int:
    """Keep typed pairs, a single one too, as the actor's draft; return its id.

    Raises NothingSelected for none, FutureDate, UnfitHours.
    """
    if not entries:
        raise NothingSelected
    typed = [reading.checked(one, desk.today) for one in entries]
    return _keep(desk, reading.from_entries(typed), b"", "typed in", None)


def _keep(desk: Desk, found: PairList, content: bytes, name: str, overrule: Overrule | None) -> int:
    with desk.acting_as(Role.STAFF) as tx:
        if earlier := drafts.newest(tx, desk.actor.org_id, desk.actor.name):
            _let_go(tx, earlier.upload_id, "discarded")
        record = Upload(
            upload_id=tx.new_id(),
            org_id=desk.actor.org_id,
            workshop_id=None,
            kind=drafts.KIND,
            name=name[:200],
            sha256=fingerprint_of(content),
            overrule=json.dumps(overrule.as_json()) if overrule else None,
            detected=json.dumps({"detected": found.detected, "blank_lines": found.blank_lines}, ensure_ascii=False),
            problems=json.dumps([one.as_json() for one in found.problems], ensure_ascii=False),
            row_count=len(found.columns["line"]),
            state="draft",
            made_by=desk.actor.name,
            made_at=desk.now,
        )
        uploads.add(tx, record, content)
        drafts.keep_rows(tx, record.upload_id, found.columns)
    return record.upload_id


def draft(desk: Desk) -> DraftList | None:
    """Return the list that the actor left waiting, or None."""
    with desk.reading_as(Role.STAFF) as tx:
        found = drafts.newest(tx, desk.actor.org_id, desk.actor.name)
    return _as_list(found) if found else None


def read_again(desk: Desk, draft_of: int, overrule: Overrule) -> int:
    """Read the file of a draft differently from what was detected; return the new draft's id. Raises NotFound."""
    with desk.reading_as(Role.STAFF) as tx:
        waiting = open_draft(desk, tx, draft_of)
        content = uploads.content(tx, draft_of)
    return keep_file(desk, content, waiting.name, overrule)


def discard(desk: Desk, draft_of: int) -> None:
    """Forget a draft. Raises NotFound."""
    with desk.acting_as(Role.STAFF) as tx:
        open_draft(desk, tx, draft_of)
        _let_go(tx, draft_of, "discarded")


def correct(desk: Desk, draft_of: int, row: int, entry: Entry) -> None:
    """Let a row of a draft say something else; it is classified again. Raises NotFound, FutureDate, UnfitHours."""
    fit = reading.checked(entry, desk.today)
    said = Correction(
        ceulid=fit.ceulid,
        ceulid_key=ceulid_key(fit.ceulid),
        email=fit.email,
        address=reading.address_of(fit.email),
        hours_hundredths=None if fit.hours is None else int(fit.hours * 100),
        attended_on=fit.attended_on,
        note=fit.note,
        by=desk.actor.name,
    )
    with desk.acting_as(Role.STAFF) as tx:
        open_draft(desk, tx, draft_of)
        if not drafts.correct(tx, draft_of, row, said):
            raise NotFound("row", row)


def tick(desk: Desk, draft_of: int, rows: Collection[int], *, ticked: bool = True) -> int:
    """Tick or untick rows of a draft; return how many. What must not be posted is not, though ticked.

    Raises NotFound.
    """
    with desk.acting_as(Role.STAFF) as tx:
        open_draft(desk, tx, draft_of)
        return drafts.tick(tx, draft_of, rows, ticked=ticked)


def sample() -> tuple[str, bytes]:
    """Return (file name, content) of a list that is read without a problem."""
    return "pairs.csv", sample_csv("pairs")


def open_draft(desk: Desk, tx: Tx, draft_of: int) -> Upload:
    """Return a draft of the actor's organisation that waits. Raises NotFound."""
    found = drafts.find(tx, desk.actor.org_id, draft_of)
    if found is None or found.state != "draft":
        raise NotFound("list of pairs", draft_of)
    return found


def posted(tx: Tx, draft_of: int) -> None:
    """Note that a draft was posted, within the transaction of that."""
    _let_go(tx, draft_of, "applied")


def _let_go(tx: Tx, draft_of: int, state: str) -> None:
    uploads.set_state(tx, draft_of, state)
    drafts.forget_rows(tx, draft_of)


def _as_list(found: Upload) -> DraftList:
    said = json.loads(found.detected)
    problems, lines = problems_of(found), said["blank_lines"]
    return DraftList(found.upload_id, found.name, found.row_count, said["detected"], problems, lines, found.made_at)


def problems_of(found: Upload) -> tuple[Problem, ...]:
    """Return what of a draft's file could not become a pair."""
    return tuple(Problem(**one) for one in json.loads(found.problems))
