"""Reading `judged`: counts of classes and flags, a page of its rows, those that are left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from core.model import OrgId
from core.store import near
from core.store.db import Tx
from core.store.near import NearMatch


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """One pair as it was judged. `flags` are the bits of core.rules.pairs; `excess`: more hours than the course has."""

    row_at: int
    line: int
    ceulid: str
    ceulid_key: str
    email: str
    address: str | None
    hours_hundredths: int | None
    whole_hundredths: int | None
    attended_on: date
    note: str
    ceu_course_id: int | None
    cls: str
    flags: int
    excess: bool
    person_id: int | None
    name: str
    tickable: bool
    picked: bool


_SELECT = """
    SELECT j.row_at, t.line, t.ceulid, j.ceulid_key, t.email, j.address, j.hours_hundredths, j.whole_hundredths,
           j.attended_on, j.note, j.ceu_course_id, j.class, j.flags, j.excess, j.person_id,
           CASE WHEN j.class = 'c' THEN trim(p.first_name || ' ' || p.last_name) ELSE '' END, j.tickable, j.picked
      FROM judged AS j
      JOIN pair AS t
        ON t.row_at = j.row_at
      LEFT JOIN person AS p
        ON p.person_id = j.person_id
"""


def every_row(tx: Tx) -> list[JudgedRow]:
    """Return all rows in the order of the list."""
    return [JudgedRow(*row) for row in tx.query(f"{_SELECT} ORDER BY j.row_at")]


def page(tx: Tx, classes: Collection[str], first: int, size: int) -> list[JudgedRow]:
    """Return some rows of these classes, those with a flag first, else in the order of the list."""
    rows = tx.query(
        f"""
        {_SELECT}
         WHERE j.class IN (SELECT unnest($classes::VARCHAR[]))
         ORDER BY j.flags % 16 = 0 AND NOT j.excess, j.row_at
         LIMIT $size
        OFFSET $first
        """,
        classes=list(classes),
        first=first,
        size=size,
    )
    return [JudgedRow(*row) for row in rows]


def at(tx: Tx, row: int) -> JudgedRow | None:
    """Return one row of the list, or None."""
    found = tx.first(f"{_SELECT} WHERE j.row_at = $row", row=row)
    return JudgedRow(*found) if found else None


def unpicked(tx: Tx) -> list[JudgedRow]:
    """Return every row that cannot be posted as it stands: of no recognised id, or flagged and not picked.

    Names are left out: nobody asks for them here.
    """
    rows = tx.query("""
        SELECT j.row_at, t.line, t.ceulid, j.ceulid_key, t.email, j.address, j.hours_hundredths, j.whole_hundredths,
               j.attended_on, j.note, j.ceu_course_id, j.class, j.flags, j.excess, j.person_id, '', j.tickable, j.picked
          FROM judged AS j
          JOIN pair AS t
            ON t.row_at = j.row_at
         WHERE NOT j.picked
           AND (NOT j.tickable OR j.flags > 0)
         ORDER BY j.row_at
    """)
    return [JudgedRow(*row) for row in rows]


def counts(tx: Tx) -> dict[str, tuple[int, int]]:
    """Return class → (how many rows, how many of them are picked)."""
    rows = tx.query("""
        SELECT class, count(*), count(CASE WHEN picked THEN 1 END)
          FROM judged
         GROUP BY class
    """)
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def flag_counts(tx: Tx) -> tuple[int, ...]:
    """Return how many rows have each flag, in the order of their bits."""
    row = tx.query("""
        SELECT count(CASE WHEN flags % 2 >= 1 THEN 1 END), count(CASE WHEN flags % 4 >= 2 THEN 1 END),
               count(CASE WHEN flags % 8 >= 4 THEN 1 END), count(CASE WHEN flags % 16 >= 8 THEN 1 END),
               count(CASE WHEN flags >= 16 THEN 1 END)
          FROM judged
    """)[0]
    return tuple(int(each) for each in row)


def look_for_near(tx: Tx, org: OrgId) -> dict[int, NearMatch]:
    """Flag the rows whose address is nobody's but nearly somebody's who is known here; return row → who is meant."""
    rows = tx.query("""
        SELECT min(row_at), address
          FROM judged
         WHERE class = 'b2'
           AND address IS NOT NULL
           AND kind IS NULL
         GROUP BY address
    """)
    if not rows:
        return {}
    tx.load_rows(
        "near_asked",
        {
            "row_at": (pa.int64(), [row[0] for row in rows]),
            "address": (pa.string(), [row[1] for row in rows]),
            "name_key": (pa.string(), [""] * len(rows)),
        },
    )
    by_address = {one.row_at: one for one in near.find(tx, org)}
    if not by_address:
        return {}
    meant = {row[1]: by_address[row[0]] for row in rows if row[0] in by_address}
    tx.load_rows("near_address", {"address": (pa.string(), list(meant))})
    tx.execute("UPDATE judged SET flags = flags + 16 WHERE address IN (SELECT address FROM near_address)")
    found = tx.query("SELECT row_at, address FROM judged WHERE flags >= 16")
    return {row[0]: meant[row[1]] for row in found}
