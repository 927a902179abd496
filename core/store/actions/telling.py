"""Mails of list actions, written set-based beside what they tell of: one a person and assignment."""

from __future__ import annotations

from datetime import datetime

from core.model import OrgId
from core.store.db import Tx


def reachable(tx: Tx) -> int:
    """Return how many rows of `planned` that are done are of people who can be written to."""
    return int(
        tx.value("""
            SELECT count(*)
              FROM planned
             WHERE code IS NULL
               AND person_id IN (SELECT person_id FROM address WHERE kind <> 'inactive')
        """)
    )


def reach(tx: Tx) -> None:
    """Make `reached` for everybody of `planned` who is done."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE wanted_person AS
        SELECT DISTINCT person_id
          FROM planned
         WHERE code IS NULL
    """)
    find_addresses(tx)


def find_addresses(tx: Tx) -> None:
    """Make `reached`, with the address that each of `wanted_person` gets mail at, and the name.

    Nobody gets mail at an address that is no longer reachable.
    """
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE reached AS
        WITH usable AS (
            SELECT person_id, kind, address
              FROM address
             WHERE kind <> 'inactive'
               AND person_id IN (SELECT person_id FROM wanted_person)
        ), primary_one AS (
            SELECT person_id, min(address) AS address
              FROM usable
             WHERE kind = 'primary'
             GROUP BY person_id
        ), other_one AS (
            SELECT person_id, min(address) AS address
              FROM usable AS u
             WHERE NOT EXISTS (SELECT 1 FROM primary_one AS p WHERE p.person_id = u.person_id)
             GROUP BY person_id
        )
        SELECT r.person_id, r.address, trim(p.first_name || ' ' || p.last_name) AS name
          FROM (SELECT person_id, address FROM primary_one
                 UNION ALL
                SELECT person_id, address FROM other_one) AS r
          JOIN person AS p
            ON p.person_id = r.person_id
    """)


def tell_withdrawn(tx: Tx, org: OrgId, now: datetime) -> int:
    """Queue a correction to everybody in `gone`: the course that they were told of is no longer asked of them."""
    return tx.execute(
        """
        INSERT INTO outbox (mail_id, org_id, dedupe_key, kind, to_address, to_name, person_id, parameters, state,
                            release_at, attempts, next_try_at, made_at)
        SELECT nextval('ids'), $org, 'unassigned:' || g.assignment_id, 'assignment_withdrawn', g.to_address, g.to_name,
               g.person_id, json_object('name', g.to_name, 'course', c.title), 'queued', $now, 0, $now, $now
          FROM gone AS g
          JOIN assignment AS a
            ON a.assignment_id = g.assignment_id
          JOIN course AS c
            ON c.course_id = a.course_id
         ORDER BY g.assignment_id
        """,
        org=org,
        now=now,
    )


def tell_due(tx: Tx, org: OrgId, batch: int, now: datetime, release_at: datetime) -> int:
    """Queue a mail with the new due date for each row of `planned` to whoever is in `reached`; return how many."""
    return tx.execute(
        """
        INSERT INTO outbox (mail_id, org_id, dedupe_key, kind, to_address, to_name, person_id, parameters, state,
                            release_at, attempts, next_try_at, made_at)
        SELECT nextval('ids'), $org, 'due_changed:' || p.assignment_id || ':' || $batch, 'due_changed', r.address,
               r.name, p.person_id,
               json_object('name', r.name, 'course', c.title, 'due_on', CAST(p.new_on AS VARCHAR),
                           'link_id', p.assignment_id),
               CASE WHEN $release > $now THEN 'held' ELSE 'queued' END, $release, 0, $now, $now
          FROM planned AS p
          JOIN reached AS r
            ON r.person_id = p.person_id
          JOIN course AS c
            ON c.course_id = p.new_course_id
         WHERE p.code IS NULL
         ORDER BY p.assignment_id
        """,
        org=org,
        batch=batch,
        now=now,
        release=release_at,
    )


def tell_due_again(tx: Tx, org: OrgId, undo: int, now: datetime) -> int:
    """Queue a correction with the old due date to everybody in `gone`; return how many."""
    return tx.execute(
        """
        INSERT INTO outbox (mail_id, org_id, dedupe_key, kind, to_address, to_name, person_id, parameters, state,
                            release_at, attempts, next_try_at, made_at)
        SELECT nextval('ids'), $org, 'due_changed:' || g.assignment_id || ':' || $undo, 'due_changed', g.to_address,
               g.to_name, g.person_id,
               json_object('name', g.to_name, 'course', c.title, 'due_on', CAST(a.due_on AS VARCHAR),
                           'link_id', a.assignment_id),
               'queued', $now, 0, $now, $now
          FROM gone AS g
          JOIN assignment AS a
            ON a.assignment_id = g.assignment_id
          JOIN course AS c
            ON c.course_id = a.course_id
         ORDER BY g.assignment_id
        """,
        org=org,
        undo=undo,
        now=now,
    )
