"""Publication: a file for each organisation's analysts and one for the instance's owner, as fresh as the records.

What is published lies in a folder: the owner's versions in it, each organisation's in organisations/SLUG, and files
with names, where they are asked for, in a folder `named` beside them. Source: docs/analysts.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from core.analysts import publishing
from core.analysts.publishing import EVERYBODY, PUBLISHED, Scope
from core.analysts.relations import relations
from core.analysts.shelf import Shelf, Version
from core.errors import NotFound
from core.model import Role
from core.services.desk import Desk
from core.store import publication
from core.store.db import Db

ORGANISATIONS, NAMED = "organisations", "named"


@dataclass(frozen=True, slots=True)
class Published:
    """One version that was made now, and how large its file is."""

    scope: Scope
    version: Version
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Edition:
    """What an organisation's analysts can have now. `tables` are the Parquet files."""

    version: int
    made_at: datetime
    age_seconds: int
    size: int
    tables: tuple[tuple[str, str], ...]


def folder_beside(store: Path) -> Path:
    """Return where the running app publishes: beside the store."""
    return store.parent / f"{store.stem}-analytics"


def publish(
    db: Db, folder: Path, now: datetime, secret: bytes, *, named: bool = False, only_changed: bool = False
) -> list[Published]:
    """Publish every scope into a folder, made if absent; return what was made. `now` is UTC.

    With `only_changed` a scope whose records are as its current version holds them is left alone. Without `named`
    files with names that lie there are removed: the folder then holds pseudonymous ones only.
    """
    with db.reading() as tx:
        states = publication.states(tx, now)
    marks = {slug: _mark(str(day), state) for _, slug, day, state in states}
    scopes = [Scope(None, EVERYBODY), *(Scope(org, slug) for org, slug, _, _ in states)]
    marks[EVERYBODY] = _mark(*marks.values())
    made = []
    for scope in scopes:
        shelf = _shelf(folder, scope.slug)
        made += _afresh(db, shelf, scope, marks[scope.slug], now, secret, only_changed)
        if named:
            with_names = Scope(scope.org, scope.slug, named=True)
            made += _afresh(db, Shelf(shelf.folder / NAMED), with_names, marks[scope.slug], now, secret, only_changed)
        else:
            Shelf(shelf.folder / NAMED).clear()
    return made


def _afresh(
    db: Db, shelf: Shelf, scope: Scope, mark: str, now: datetime, secret: bytes, only_changed: bool
) -> list[Published]:
    shelf.sweep(now)
    before = shelf.current()
    if only_changed and before and before.mark == mark:
        return []
    version = Version(shelf.next_version(), now, mark)
    with shelf.writing(version) as (file, parquet):
        with publication.into(db, file, PUBLISHED) as tx:
            publishing.fill(tx, scope, version.version, now, secret)
        publishing.finish(file, scope.named)
        publishing.write_parquet(file, parquet)
    path = shelf.folder / version.file
    return [Published(scope, version, path, path.stat().st_size)]


def _mark(*parts: str) -> str:
    return hashlib.sha256("\n".join((_words(), *parts)).encode()).hexdigest()[:16]


@cache
def _words() -> str:
    """Return what all statements and words of a release come to: another release publishes afresh."""
    return hashlib.sha256(repr(relations()).encode()).hexdigest()


def _shelf(folder: Path, slug: str) -> Shelf:
    return Shelf(folder if slug == EVERYBODY else folder / ORGANISATIONS / slug)


def edition(desk: Desk) -> Edition | None:
    """Return what is published of the actor's organisation now, None before the first time. Staff and analysts."""
    shelf = _own_shelf(desk)
    version = shelf.current()
    if version is None:
        return None
    return Edition(
        version.version,
        version.made_at,
        max(0, int((desk.now - version.made_at).total_seconds())),
        (shelf.folder / version.file).stat().st_size,
        tuple((each.name, each.words) for each in relations() if not each.argument),
    )


def file(desk: Desk, version: int | None, table: str | None = None) -> Path:
    """Return the file of a version (None: the current one), or its Parquet file of one table. Staff and analysts.

    It is always of the actor's own organisation, without names. Raises NotFound for a version that is gone.
    """
    return lying(_own_shelf(desk), desk.now, version, table)[1]


def lying(shelf: Shelf, now: datetime, version: int | None, table: str | None) -> tuple[int, Path]:
    """Return the number and the path of what lies on a shelf, as `file` says. Raises NotFound."""
    current = shelf.current()
    number = version if version is not None else (current.version if current else 0)
    asked = Version(number, now, "")
    if table is None:
        path = shelf.folder / asked.file
    elif table in {each.name for each in relations()}:
        path = shelf.folder / asked.parquet / f"{table}.parquet"
    else:
        raise NotFound("published table", table)
    if current is None or number > current.version or not path.is_file():
        raise NotFound("publication", number)
    return number, path


def shelf_of(store: Path, slug: str) -> Shelf:
    """Return the shelf of an organisation beside a store: pseudonymous files only."""
    return _shelf(folder_beside(store), slug)


def _own_shelf(desk: Desk) -> Shelf:
    with desk.reading_as(Role.STAFF, Role.ANALYST) as tx:
        slug = publication.slug_of(tx, desk.actor.org_id)
    return shelf_of(desk.db.path, slug)
