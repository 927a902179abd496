"""Rows of a people file that contradict each other or the store. Each check puts lines into `bad`."""

from __future__ import annotations

import pyarrow as pa

from core.model import OrgId
from core.store.db import Tx
from core.store.imports import groups


def contested_in_file(tx: Tx, org: OrgId) -> None:
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
        ), said AS MATERIALIZED (
            SELECT o.line, o.address, n.who, w.who AS owner
              FROM staged_other AS o
              JOIN winner AS w
                ON w.address = o.address
              JOIN staged_people AS s
                ON s.line = o.line
              JOIN named AS n
                ON n.email = s.email
        )
        SELECT line, 'other_emails', address, 'ADDRESS_TAKEN'
          FROM said
         WHERE who <> owner
    """)


def owned_by_two_themselves(tx: Tx) -> None:
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


def owned_by_two(tx: Tx, org: OrgId) -> None:
    """Rows that would tie addresses of two people of the store together: joining people is not an import's to do.

    Rows are taken in the order of the file, and only those go that tie. So the same file says the same again: what a
    row has tied belongs to one person then.
    """
    said = tx.query("""
        WITH tying AS (
            SELECT s.line, s.email
              FROM known AS k
              JOIN named AS n
                ON n.who = k.who
              JOIN staged_people AS s
                ON s.email = n.email
             WHERE k.person_id <> k.other_id
               AND s.line IN (SELECT line FROM staged_other)
        ), said AS (
            SELECT line, email AS address
              FROM tying
             UNION ALL
            SELECT o.line, o.address
              FROM staged_other AS o
              JOIN tying AS t
                ON t.line = o.line
        )
        SELECT d.line, d.address, a.person_id
          FROM said AS d
          LEFT JOIN address AS a
            ON a.address = d.address
         ORDER BY d.line
    """)
    if lines := groups.tying_two(said):
        tx.load_rows("tied", {"line": (pa.int64(), lines)})
        tx.execute("""
            INSERT INTO bad
            SELECT s.line, 'other_emails', s.email, 'TWO_PEOPLE'
              FROM tied AS t
              JOIN staged_people AS s
                ON s.line = t.line
        """)


def found_twice(tx: Tx, org: OrgId) -> None:
    """A person of the store whom one row names by e-mail is not somebody else who shares another address with them.

    Without this an office's address, once it belongs to one, would make everybody who shares it that one.
    """
    tx.execute("""
        INSERT INTO bad
        WITH ranked AS (
            SELECT who, person_id,
                   row_number() OVER (PARTITION BY person_id ORDER BY by_email DESC, who) AS nth
              FROM known
             WHERE person_id = other_id
        )
        SELECT o.line, 'other_emails', o.address, 'ADDRESS_TAKEN'
          FROM ranked AS r
          JOIN named AS n
            ON n.who = r.who
          JOIN staged_people AS s
            ON s.email = n.email
          JOIN staged_other AS o
            ON o.line = s.line
          JOIN address AS a
            ON a.address = o.address
           AND a.person_id = r.person_id
         WHERE r.nth > 1
    """)


def numbers_taken(tx: Tx, org: OrgId) -> None:
    """The body's own number belongs to one person, in the file and in the store.

    Of several numbers that a file gives somebody the last counts. A number whose owner gets another one from this
    very file is free for somebody else.
    """
    _say_numbers(tx, org)
    tx.execute(
        """
        INSERT INTO bad
        WITH kept AS (
            SELECT e.external_id, e.person_id
              FROM external_id AS e
              LEFT JOIN said_number AS m
                ON m.person_id = e.person_id
             WHERE e.org_id = $org
               AND (m.external_id IS NULL OR m.external_id = e.external_id)
        ), taken AS (
            SELECT d.who, d.external_id
              FROM said_number AS d
              LEFT JOIN kept AS e
                ON e.external_id = d.external_id
             WHERE d.nth > 1
                OR (e.person_id IS NOT NULL AND (d.person_id IS NULL OR d.person_id <> e.person_id))
        )
        SELECT s.line, 'external_id', s.external_id, 'NUMBER_TAKEN'
          FROM taken AS t
          JOIN named AS n
            ON n.who = t.who
          JOIN staged_people AS s
            ON s.email = n.email
           AND s.external_id = t.external_id
        """,
        org=org,
    )


def _say_numbers(tx: Tx, org: OrgId) -> None:
    """Make `said_number`: who is said to have which number in the end; of several, its owner is the first."""
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE said_number AS
        WITH said AS (
            SELECT n.who, s.external_id, row_number() OVER (PARTITION BY n.who ORDER BY s.line DESC) AS place
              FROM staged_people AS s
              JOIN named AS n
                ON n.email = s.email
             WHERE s.external_id <> ''
        )
        SELECT d.who, d.external_id, k.person_id,
               row_number() OVER (
                   PARTITION BY d.external_id
                   ORDER BY CASE WHEN e.person_id IS NULL THEN 1 ELSE 0 END, d.who
               ) AS nth
          FROM said AS d
          LEFT JOIN known AS k
            ON k.who = d.who
          LEFT JOIN external_id AS e
            ON e.org_id = $org
           AND e.external_id = d.external_id
           AND e.person_id = k.person_id
         WHERE d.place = 1
        """,
        org=org,
    )


# What else is wrong with a row may hang on one that an earlier check takes out, so the order counts.
IN_ORDER = (owned_by_two, contested_in_file, found_twice, numbers_taken)
