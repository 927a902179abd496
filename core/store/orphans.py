"""References between tables. The store has no foreign keys (they make updates fail); this list and the doctor do."""

from __future__ import annotations

from core.store.db import Tx

KEYS = {
    "org_id": "organisation",
    "dashboard_org_id": "organisation",
    "person_id": "person",
    "instructor_id": "person",
    "made_by_id": "person",
    "actor_id": "person",
    "course_id": "course",
    "open_course_id": "course",
    "next_course_id": "course",
    "old_course_id": "course",
    "new_course_id": "course",
    "assignment_id": "assignment",
    "learner_id": "learner",
    "workshop_id": "workshop",
    "upload_id": "upload",
    "participant_id": "participant",
    "order_id": "orders",
    "batch_id": "batch",
    "ceu_course_id": "ceu_course",
    "proposal_id": "proposal",
    "credit_id": "credit",
}
KEY_OF = {"organisation": "org_id", "orders": "order_id"}
PARTICULAR = (
    ("ceu_course", "successor_id", "ceu_course"),
    ("learner", "assignment_id", "assignment"),
    ("learner", "next_course_id", "course"),
    ("learner", "open_course_id", "course"),
    ("dispute", "made_by", "person"),
    ("credit", "former_id", "credit"),
    ("credit", "found_id", "credit"),
    ("credit", "lead_id", "credit"),
    ("pair_row", "draft_id", "upload"),
)


def references(tx: Tx) -> list[tuple[str, str, str]]:
    """Return (table, column, table it points into) for every reference of the schema as it is."""
    columns = tx.query("""
        SELECT table_name, column_name
          FROM information_schema.columns
         WHERE table_schema = 'main'
         ORDER BY table_name, column_name
    """)
    found = [(table, column, KEYS[column]) for table, column in columns if column in KEYS]
    return [*(one for one in found if not (one[0] == one[2] and one[1] == key_of(one[2]))), *PARTICULAR]


def key_of(table: str) -> str:
    """Return the name of a table's own key."""
    return KEY_OF.get(table, f"{table}_id")


def orphans(tx: Tx) -> list[tuple[str, str, int]]:
    """Return (table, column, how many) wherever a row points at something that is not there."""
    found = []
    for table, column, target in references(tx):
        count = tx.value(f"""
            SELECT count(*)
              FROM {table} AS r
             WHERE r.{column} IS NOT NULL
               AND NOT EXISTS (SELECT 1
                                 FROM {target} AS t
                                WHERE t.{key_of(target)} = r.{column})
        """)
        if count:
            found.append((table, column, int(count)))
    return found
