"""Signatures of addresses: what makes one slip of the finger findable among millions of them by equality alone.

An address has the hash of its local part, and of that part without each of its characters. Two local parts that are
one missing, doubled, wrong or exchanged character apart have a signature in common. What else is in common by chance
is dropped by whoever looks closer. A signature is never taken away: one that is out of date only costs that look.
"""

from __future__ import annotations

import pyarrow as pa

from core.store.db import Tx

FACT = "signatures"  # instance: by which engine they were made; a hash is promised to no other

# The last '@' divides: a quoted local part may hold one.
LOCAL = "left(address, length(address) - length(split_part(address, '@', -1)) - 1)"
SIGNATURE = """
    CAST(hash(CASE WHEN place = 0 THEN local ELSE left(local, place - 1) || substr(local, place + 1) END) & 4294967295
         AS UINTEGER)"""


def sign(tx: Tx) -> None:
    """Add the signatures of the temporary table `new_address` (address, person_id): call it where they are written."""
    tx.execute(f"""
        INSERT INTO address_signature (signature, person_id)
        WITH parted AS (
            SELECT person_id, {LOCAL} AS local
              FROM new_address
        ), placed AS (
            SELECT person_id, local, unnest(range(0, length(local) + 1)) AS place
              FROM parted
        )
        SELECT {SIGNATURE}, person_id
          FROM placed
    """)


def sign_one(tx: Tx, address: str, person: int) -> None:
    """Add the signatures of one address that is written."""
    tx.load_rows("new_address", {"address": (pa.string(), [address]), "person_id": (pa.int64(), [person])})
    sign(tx)


def make_missing(tx: Tx) -> None:
    """Make all signatures anew in a store that has none yet, or some of another engine's hash."""
    made_by = tx.first("SELECT value FROM instance WHERE name = $fact", fact=FACT)
    engine = str(tx.value("SELECT version()"))
    if made_by and made_by[0] == engine:
        return
    tx.execute("DELETE FROM address_signature")
    tx.execute("CREATE OR REPLACE TEMP TABLE new_address AS SELECT address, person_id FROM address")
    sign(tx)
    tx.execute("DELETE FROM instance WHERE name = $fact", fact=FACT)
    tx.execute("INSERT INTO instance (name, value) VALUES ($fact, $engine)", fact=FACT, engine=engine)
