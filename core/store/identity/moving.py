"""Everything that is a person's, in every table: moved to another person row by row, and back again by the same rows.

A test holds these lists against the schema: a new table that points at a person must be named in one of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.model import PersonId
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Moved:
    """A table whose rows change hands. `key` names a row among those of one person, whoever has it.

    `was` is what a row must still be when it goes back; `unless` are rows that stay, since whoever remains has their
    own: `r` is the row, `$keep` who remains. `words` is what a row is called. `weighs`: the plan rests on it, and what
    of it cannot go back is told. A row whose twin the other has already stays too.
    """

    table: str
    key: str
    words: str
    column: str = "person_id"
    was: str = "CAST(NULL AS VARCHAR)"
    unless: str = "FALSE"
    weighs: bool = True


MOVED = (
    Moved("completion", "CAST(r.completion_id AS VARCHAR)", "completion"),
    Moved("certificate", "CAST(r.certificate_id AS VARCHAR)", "certificate", was="r.state"),
    Moved("assignment", "CAST(r.assignment_id AS VARCHAR)", "assignment", was="r.state"),
    Moved("credit", "CAST(r.credit_id AS VARCHAR)", "CEU credit", was="r.state"),
    Moved("external_id", "r.org_id || ':' || r.external_id", "number"),
    Moved("invitation", "CAST(r.invitation_id AS VARCHAR)", "invitation"),
    Moved("manual_date", "r.family || ':' || r.starts_on || ':' || r.recertify_on || ':' || r.made_at",
          "date set by hand",
          unless="r.ended_at IS NULL AND EXISTS (SELECT 1 FROM manual_date AS o WHERE o.org_id = r.org_id"
                 " AND o.person_id = $keep AND o.family = r.family AND o.starts_on = r.starts_on"
                 " AND o.ended_at IS NULL)"),
    Moved("next_course", "r.family || ':' || r.course_id || ':' || r.made_at", "next course",
          unless="r.ended_at IS NULL AND EXISTS (SELECT 1 FROM next_course AS o WHERE o.org_id = r.org_id"
                 " AND o.person_id = $keep AND o.family = r.family AND o.ended_at IS NULL)"),
    Moved("extension", "r.family || ':' || r.starts_on || ':' || r.extended_to || ':' || r.made_at", "extension",
          unless="r.ended_at IS NULL AND EXISTS (SELECT 1 FROM extension AS o WHERE o.org_id = r.org_id"
                 " AND o.person_id = $keep AND o.family = r.family AND o.starts_on = r.starts_on"
                 " AND o.ended_at IS NULL)"),
    Moved("person_unit", "CAST(r.org_id AS VARCHAR)", "unit",
          unless="EXISTS (SELECT 1 FROM person_unit AS o WHERE o.org_id = r.org_id AND o.person_id = $keep)"),
    Moved("proposal", "CAST(r.proposal_id AS VARCHAR)", "proposal"),
    Moved("same_person", "CAST(r.same_person_id AS VARCHAR)", "link"),
    Moved("same_person", "CAST(r.same_person_id AS VARCHAR)", "word about others", column="made_by_id"),
    Moved("address_claim", "CAST(r.address_claim_id AS VARCHAR)", "claim of an address"),
    Moved("workshop", "CAST(r.workshop_id AS VARCHAR)", "workshop taught", column="instructor_id"),
    Moved("dispute", "CAST(r.dispute_id AS VARCHAR)", "dispute", column="made_by"),
    Moved("orders", "CAST(r.order_id AS VARCHAR)", "order", column="made_by_id"),
    Moved("order_line", "r.order_id || ':' || r.standing_id", "line of an order"),
    Moved("batch_row", "r.batch_id || ':' || r.family || ':' || coalesce(r.assignment_id, 0)", "row of an action"),
    Moved("listed_date", "r.family || ':' || r.recertify_on || ':' || r.listed_on", "listed date", weighs=False),
    Moved("saved_filter", "r.org_id || ':' || r.name", "saved filter", weighs=False,
          unless="EXISTS (SELECT 1 FROM saved_filter AS o WHERE o.org_id = r.org_id AND o.person_id = $keep"
                 " AND o.name = r.name)"),
    Moved("standing", "CAST(r.standing_id AS VARCHAR)", "row of a roster", weighs=False),
    Moved("suggestion", "r.workshop_id || ':' || r.participant_id || ':' || r.course_id", "suggestion", weighs=False),
    Moved("personal_link", "CAST(r.link_id AS VARCHAR)", "personal link", weighs=False),
    Moved("session", "r.session_hash", "session", weighs=False),
    Moved("reading_key", "CAST(r.reading_key_id AS VARCHAR)", "reading key", weighs=False),
    Moved("outbox", "CAST(r.mail_id AS VARCHAR)", "mail", weighs=False),
)  # fmt: skip
# Moved with more care than a change of hands, each by its own statements.
WITH_CARE = {("address", "person_id"), ("membership", "person_id"), ("learner", "person_id")}
STAYS = {
    ("address_signature", "person_id"): "a trail of where to look closer, added to and never taken from",
    ("archived_person", "person_id"): "whoever remains is archived or not as they were",
    ("audit", "actor_id"): "history is append-only",
    ("merged_row", "person_id"): "the history of merges",
}


def name_of(one: Moved) -> str:
    """Return under which name the rows of a table are kept: the table, and the column where it is another."""
    return one.table if one.column == "person_id" else f"{one.table}.{one.column}"


def move(tx: Tx, batch: int, keep: PersonId, gone: PersonId) -> dict[str, int]:
    """Give what is `gone`'s to `keep`, and keep which rows that were; return words → how many rows."""
    counts: dict[str, int] = {}
    for one in MOVED:
        many = tx.execute(
            f"""
            INSERT INTO merged_row (batch_id, table_name, row_key, person_id, was)
            SELECT $batch, $name, {one.key}, $gone, {one.was}
              FROM {one.table} AS r
             WHERE r.{one.column} = $gone
               AND NOT ({one.unless})
               AND NOT EXISTS (SELECT 1
                                 FROM (SELECT {one.key} AS row_key
                                         FROM {one.table} AS r
                                        WHERE r.{one.column} = $keep) AS o
                                WHERE o.row_key = {one.key})
            """,
            batch=batch,
            name=name_of(one),
            keep=keep,
            gone=gone,
        )
        if many:
            counts[one.words] = many
            tx.execute(
                f"""
                UPDATE {one.table} AS r
                   SET {one.column} = $keep
                 WHERE r.{one.column} = $gone
                   AND {one.key} IN (SELECT row_key FROM merged_row WHERE batch_id = $batch AND table_name = $name)
                """,
                keep=keep,
                gone=gone,
                batch=batch,
                name=name_of(one),
            )
    return counts


def move_back(tx: Tx, keep: PersonId, gone: PersonId) -> None:
    """Give back what `going_back` says: the rows of a merge that are still as they were."""
    for one in MOVED:
        tx.execute(
            f"""
            UPDATE {one.table} AS r
               SET {one.column} = $gone
             WHERE r.{one.column} = $keep
               AND {one.key} IN (SELECT row_key FROM going_back WHERE table_name = $name AND code IS NULL)
            """,
            keep=keep,
            gone=gone,
            name=name_of(one),
        )


def begin_return(tx: Tx) -> None:
    """Make `going_back` empty: a row for each that a merge moved, with why it is kept, if it is."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE going_back (
            table_name VARCHAR, row_key VARCHAR, words VARCHAR, was VARCHAR, code VARCHAR
        )
    """)


def look_back(tx: Tx, batch: int, keep: PersonId) -> None:
    """Add to `going_back` what the merge moved of every table: kept is what is somebody else's, gone, or changed."""
    for one in MOVED:
        tx.execute(
            f"""
            INSERT INTO going_back (table_name, row_key, words, was, code)
            SELECT m.table_name, m.row_key, $words, m.was,
                   CASE
                       WHEN n.row_key IS NULL THEN 'MOVED_ON'
                       WHEN m.was IS NOT NULL AND n.now <> m.was THEN 'CHANGED'
                   END
              FROM merged_row AS m
              LEFT JOIN (SELECT {one.key} AS row_key, {one.was} AS now
                           FROM {one.table} AS r
                          WHERE r.{one.column} = $keep) AS n
                ON n.row_key = m.row_key
             WHERE m.batch_id = $batch
               AND m.table_name = $name
               AND ($weighs OR n.row_key IS NOT NULL)
            """,
            batch=batch,
            keep=keep,
            name=name_of(one),
            words=one.words,
            weighs=one.weighs,
        )


def digest(tx: Tx, keep: PersonId, gone: PersonId) -> list[list[object]]:
    """Return numbers that change whenever a record that the plan rests on does."""
    found: list[list[object]] = []
    for one in MOVED:
        if one.weighs:
            row = tx.query(
                f"SELECT count(*), bit_xor(hash(r)) FROM {one.table} AS r WHERE r.{one.column} IN ($keep, $gone)",
                keep=keep,
                gone=gone,
            )[0]
            found.append([name_of(one), *row])
    for table in ("address", "membership"):
        row = tx.query(
            f"SELECT count(*), bit_xor(hash(r)) FROM {table} AS r WHERE r.person_id IN ($keep, $gone)",
            keep=keep,
            gone=gone,
        )[0]
        found.append([table, *row])
    return found


def counts(tx: Tx, gone: PersonId) -> dict[str, int]:
    """Return words → how many rows of each table are a person's."""
    found = {}
    for one in MOVED:
        many = tx.value(f"SELECT count(*) FROM {one.table} AS r WHERE r.{one.column} = $gone", gone=gone)
        if many:
            found[one.words] = int(many)
    return found
