"""Rosters: participants, and their standing in each course of the workshop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from core.model import AllMatching, CourseId, ParticipantId, PersonId, Selection, WorkshopId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class NewParticipants:
    """Roster lines as whole columns, which is how a hundred thousand of them come in."""

    lines: Sequence[int]
    first_names: Sequence[str]
    last_names: Sequence[str]
    addresses: Sequence[str]
    folded_names: Sequence[str]
    name_keys: Sequence[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """One row on the screen: a participant in a course."""

    standing_id: int
    participant_id: ParticipantId
    line: int
    first_name: str
    last_name: str
    address: str
    course_id: CourseId
    person_id: PersonId | None
    status: str
    kind: str
    selectable: bool
    reasons: str
    warnings: str
    order_id: int | None


_STANDING = """
        SELECT s.standing_id, s.participant_id, s.line, p.first_name, p.last_name, p.address, s.course_id,
               s.person_id, s.status, s.kind, s.selectable, s.reasons, s.warnings, s.order_id
          FROM standing AS s
          JOIN participant AS p
            ON p.participant_id = s.participant_id
           AND p.workshop_id = $workshop
         WHERE s.workshop_id = $workshop
"""


def add_all(tx: Tx, workshop: WorkshopId, upload: int | None, new: NewParticipants) -> int:
    """Add roster lines in bulk, without those whose address stood on the roster before; return how many."""
    tx.load_rows(
        "incoming_participants",
        {
            "line": (pa.int32(), new.lines),
            "first_name": (pa.string(), new.first_names),
            "last_name": (pa.string(), new.last_names),
            "address": (pa.string(), new.addresses),
            "name": (pa.string(), new.folded_names),
            "name_key": (pa.string(), new.name_keys),
        },
    )
    return tx.execute(
        """
        INSERT INTO participant (participant_id, workshop_id, upload_id, line, first_name, last_name, address,
                                 search_text, name_key)
        SELECT nextval('ids'), $workshop, $upload, line, first_name, last_name, address,
               trim(name || ' ' || address), name_key
          FROM incoming_participants AS i
         WHERE NOT EXISTS (
               SELECT 1
                 FROM participant AS p
                WHERE p.workshop_id = $workshop
                  AND p.dropped_at IS NULL
                  AND p.address = i.address
         )
         ORDER BY line
        """,
        workshop=workshop,
        upload=upload,
    )


def addresses_on(tx: Tx, workshop: WorkshopId) -> set[str]:
    """Return the addresses that stand on the roster now."""
    rows = tx.query(
        "SELECT address FROM participant WHERE workshop_id = $workshop AND dropped_at IS NULL", workshop=workshop
    )
    return {row[0] for row in rows}


def next_line(tx: Tx, workshop: WorkshopId) -> int:
    """Return the first free line number of a roster."""
    return int(tx.value("SELECT coalesce(max(line), 1) + 1 FROM participant WHERE workshop_id = $w", w=workshop))


def standings(tx: Tx, workshop: WorkshopId, chosen: Selection) -> list[Standing]:
    """Return the rows of a selection, in file order; of everything that matches, what can be ticked."""
    if isinstance(chosen, AllMatching):
        return _standings_matching(tx, workshop, chosen)
    rows = tx.query(
        f"{_STANDING} AND s.standing_id IN (SELECT unnest($ids)) ORDER BY s.line, s.participant_id, s.position",
        workshop=workshop,
        ids=sorted(chosen.ids),
    )
    return [Standing(*row) for row in rows]


_MATCHING = """
           AND ($status IS NULL OR s.status = $status)
           AND ($search = '' OR p.search_text LIKE '%' || $search || '%')
"""


def _standings_matching(tx: Tx, workshop: WorkshopId, wanted: AllMatching) -> list[Standing]:
    rows = tx.query(
        f"{_STANDING} AND s.selectable {_MATCHING} ORDER BY s.line, s.participant_id, s.position",
        workshop=workshop,
        status=wanted.status,
        search=wanted.search,
    )
    return [Standing(*row) for row in rows]


def page(
    tx: Tx, workshop: WorkshopId, wanted: AllMatching, *, worst_first: bool, offset: int, size: int
) -> tuple[int, list[Standing]]:
    """Return (how many match, one page). Worst first: what is not Active before what is."""
    total = tx.value(
        f"""
        SELECT count(*)
          FROM standing AS s
          JOIN participant AS p
            ON p.participant_id = s.participant_id
           AND p.workshop_id = $workshop
         WHERE s.workshop_id = $workshop
         {_MATCHING}
        """,
        workshop=workshop,
        status=wanted.status,
        search=wanted.search,
    )
    rank = """
        CASE
            WHEN s.status = 'Inactive' THEN 0
            WHEN s.warnings <> '' THEN 1
            WHEN s.status = 'Active' THEN 2
            ELSE 3
        END,
    """
    rows = tx.query(
        f"""
        {_STANDING}
        {_MATCHING}
         ORDER BY {rank if worst_first else ""} s.line, s.participant_id, s.position
         LIMIT $size
        OFFSET $offset
        """,
        workshop=workshop,
        status=wanted.status,
        search=wanted.search,
        size=size,
        offset=offset,
    )
    return int(total), [Standing(*row) for row in rows]


def counts(tx: Tx, workshop: WorkshopId) -> dict[str, int]:
    """Return how many rows stand where, how many may be selected and how many people are on the roster."""
    row = tx.query(
        """
        SELECT count(*) FILTER (WHERE status = 'Active'),
               count(*) FILTER (WHERE status = 'Inactive'),
               count(*) FILTER (WHERE status = 'Completed'),
               count(*) FILTER (WHERE selectable),
               count(*) FILTER (WHERE order_id IS NOT NULL),
               count(DISTINCT participant_id)
          FROM standing
         WHERE workshop_id = $workshop
        """,
        workshop=workshop,
    )[0]
    names = ("Active", "Inactive", "Completed", "selectable", "ordered", "people")
    return dict(zip(names, row, strict=True))


def selectable_ids(tx: Tx, workshop: WorkshopId, wanted: AllMatching) -> list[int]:
    """Return the ids that *select all* may tick under a filter."""
    rows = tx.query(
        f"""
        SELECT s.standing_id
          FROM standing AS s
          JOIN participant AS p
            ON p.participant_id = s.participant_id
           AND p.workshop_id = $workshop
         WHERE s.workshop_id = $workshop
           AND s.selectable
         {_MATCHING}
        """,
        workshop=workshop,
        status=wanted.status,
        search=wanted.search,
    )
    return [row[0] for row in rows]


def status_of(tx: Tx, participant: int, course: int) -> str:
    """Return where a roster line stands in a course, as last classified."""
    return str(
        tx.value(
            "SELECT status FROM standing WHERE participant_id = $participant AND course_id = $course",
            participant=participant,
            course=course,
        )
    )


def free_line(tx: Tx, workshop: WorkshopId, participant: ParticipantId) -> tuple[str, str, str] | None:
    """Return (first name, last name, address) of a line of this roster that no live order holds, or None."""
    row = tx.first(
        """
        SELECT first_name, last_name, address
          FROM participant
         WHERE participant_id = $participant
           AND workshop_id = $workshop
           AND dropped_at IS NULL
           AND NOT EXISTS (
               SELECT 1
                 FROM order_line AS l
                 JOIN orders AS o
                   ON o.order_id = l.order_id
                WHERE l.participant_id = $participant
                  AND o.state <> 'cancelled'
           )
        """,
        participant=participant,
        workshop=workshop,
    )
    return (row[0], row[1], row[2]) if row else None


def change(tx: Tx, participant: ParticipantId, new: NewParticipants) -> None:
    """Write the corrected name and address of a line, given as the only one."""
    tx.execute(
        """
        UPDATE participant
           SET first_name = $first,
               last_name = $last,
               address = $address,
               search_text = trim($name || ' ' || $address),
               name_key = $key
         WHERE participant_id = $participant
        """,
        first=new.first_names[0],
        last=new.last_names[0],
        address=new.addresses[0],
        name=new.folded_names[0],
        key=new.name_keys[0],
        participant=participant,
    )


def drop(tx: Tx, participant: ParticipantId, now: datetime) -> None:
    """Take a line off its roster; it stays as history."""
    tx.execute(
        "UPDATE participant SET dropped_at = $now WHERE participant_id = $participant", now=now, participant=participant
    )


def override_notes(tx: Tx, workshop: WorkshopId) -> dict[tuple[int, int], tuple[str, str]]:
    """Return (reason, who) of every override on a roster, by participant and course."""
    rows = tx.query(
        """
        SELECT participant_id, course_id, reason, made_by
          FROM status_override
         WHERE ended_at IS NULL
           AND participant_id IN (SELECT participant_id FROM participant WHERE workshop_id = $workshop)
        """,
        workshop=workshop,
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}
