"""Names in bulk, with their search text."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from core.store.db import Tx
from core.store.people import folded


def write(tx: Tx, now: datetime) -> None:
    """Write new persons and new names of known ones from `judged`."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE naming AS
        SELECT who, person_id, is_new, first_name, last_name
          FROM judged
         WHERE is_new
            OR (renamed AND NOT closed)
    """)
    _fold(tx)
    tx.execute(
        """
        INSERT INTO person (person_id, first_name, last_name, search_text, made_at)
        SELECT n.person_id, n.first_name, n.last_name, f.search_text, $now
          FROM naming AS n
          JOIN folded_name AS f
            ON f.who = n.who
         WHERE n.is_new
         ORDER BY n.person_id
        """,
        now=now,
    )
    tx.execute("""
        UPDATE person
           SET first_name = n.first_name,
               last_name = n.last_name,
               search_text = f.search_text
          FROM naming AS n
          JOIN folded_name AS f
            ON f.who = n.who
         WHERE person.person_id = n.person_id
           AND NOT n.is_new
    """)


def _fold(tx: Tx) -> None:
    """Make `folded_name(who, search_text)` from the names in `naming`.

    Python folds: the engine's strip_accents and lower are not casefold and NFKD.
    """
    said = tx.arrow("SELECT who, first_name, last_name FROM naming")
    texts = [
        folded(first, last)
        for first, last in zip(said["first_name"].to_pylist(), said["last_name"].to_pylist(), strict=True)
    ]
    tx.load_table("folded_name", pa.table({"who": said["who"], "search_text": pa.array(texts, pa.string())}))
