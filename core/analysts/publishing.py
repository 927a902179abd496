"""A publication: the allowed columns of one state of the store in a new file, documented, and the same as Parquet.

A view hides nothing: what somebody may not see is not in the file. People go by a pseudonym that only the instance's
secret can make, the same in every version of a file and another one in every other file.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import duckdb

from core.analysts.relations import CONTRACT, Relation, relations
from core.model import OrgId

PUBLISHED = "published"  # the name under which the new file is attached to the store
EVERYBODY = "*"


class Session(Protocol):
    """A transaction that reads the store and writes the attached file."""

    def execute(self, sql: str, **params: Any) -> int: ...


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose records a file holds: one organisation's, or, for the instance's owner, everybody's."""

    org: OrgId | None
    slug: str
    named: bool = False

    def key(self, secret: bytes) -> str:
        """Return the key of this file's pseudonyms."""
        return hmac.new(secret, f"analytics pseudonyms of {self.slug}".encode(), "sha256").hexdigest()


def fill(tx: Session, scope: Scope, version: int, now: datetime, secret: bytes) -> None:
    """Write the tables of a scope into the attached file. `now` is UTC."""
    _scope(tx, scope, now)
    _pseudonyms(tx, scope.key(secret))
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE publication AS
        SELECT CAST($version AS BIGINT) AS version, CAST($contract AS INTEGER) AS contract,
               CAST($now AS TIMESTAMP) AS made_at, CAST($scope AS VARCHAR) AS scope, CAST($named AS BOOLEAN) AS named
        """,
        version=version,
        contract=CONTRACT,
        now=now,
        scope=scope.slug,
        named=scope.named,
    )
    tx.execute(f"CREATE SCHEMA {PUBLISHED}.analytics")
    for each in relations():
        if each.is_table:
            tx.execute(f"CREATE TABLE {PUBLISHED}.analytics.{each.name} AS {each.select(scope.named)}")


def _scope(tx: Session, scope: Scope, now: datetime) -> None:
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE scope AS
        SELECT org_id, slug, name, zone, currency,
               CAST(timezone(zone, timezone('UTC', CAST($now AS TIMESTAMP))) AS DATE) AS today
          FROM organisation
         WHERE org_id = $org
            OR CAST($org AS BIGINT) IS NULL
        """,
        now=now,
        org=scope.org,
    )


def _pseudonyms(tx: Session, key: str) -> None:
    """Make `known`, whom the records of the scope speak of, and `pseudonym`: 60 bits of a hash that needs the key."""
    tx.execute("""
        CREATE OR REPLACE TEMP TABLE known AS
        SELECT org_id, person_id FROM learner WHERE org_id IN (SELECT org_id FROM scope)
         UNION
        SELECT org_id, person_id FROM membership WHERE org_id IN (SELECT org_id FROM scope)
         UNION
        SELECT org_id, person_id FROM completion WHERE org_id IN (SELECT org_id FROM scope)
         UNION
        SELECT org_id, person_id FROM certificate WHERE org_id IN (SELECT org_id FROM scope)
         UNION
        SELECT org_id, instructor_id FROM workshop WHERE org_id IN (SELECT org_id FROM scope)
         UNION
        SELECT org_id, person_id
          FROM assignment
         WHERE org_id IN (SELECT org_id FROM scope)
           AND state IN ('unassigned', 'replaced')
         UNION
        SELECT org_id, person_id
          FROM credit
         WHERE org_id IN (SELECT org_id FROM scope)
           AND person_id IS NOT NULL
    """)
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE pseudonym AS
        SELECT person_id, CAST('0x' || substr(sha256($key || ':' || person_id), 1, 15) AS BIGINT) AS person
          FROM (SELECT DISTINCT person_id FROM known) AS everybody
        """,
        key=key,
    )


def finish(file: Path, named: bool) -> None:
    """Add views, the macro and the words of every column to a filled file, in one transaction."""
    with duckdb.connect(str(file)) as own:
        own.execute("BEGIN")
        for each in relations():
            own.execute("; ".join(_documented(each, named)))
        own.execute("COMMIT")


def _documented(each: Relation, named: bool) -> Iterable[str]:
    name, kind = f"analytics.{each.name}", "TABLE" if each.is_table else "VIEW"
    if each.argument:
        yield f"CREATE MACRO {name}({each.argument}) AS TABLE {each.select(named)}"
        yield f"COMMENT ON MACRO TABLE {name} IS {_text(each.words)}"
        return
    if not each.is_table:
        yield f"CREATE VIEW {name} AS {each.select(named)}"
    yield f"COMMENT ON {kind} {name} IS {_text(each.words)}"
    for column in each.shown(named):
        yield f"COMMENT ON COLUMN {name}.{column.name} IS {_text(column.words)}"


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def write_parquet(file: Path, folder: Path) -> None:
    """Write every table and view of a finished file into a folder of Parquet files, one each."""
    folder.mkdir()
    with duckdb.connect(str(file), read_only=True) as own:
        for each in relations():
            if not each.argument:
                target = _text(str(folder / f"{each.name}.parquet"))
                own.execute(f"COPY (FROM analytics.{each.name}) TO {target} (FORMAT parquet)")
