"""Who the rows of a people file are: by the body's own number, and by any address, in the file and in the store.

The lines about one person bear one number, `who`: the lowest of them.
"""

from __future__ import annotations

import pyarrow as pa

from core.model import OrgId
from core.store.db import Row, Tx
from core.store.imports import contradictions, groups, staging
from core.store.imports.staging import Left

STAGED = ("staged_people", "staged_other")


def match(tx: Tx, org: OrgId) -> list[Left]:
    """Make `named`, `claimed` and `target` from the staged rows; return the rows that contradict others, taken out.

    named: email, who          claimed: who, address, line, main_line, verified          target: who, person_id, is_new
    """
    _begin_bad(tx)
    contradictions.owned_by_two_themselves(tx)
    left = staging.left_out(tx)
    while found := _contradictions(tx, org, left):
        left = found
    _aim(tx)
    return sorted(left, key=lambda one: one.line)


def match_by_email(tx: Tx, staged: str) -> None:
    """Make `named` and `target` for files whose rows have one address each."""
    tx.execute(f"CREATE OR REPLACE TEMP TABLE named AS SELECT email, min(line) AS who FROM {staged} GROUP BY email")
    _lead(tx, tx.query(_SAME_PERSON))
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE known AS
        SELECT DISTINCT n.who, a.person_id
          FROM named AS n
          JOIN address AS a
            ON a.address = n.email
    """)
    _aim(tx)


def _contradictions(tx: Tx, org: OrgId, before: list[Left]) -> list[Left]:
    """Take out what stands in `bad`, match what remains; return `before` and what contradicts now, [] when nothing."""
    staging.leave_out(tx, STAGED)
    _begin_bad(tx)
    _name_groups(tx)
    _claim(tx)
    _know_by_number(tx, org)
    for look in contradictions.IN_ORDER:
        look(tx, org)
        if found := staging.left_out(tx):  # what else was wrong may have hung on these rows: match again first
            return [*before, *found]
    return []


def _begin_bad(tx: Tx) -> None:
    tx.execute("CREATE OR REPLACE TEMP TABLE bad (line BIGINT, column_name VARCHAR, value VARCHAR, code VARCHAR)")


_SAME_PERSON = """
    WITH owner AS (
        SELECT DISTINCT n.who, a.person_id
          FROM named AS n
          JOIN address AS a
            ON a.address = n.email
    )
    SELECT o.who, f.leader
      FROM owner AS o
      JOIN (SELECT person_id, min(who) AS leader FROM owner GROUP BY person_id) AS f
        ON f.person_id = o.person_id
     WHERE o.who <> f.leader
"""


def _name_groups(tx: Tx) -> None:
    """Number the people of the file: a row's e-mail address among another's other addresses makes both one person.

    So do the addresses of two rows that belong to one person of the store. Two rows that merely share another
    address (an office's, say) are not one: that is a contradiction.
    """
    tx.execute("CREATE OR REPLACE TEMP TABLE named AS SELECT email, min(line) AS who FROM staged_people GROUP BY email")
    # Materialized, or the engine may compare everybody with everybody else before it looks at an address.
    in_file = tx.query("""
        WITH said AS MATERIALIZED (
            SELECT n.who, o.address
              FROM staged_other AS o
              JOIN staged_people AS s
                ON s.line = o.line
              JOIN named AS n
                ON n.email = s.email
        ), met AS MATERIALIZED (
            SELECT d.who, n.who AS other
              FROM said AS d
              JOIN named AS n
                ON n.email = d.address
        )
        SELECT DISTINCT who, other
          FROM met
         WHERE who <> other
    """)
    _lead(tx, [*in_file, *tx.query(_SAME_PERSON)])


def _lead(tx: Tx, pairs: list[Row]) -> None:
    if not pairs:
        return
    led = groups.leaders(pairs)
    tx.load_rows("led", {"who": (pa.int64(), list(led)), "leader": (pa.int64(), list(led.values()))})
    tx.execute("UPDATE named SET who = led.leader FROM led WHERE led.who = named.who")


def _claim(tx: Tx) -> None:
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE claimed AS
        WITH said AS (
            SELECT n.who, s.email AS address, s.line, s.line AS main_line, s.verified
              FROM staged_people AS s
              JOIN named AS n
                ON n.email = s.email
             UNION ALL
            SELECT n.who, o.address, s.line, NULL, s.verified
              FROM staged_other AS o
              JOIN staged_people AS s
                ON s.line = o.line
              JOIN named AS n
                ON n.email = s.email
        )
        SELECT who, address, min(line) AS line, min(main_line) AS main_line,
               coalesce(bool_or(verified), FALSE) AS verified
          FROM said
         GROUP BY who, address
    """)
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE known AS
        SELECT c.who, min(a.person_id) AS person_id, max(a.person_id) AS other_id,
               max(CASE WHEN c.main_line IS NOT NULL THEN 1 ELSE 0 END) AS by_email
          FROM claimed AS c
          JOIN address AS a
            ON a.address = c.address
         GROUP BY c.who
    """)


def _know_by_number(tx: Tx, org: OrgId) -> None:
    """Add to `known` whom the body's own number names, where no address does: their new address is one more of theirs.

    Unless a row about somebody else finds that person by address, or both names differ: then the number is a slip.
    """
    tx.execute(
        """
        INSERT INTO known (who, person_id, other_id, by_email)
        WITH numbered AS (
            SELECT n.who, s.external_id, s.first_name, s.last_name,
                   row_number() OVER (PARTITION BY n.who ORDER BY s.line DESC) AS place
              FROM staged_people AS s
              JOIN named AS n
                ON n.email = s.email
             WHERE s.external_id <> ''
        )
        SELECT min(d.who), e.person_id, e.person_id, 0
          FROM numbered AS d
          JOIN external_id AS e
            ON e.org_id = $org
           AND e.external_id = d.external_id
          JOIN person AS p
            ON p.person_id = e.person_id
          LEFT JOIN known AS k
            ON k.who = d.who
          LEFT JOIN known AS o
            ON o.person_id = e.person_id
         WHERE d.place = 1
           AND k.who IS NULL
           AND o.who IS NULL
           AND (d.first_name = '' AND d.last_name = ''
                OR (d.first_name <> '' AND lower(d.first_name) = lower(p.first_name))
                OR (d.last_name <> '' AND lower(d.last_name) = lower(p.last_name)))
         GROUP BY e.person_id
        """,
        org=org,
    )


def _aim(tx: Tx) -> None:
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE target AS
        SELECT n.who, coalesce(k.person_id, nextval('ids')) AS person_id, k.person_id IS NULL AS is_new
          FROM (SELECT DISTINCT who FROM named) AS n
          LEFT JOIN known AS k
            ON k.who = n.who
         ORDER BY n.who
    """)
