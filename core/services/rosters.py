"""Rosters: a file becomes participants, each with a standing; rows are edited, dropped and brought back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import AddressOnRoster, NotFound, SameFileAgain
from core.model import AllMatching, Course, ParticipantId, Selection, Status, WorkshopId
from core.rules import intake
from core.rules.addresses import normal_address
from core.rules.intake import KINDS, Intake, Overrule
from core.rules.verdict import Verdict
from core.services import standing_words
from core.services.desk import Desk
from core.services.workshops import MAY, open_one, owned
from core.store import classification, courses, participants, standings, uploads, workshops
from core.store.db import Tx
from core.store.participants import NewParticipant, Standing
from core.store.people import folded
from core.store.uploads import Upload

PAGE = 25
EVERYBODY = AllMatching()
ENCODINGS = (
    "utf-8",
    "utf-16",
    "windows-1252",
    "windows-1250",
    "windows-1251",
    "windows-1253",
    "windows-1254",
)  # what a person may choose from when detection was wrong


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row of the table: who, in which course, and the verdict in sentences."""

    standing: Standing
    course: Course
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What an upload came to: people added, people who were on the roster already, and what needs a cure."""

    upload_id: int
    added: int
    already: int
    problems: int


def read(content: bytes, name: str, overrule: Overrule | None = None) -> Intake:
    """Return what a file says, without keeping anything. Raises IntakeRefused with a sentence."""
    return intake.read(content, name, "roster", overrule=overrule)


def sample() -> str:
    """Return a sample roster, made from what the reader knows."""
    fields = KINDS["roster"].fields
    lines = [[field.name for field in fields], *([field.sample[at] for field in fields] for at in (0, 1))]
    return "\ufeff" + "\r\n".join(",".join(line) for line in lines) + "\r\n"


def upload(
    desk: Desk,
    workshop: WorkshopId,
    content: bytes,
    name: str,
    overrule: Overrule | None = None,
    *,
    anyway: bool = False,
) -> Uploaded:
    """Put everybody in a file on the roster and classify them.

    Good rows go in, bad ones are kept as problems with their cure. Somebody who is on the roster by the same
    address stays as they are. Raises SameFileAgain, pointing to the first, unless `anyway`.
    """
    found = read(content, name, overrule)
    with desk.acting_as(*MAY) as tx:
        _refuse_same_file(desk, tx, content, anyway)
        target = open_one(desk, tx, workshop)
        present = participants.addresses_on(tx, workshop)
        fresh = [row for row in found.rows if row.email not in present]
        upload_id = _keep(desk, tx, workshop, content, name, found, overrule)
        participants.add_all(tx, workshop, upload_id, [_participant(row) for row in fresh])
        workshops.touch(tx, workshop, "uploaded" if target.state == "draft" else None)
        standings.classify_again(tx, owned(desk, tx, workshop))
        answer = Uploaded(upload_id, len(fresh), len(found.rows) - len(fresh), len(found.problems))
        desk.record(
            tx,
            "roster.uploaded",
            f"workshop:{workshop}",
            None,
            {"file": name, "added": answer.added, "already": answer.already, "problems": answer.problems},
        )
        return answer


def _refuse_same_file(desk: Desk, tx: Tx, content: bytes, anyway: bool) -> None:
    earlier = uploads.same_file(tx, desk.actor.org_id, "roster", uploads.fingerprint_of(content))
    if earlier and not anyway:
        first = workshops.find(tx, desk.actor.org_id, WorkshopId(earlier[0].workshop_id or 0))
        raise SameFileAgain(earlier[0].workshop_id, first.name if first else earlier[0].name)


def _keep(
    desk: Desk, tx: Tx, workshop: WorkshopId, content: bytes, name: str, found: Intake, overrule: Overrule | None
) -> int:
    record = Upload(
        upload_id=tx.new_id(),
        org_id=desk.actor.org_id,
        workshop_id=workshop,
        kind="roster",
        name=name[:200],
        sha256=uploads.fingerprint_of(content),
        overrule=json.dumps(overrule.as_json()) if overrule else None,
        detected=json.dumps(found.detected.as_json(), ensure_ascii=False),
        problems=json.dumps([problem.as_json() for problem in found.problems], ensure_ascii=False),
        row_count=len(found.rows),
        state="applied",
        made_by=desk.actor.name,
        made_at=desk.now,
    )
    uploads.add(tx, record, content)
    return record.upload_id


def _new(line: int, first_name: str, last_name: str, address: str) -> NewParticipant:
    name = folded(first_name, last_name)
    return NewParticipant(
        line, first_name, last_name, address, f"{name} {address}".strip(), classification.name_key(name)
    )


def _participant(row: intake.RosterLine) -> NewParticipant:
    return _new(row.line, row.first_name, row.last_name, row.email)


def add_person(desk: Desk, workshop: WorkshopId, first_name: str, last_name: str, email: str) -> None:
    """Put one person on the roster by hand. Raises BadAddress or AddressOnRoster."""
    with desk.acting_as(*MAY) as tx:
        target = open_one(desk, tx, workshop)
        address = _free_address(tx, workshop, email)
        line = participants.next_line(tx, workshop)
        participants.add_all(tx, workshop, None, [_new(line, first_name.strip(), last_name.strip(), address)])
        workshops.touch(tx, workshop, "uploaded" if target.state == "draft" else None)
        standings.classify_again(tx, owned(desk, tx, workshop))
        desk.record(tx, "roster.added", f"workshop:{workshop}", None, {"address": address})


def edit(
    desk: Desk, workshop: WorkshopId, participant: ParticipantId, first_name: str, last_name: str, email: str
) -> None:
    """Correct a roster line; the person is classified again."""
    with desk.acting_as(*MAY) as tx:
        open_one(desk, tx, workshop)
        before = _line(tx, workshop, participant)
        address = normal_address(email)
        if address != before[2]:
            address = _free_address(tx, workshop, email)
        participants.change(tx, participant, _new(0, first_name.strip(), last_name.strip(), address))
        workshops.touch(tx, workshop)
        standings.classify_again(tx, owned(desk, tx, workshop))
        names = ("first_name", "last_name", "address")
        after = (first_name.strip(), last_name.strip(), address)
        desk.record(
            tx,
            "roster.edited",
            f"participant:{participant}",
            dict(zip(names, before, strict=True)),
            dict(zip(names, after, strict=True)),
        )


def drop(desk: Desk, workshop: WorkshopId, participant: ParticipantId) -> None:
    """Take a person off the roster. An ordered one stays; take the order back first."""
    with desk.acting_as(*MAY) as tx:
        open_one(desk, tx, workshop)
        before = _line(tx, workshop, participant)
        participants.drop(tx, participant, desk.now)
        workshops.touch(tx, workshop)
        standings.classify_again(tx, owned(desk, tx, workshop))
        desk.record(tx, "roster.dropped", f"participant:{participant}", {"address": before[2]}, None)


def _line(tx: Tx, workshop: WorkshopId, participant: ParticipantId) -> tuple[str, str, str]:
    """Return (first name, last name, address) of a line that is on this roster and in no order."""
    found = participants.free_line(tx, workshop, participant)
    if found is None:
        raise NotFound("open roster line", participant)
    return found


def _free_address(tx: Tx, workshop: WorkshopId, email: str) -> str:
    address = normal_address(email)
    if address in participants.addresses_on(tx, workshop):
        raise AddressOnRoster(address)
    return address


def rows(
    desk: Desk, workshop: WorkshopId, wanted: AllMatching, *, page: int = 1, worst_first: bool = True
) -> tuple[int, list[RosterRow]]:
    """Return (how many match, the 25 of one page) with their sentences."""
    with desk.reading_as(*MAY) as tx:
        found = owned(desk, tx, workshop)
        search = AllMatching(Status(wanted.status).value if wanted.status else None, folded(wanted.search))
        total, lines = participants.page(
            tx, workshop, search, worst_first=worst_first, offset=(max(page, 1) - 1) * PAGE, size=PAGE
        )
        return total, worded(desk, tx, found.workshop_id, lines)


def worded(desk: Desk, tx: Tx, workshop: WorkshopId, lines: Sequence[Standing]) -> list[RosterRow]:
    """Return standings with their verdicts in sentences."""
    found = owned(desk, tx, workshop)
    known = {
        course.course_id: course for course in courses.by_ids(tx, found.org_id, workshops.course_ids(tx, workshop))
    }
    notes = participants.override_notes(tx, workshop)
    return [
        RosterRow(
            line,
            known[line.course_id],
            standing_words.verdict_of(
                line, known[line.course_id], found, notes.get((line.participant_id, line.course_id))
            ),
        )
        for line in lines
    ]


def single(desk: Desk, workshop: WorkshopId, chosen: Selection) -> RosterRow | None:
    """Return the first row of a selection with its sentences, or None when it is gone."""
    with desk.reading_as(*MAY) as tx:
        found = owned(desk, tx, workshop)
        lines = participants.standings(tx, found.workshop_id, chosen)
        return worded(desk, tx, found.workshop_id, lines[:1])[0] if lines else None


def selectable(desk: Desk, workshop: WorkshopId, wanted: AllMatching) -> set[int]:
    """Return the rows that *select all* ticks under a filter."""
    with desk.reading_as(*MAY) as tx:
        owned(desk, tx, workshop)
        return set(participants.selectable_ids(tx, workshop, AllMatching(wanted.status, folded(wanted.search))))


def look_again(desk: Desk, workshop: WorkshopId) -> None:
    """Classify a roster afresh: the records may have moved since it was last looked at."""
    with desk.acting_as(*MAY) as tx:
        found = owned(desk, tx, workshop)
        if found.state not in ("closed", "cancelled"):
            standings.classify_again(tx, found)


def files(desk: Desk, workshop: WorkshopId) -> list[Upload]:
    """Return the files that a roster was made from, newest first."""
    with desk.reading_as(*MAY) as tx:
        owned(desk, tx, workshop)
        return uploads.of_workshop(tx, workshop)


__all__ = [
    "ENCODINGS",
    "EVERYBODY",
    "PAGE",
    "Overrule",
    "RosterRow",
    "Uploaded",
    "add_person",
    "drop",
    "edit",
    "files",
    "look_again",
    "read",
    "rows",
    "sample",
    "selectable",
    "single",
    "upload",
    "worded",
]
