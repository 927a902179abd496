"""Who the rows of a people file are: by any address, in the file and in the store.

The lines about one person bear one number, `who`: the lowest of them.
"""

from __future__ import annotations

import pyarrow as pa

from core.model import OrgId
from core.store.db import Row, Tx
from core.store.imports import groups, staging
from core.store.imports.staging import Left

STAGED = ("staged_people", "staged_other")


def match(tx: Tx, org: OrgId) -> list[Left]:
    """Make `named`, `claimed` and `target` from the staged rows; return the rows that contradict others, taken out.

    named: email, who          claimed: who, address, line, main_line, verified          target: who, person_id, is_new
    """
    _begin_bad(tx)
    _owned_by_two_themselves(tx)
    left = staging.left_out(tx)
    while found := _contradictions(tx, org, left):
        left = found
    _aim(tx)
    return sorted(left, key=lambda one: one.line)


def match_by_email(tx: Tx, staged: str) -> None:
    """Make `named` and `target` for files whose rows have one address each."""
    tx.execute(f"CREATE OR REPLACE TEMP TABLE named AS SELECT email, min(line) AS who FROM {staged} GROUP BY email")
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE said AS
        SELECT who, email AS address
          FROM named
    """)
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
    _contested_in_file(tx)
    _owned_by_two(tx)
    _numbers_taken(tx, org)
    found = staging.left_out(tx)
    return [*before, *found] if found else []


def _begin_bad(tx: Tx) -> None:
    tx.execute("CREATE OR REPLACE TEMP TABLE bad (line BIGINT, column_name VARCHAR, value VARCHAR, code VARCHAR)")


_SAME_PERSON = """
    WITH owner AS (
        SELECT DISTINCT d.who, a.person_id
          FROM said AS d
          JOIN address AS a
            ON a.address = d.address
    )
    SELECT o.who, f.leader
      FROM owner AS o
      JOIN (SELECT person_id, min(who) AS leader FROM owner GROUP BY person_id) AS f
        ON f.person_id = o.person_id
     WHERE o.who <> f.leader
"""


def _name_groups(tx: Tx) -> None:
    """Number the people of the file: an address among another row's other addresses makes both rows one person.

    So do two addresses of one person of the store. Two rows that merely share another address (an office's,
    say) are not one: that is a contradiction.
    """
    tx.execute("CREATE OR REPLACE TEMP TABLE named AS SELECT email, min(line) AS who FROM staged_people GROUP BY email")
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE said AS
        SELECT who, email AS address
          FROM named
         UNION ALL
        SELECT n.who, o.address
          FROM staged_other AS o
          JOIN staged_people AS s
            ON s.line = o.line
          JOIN named AS n
            ON n.email = s.email
    """)
    in_file = tx.query("""
        SELECT DISTINCT d.who, n.who
          FROM said AS d
          JOIN named AS n
            ON n.email = d.address
         WHERE d.who <> n.who
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
        SELECT c.who, min(a.person_id) AS person_id, max(a.person_id) AS other_id
          FROM claimed AS c
          JOIN address AS a
            ON a.address = c.address
         GROUP BY c.who
    """)


def _contested_in_file(tx: Tx) -> None:
    """An address that two people of the file are said to have stays with the one who comes first."""
    tx.execute("""
        INSERT INTO bad
        WITH contested AS (
            SELECT address, min(line) AS first_line
              FROM claimed
             GROUP BY address
            HAVING count(*) > 1
        ), winner AS (
            SELECT t.address, min(c.who) AS who
              FROM contested AS t
              JOIN claimed AS c
                ON c.address = t.address
               AND c.line = t.first_line
             GROUP BY t.address
        )
        SELECT o.line, 'other_emails', o.address, 'ADDRESS_TAKEN'
          FROM staged_other AS o
          JOIN winner AS w
            ON w.address = o.address
          JOIN staged_people AS s
            ON s.line = o.line
          JOIN named AS n
            ON n.email = s.email
         WHERE n.who <> w.who
    """)


def _owned_by_two_themselves(tx: Tx) -> None:
    """A row whose own addresses belong to two people of the store drags nobody else along."""
    tx.execute("""
        INSERT INTO bad
        WITH said AS (
            SELECT line, email AS address
              FROM staged_people
             WHERE line IN (SELECT line FROM staged_other)
             UNION ALL
            SELECT line, address
              FROM staged_other
        )
        SELECT d.line, 'other_emails', max(d.address), 'TWO_PEOPLE'
          FROM said AS d
          JOIN address AS a
            ON a.address = d.address
         GROUP BY d.line
        HAVING min(a.person_id) <> max(a.person_id)
    """)


def _owned_by_two(tx: Tx) -> None:
    """Addresses of two people of the store cannot be one person's: joining people is not an import's to do."""
    tx.execute("""
        INSERT INTO bad
        SELECT s.line, 'other_emails', s.email, 'TWO_PEOPLE'
          FROM known AS k
          JOIN named AS n
            ON n.who = k.who
          JOIN staged_people AS s
            ON s.email = n.email
         WHERE k.person_id <> k.other_id
    """)


def _numbers_taken(tx: Tx, org: OrgId) -> None:
    """The body's own number belongs to one person, in the file and in the store."""
    tx.execute(
        """
        INSERT INTO bad
        WITH said AS (
            SELECT s.line, s.external_id, n.who
              FROM staged_people AS s
              JOIN named AS n
                ON n.email = s.email
             WHERE s.external_id <> ''
        ), owner AS (
            SELECT d.external_id, min(d.who) AS who
              FROM said AS d
             GROUP BY d.external_id
        )
        SELECT d.line, 'external_id', d.external_id, 'NUMBER_TAKEN'
          FROM said AS d
          JOIN owner AS w
            ON w.external_id = d.external_id
          LEFT JOIN known AS k
            ON k.who = d.who
          LEFT JOIN external_id AS e
            ON e.org_id = $org
           AND e.external_id = d.external_id
         WHERE d.who <> w.who
            OR (e.person_id IS NOT NULL AND (k.person_id IS NULL OR k.person_id <> e.person_id))
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
