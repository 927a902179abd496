"""Rosters: a file becomes participants, each with a standing; rows are edited, dropped and brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.errors import AddressOnRoster, NotFound
from core.model import AllMatching, Course, ParticipantId, Selection, Status, WorkshopId
from core.rules.addresses import normal_address
from core.rules.eligibility_words import with_warnings
from core.rules.intake import Rows
from core.rules.verdict import Verdict
from core.services import standing_words
from core.services.desk import Desk
from core.services.workshops import MAY, open_one, owned
from core.store import classification, courses, disputes, participants, same_persons, standings, suggestions, workshops
from core.store.db import Tx
from core.store.participants import NewParticipants, Standing
from core.store.people import folded
from core.store.suggestions import Suggestion

PAGE = 25
EVERYBODY = AllMatching()
WAITS = "It waits: whoever was named for this line was asked by mail whether the address is theirs."


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row of the table: who, in which course, the verdict in sentences, and who may be meant instead.

    `waits`: somebody was named for the line, and has still to confirm that it is them.
    """

    standing: Standing
    course: Course
    verdict: Verdict
    suggested: Suggestion | None = None
    waits: bool = False


def put_all(tx: Tx, workshop: WorkshopId, upload_id: int, rows: Rows) -> int:
    """Put the rows of a file on a roster; return how many are new on it."""
    columns = rows.columns
    new = _new(rows.lines, columns["first_name"], columns["last_name"], columns["email"])
    return participants.add_all(tx, workshop, upload_id, new)


def _new(
    lines: Sequence[int], first_names: Sequence[str], last_names: Sequence[str], addresses: Sequence[str]
) -> NewParticipants:
    names = [folded(first, last) for first, last in zip(first_names, last_names, strict=True)]
    keys = [classification.name_key(name) for name in names]
    return NewParticipants(lines, first_names, last_names, addresses, names, keys)


def add_person(desk: Desk, workshop: WorkshopId, first_name: str, last_name: str, email: str) -> None:
    """Put one person on the roster by hand. Raises BadAddress or AddressOnRoster."""
    with desk.acting_as(*MAY) as tx:
        target = open_one(desk, tx, workshop)
        address = _free_address(tx, workshop, email)
        line = participants.next_line(tx, workshop)
        participants.add_all(tx, workshop, None, _new([line], [first_name.strip()], [last_name.strip()], [address]))
        workshops.touch(tx, workshop, "uploaded" if target.state == "draft" else None)
        standings.look_again(tx, owned(desk, tx, workshop))
        desk.record(tx, "roster.added", f"workshop:{workshop}", None, {"address": address})


def edit(
    desk: Desk, workshop: WorkshopId, participant: ParticipantId, first_name: str, last_name: str, email: str
) -> None:
    """Correct a roster line; the person is classified again. Another address is another person: overrides end."""
    with desk.acting_as(*MAY) as tx:
        open_one(desk, tx, workshop)
        before = _line(tx, workshop, participant)
        address = normal_address(email)
        if address != before[2]:
            address = _free_address(tx, workshop, email)
            _let_go(desk, tx, participant, "The row was edited: it is somebody else now.")
        participants.change(tx, participant, _new([0], [first_name.strip()], [last_name.strip()], [address]))
        workshops.touch(tx, workshop)
        standings.look_again(tx, owned(desk, tx, workshop))
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
        _let_go(desk, tx, participant, "The row was taken off the roster.")
        participants.drop(tx, participant, desk.now)
        workshops.touch(tx, workshop)
        standings.look_again(tx, owned(desk, tx, workshop))
        desk.record(tx, "roster.dropped", f"participant:{participant}", {"address": before[2]}, None)


def _let_go(desk: Desk, tx: Tx, participant: ParticipantId, sentence: str) -> None:
    """End what staff decided, or were asked, about a line that is not that person's any more."""
    ended = disputes.end_overrides(tx, participant, desk.now)
    withdrawn = disputes.withdraw(tx, participant, sentence, desk.actor.name, desk.now)
    if ended or withdrawn:
        after = {"overrides_ended": ended, "disputes_withdrawn": withdrawn, "because": sentence}
        desk.record(tx, "status.let_go", f"participant:{participant}", None, after)


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
    meant = suggestions.of_workshop(tx, workshop)
    waiting = same_persons.waiting_lines(tx, workshop)
    rows = []
    for line in lines:
        key, course = (line.participant_id, line.course_id), known[line.course_id]
        verdict = standing_words.verdict_of(
            line, course, found.held_on, retakes=found.include_retakes, override=notes.get(key)
        )
        row = RosterRow(line, course, verdict, meant.get(key), line.participant_id in waiting)
        rows.append(_pointed(desk, row))
    return rows


def _pointed(desk: Desk, row: RosterRow) -> RosterRow:
    """Return a row with who may be meant, where that is still a question."""
    if row.verdict.status is not Status.INACTIVE or row.standing.order_id is not None:
        return replace(row, suggested=None)
    if row.waits:
        return replace(row, suggested=None, verdict=replace(row.verdict, next=WAITS))
    if row.suggested is None:
        return row
    return replace(row, verdict=with_warnings(row.verdict, standing_words.near_match(desk.actor.role, row.suggested)))


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
            standings.look_again(tx, found)
