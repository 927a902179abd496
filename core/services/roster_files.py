"""Roster files: a file is kept as a draft, shown as it was read, read differently if need be, then put on the roster.

The draft lies in the store, so that a reload, another tab or another day goes on where it stopped.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from core.errors import NotFound, SameFileAgain
from core.model import OrgId, WorkshopId
from core.rules import intake
from core.rules.intake import Intake
from core.rules.intake import Overrule as Overrule
from core.rules.intake.encoding import ENCODINGS as ENCODINGS
from core.rules.intake.samples import sample_csv
from core.services import rosters
from core.services.desk import Desk
from core.services.workshops import MAY, open_one, owned
from core.store import standings, uploads, workshops
from core.store.db import Tx
from core.store.uploads import Upload

SHOWN = 5  # rows of a draft that are shown as read


@dataclass(frozen=True, slots=True)
class Twin:
    """Where the very same file went before."""

    workshop_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that waits to be put on the roster: what was detected, a few rows as read, every problem."""

    upload_id: int
    name: str
    detected: dict[str, Any]
    overruled: dict[str, Any]
    first_rows: list[dict[str, Any]]
    people: int
    blank_lines: int
    problems: list[dict[str, Any]]
    twin: Twin | None


@dataclass(frozen=True, slots=True)
class Applied:
    """What a file came to: people added, people who stood on the roster already, and what needs a cure."""

    added: int
    already: int
    problems: int


def keep(desk: Desk, workshop: WorkshopId, content: bytes, name: str, overrule: Overrule | None = None) -> int:
    """Read a file and keep it as the workshop's draft, in place of an earlier one; return its id.

    Raises IntakeRefused, with a sentence, for a file that cannot be read as a roster; an earlier draft stays then.
    """
    found = intake.read(content, name, "roster", overrule=overrule)
    with desk.acting_as(*MAY) as tx:
        open_one(desk, tx, workshop)
        _discard(tx, workshop)
        return _store(desk, tx, workshop, content, name, found, overrule)


def read_again(desk: Desk, workshop: WorkshopId, overrule: Overrule) -> int:
    """Read the draft differently from what was detected; return the new draft's id."""
    with desk.reading_as(*MAY) as tx:
        owned(desk, tx, workshop)
        waiting = _waiting(tx, workshop)
        content = uploads.content(tx, waiting.upload_id)
    return keep(desk, workshop, content, waiting.name, overrule)


def draft(desk: Desk, workshop: WorkshopId) -> Draft | None:
    """Return the file that waits to be put on a roster, or None."""
    with desk.reading_as(*MAY) as tx:
        owned(desk, tx, workshop)
        found = uploads.draft_of(tx, workshop)
        if found is None:
            return None
        said = json.loads(found.detected)
        return Draft(
            found.upload_id,
            found.name,
            said,
            json.loads(found.overrule or "{}"),
            said.pop("first_rows", []),
            found.row_count,
            said.pop("blank_lines", 0),
            json.loads(found.problems),
            _twin(tx, desk.actor.org_id, found),
        )


def apply(desk: Desk, workshop: WorkshopId, upload_id: int, *, anyway: bool = False) -> Applied:
    """Put everybody of the draft on the roster and classify them.

    Good rows go in, bad ones stay with the file as problems with their cure. Somebody who stands on the roster by
    the same address stays as they are. Raises SameFileAgain, pointing to the first, unless `anyway`; NotFound when
    the draft is no longer the one that was shown.
    """
    with desk.acting_as(*MAY) as tx:
        target = open_one(desk, tx, workshop)
        waiting = _waiting(tx, workshop)
        if waiting.upload_id != upload_id:
            raise NotFound("file waiting", waiting.name)
        twin = _twin(tx, desk.actor.org_id, waiting)
        if twin and not anyway:
            raise SameFileAgain(twin.workshop_id, twin.name)
        found = intake.read(uploads.content(tx, upload_id), waiting.name, "roster", overrule=_overrule(waiting))
        added = rosters.put_all(tx, workshop, upload_id, found.rows)
        uploads.set_state(tx, upload_id, "applied")
        workshops.touch(tx, workshop, "uploaded" if target.state == "draft" else None)
        standings.look_again(tx, owned(desk, tx, workshop))
        done = Applied(added, len(found.rows) - added, len(found.problems))
        values = {"file": waiting.name, "added": done.added, "already": done.already, "problems": done.problems}
        desk.record(tx, "roster.uploaded", f"workshop:{workshop}", None, values)
        return done


def discard(desk: Desk, workshop: WorkshopId) -> None:
    """Forget the draft of a workshop."""
    with desk.acting_as(*MAY) as tx:
        open_one(desk, tx, workshop)
        _discard(tx, workshop)


def files(desk: Desk, workshop: WorkshopId) -> list[Upload]:
    """Return the files that a roster was made from, newest first."""
    with desk.reading_as(*MAY) as tx:
        owned(desk, tx, workshop)
        return [upload for upload in uploads.of_workshop(tx, workshop) if upload.state == "applied"]


def sample() -> bytes:
    """Return a sample roster, made from what the reader knows."""
    return sample_csv("roster")


def _store(
    desk: Desk, tx: Tx, workshop: WorkshopId, content: bytes, name: str, found: Intake, overrule: Overrule | None
) -> int:
    said = {**found.detected.as_json(), "blank_lines": found.blank_lines, "first_rows": _first_rows(found)}
    record = Upload(
        upload_id=tx.new_id(),
        org_id=desk.actor.org_id,
        workshop_id=workshop,
        kind="roster",
        name=name[:200],
        sha256=uploads.fingerprint_of(content),
        overrule=json.dumps(overrule.as_json()) if overrule else None,
        detected=json.dumps(said, ensure_ascii=False),
        problems=json.dumps([problem.as_json() for problem in found.problems], ensure_ascii=False),
        row_count=len(found.rows),
        state="draft",
        made_by=desk.actor.name,
        made_at=desk.now,
    )
    uploads.add(tx, record, content)
    return record.upload_id


def _first_rows(found: Intake) -> list[dict[str, Any]]:
    names = ("line", "first_name", "last_name", "email")
    return [{name: getattr(row, name) for name in names} for row in found.rows[:SHOWN]]


def _waiting(tx: Tx, workshop: WorkshopId) -> Upload:
    found = uploads.draft_of(tx, workshop)
    if found is None:
        raise NotFound("file waiting in workshop", workshop)
    return found


def _discard(tx: Tx, workshop: WorkshopId) -> None:
    if found := uploads.draft_of(tx, workshop):
        uploads.set_state(tx, found.upload_id, "discarded")


def _twin(tx: Tx, org: OrgId, upload: Upload) -> Twin | None:
    for earlier in uploads.same_file(tx, org, "roster", upload.sha256):
        if earlier.state == "applied":
            held = workshops.find(tx, org, WorkshopId(earlier.workshop_id or 0))
            return Twin(earlier.workshop_id, held.name if held else earlier.name)
    return None


def _overrule(upload: Upload) -> Overrule | None:
    return Overrule(**json.loads(upload.overrule)) if upload.overrule else None
