"""Care of the store: check it, copy it, put a copy back, and rescue one that does not open. For its owner."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.errors import Refusal
from core.store import audit, checks, orphans, rescue
from core.store.db import Db, Tx, open_store
from core.store.rescue import Rescue, log_of

MAGIC = b"DUCK"  # stands at byte 8 of every store
LONG_LOG = 256 * 2**20
ROOM_FACTOR = 2  # a store needs as much free room again to be rewritten or copied


class FileInTheWay(Refusal):
    def __init__(self, path: Path) -> None:
        super().__init__(f"There is a file {path} already. Give another name, or move it away.")


class NoStoreFile(Refusal):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not a store of Certdesk. Give a file that core backup has made.")


class BeyondRescue(Refusal):
    def __init__(self, path: Path) -> None:
        super().__init__(f"The file {path} itself is damaged, not just its log. Restore the newest backup.")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, whether it is as it should be, and a sentence about it."""

    name: str
    ok: bool
    say: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in a store, and the newest act in it."""

    checks: tuple[Check, ...]
    last_act: str

    @property
    def healthy(self) -> bool:
        return all(check.ok for check in self.checks)


@dataclass(frozen=True, slots=True)
class Rescued:
    """A copy that opens; `lost_bytes` of its log could not be read."""

    path: Path
    rescue: Rescue
    lost_bytes: int
    examined: Examined


def examine(db: Db) -> Examined:
    """Look at everything that must hold in the store and around its file."""
    with db.reading() as tx:
        found = [_chain(tx), *_orphans(tx), *_rules(tx)]
        last = checks.last_act(tx)
    return Examined((*found, _log(db.path), _room(db.path)), last)


def schema(db: Db, since: datetime) -> tuple[list[str], int]:
    """Return the migrations that landed since a moment (UTC), and the number of the newest one in the store."""
    with db.reading() as tx:
        rows = checks.schema_history(tx)
    return [name for _, name, made_at in rows if made_at >= since], int(rows[-1][0])


def backup(db: Db, target: Path) -> int:
    """Copy the store into a new file while no writer is at work; return its size in bytes. Raises FileInTheWay."""
    if target.exists():
        raise FileInTheWay(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with db.standstill() as path:
        _copy_durably(path, target)
    return target.stat().st_size


def restore(source: Path, target: Path, secret: bytes) -> Examined:
    """Put a backup into a new place and check it. Raises NoStoreFile, FileInTheWay, StoreDamaged."""
    if not _is_store(source):
        raise NoStoreFile(source)
    for path in (target, log_of(target)):
        if path.exists():
            raise FileInTheWay(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    _copy_durably(source, target)
    return _examine_file(target, secret)


def recover(path: Path, secret: bytes) -> Rescued:
    """Make a copy of a store that opens, check it and say what was lost. The original stays as it is.

    Raises FileInTheWay when an earlier rescue is still there, BeyondRescue when the file itself is damaged.
    """
    if not _is_store(path):
        raise NoStoreFile(path)
    aside = path.with_name(f"{path.stem}.recovered{path.suffix}")
    if aside.exists():
        raise FileInTheWay(aside)
    done, lost = rescue.copy_and_open(path, aside)
    if done is Rescue.HOPELESS:
        aside.unlink()
        raise BeyondRescue(path)
    return Rescued(aside, done, lost, _examine_file(aside, secret))


def _examine_file(path: Path, secret: bytes) -> Examined:
    db = open_store(path, secret)
    try:
        return examine(db)
    finally:
        db.close()


def _is_store(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(12)[8:] == MAGIC


def _copy_durably(source: Path, target: Path) -> None:
    """Copy so that a half-made file never bears the wanted name, and what bears it survives a power cut."""
    half = target.with_name(target.name + ".part")
    shutil.copyfile(source, half)
    with half.open("rb+") as file:
        os.fsync(file.fileno())
    half.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _chain(tx: Tx) -> Check:
    broken = audit.first_broken(tx)
    if broken is None:
        return Check("audit chain", True, "Every audit entry follows from the one before.")
    cure = "Entries were changed outside Certdesk, or secret.key is not this store's: compare with a backup."
    return Check("audit chain", False, f"The audit breaks at entry {broken}. {cure}")


def _orphans(tx: Tx) -> Iterator[Check]:
    found = orphans.orphans(tx)
    for table, column, count in found:
        yield Check("references", False, f"{count:,} rows of {table} point at a {column} that is not there.")
    if not found:
        yield Check("references", True, "Every row points at rows that are there.")


def _rules(tx: Tx) -> Iterator[Check]:
    found = checks.broken(tx)
    for rule, count in found:
        yield Check("rules", False, f"Broken {count:,} times: {rule}.")
    if not found:
        yield Check("rules", True, f"All {len(checks.RULES)} rules between rows hold.")


def _log(path: Path) -> Check:
    size = log_of(path).stat().st_size if log_of(path).exists() else 0
    say = f"The log beside the store holds {megabytes(size)}."
    if size <= LONG_LOG:
        return Check("log", True, say)
    return Check("log", False, f"{say} It should stay short: stop the app and run core doctor once more.")


def _room(path: Path) -> Check:
    free, size = shutil.disk_usage(path.parent).free, path.stat().st_size
    say = f"The store takes {megabytes(size)}; {megabytes(free)} are free beside it."
    if free >= ROOM_FACTOR * size:
        return Check("room", True, say)
    return Check("room", False, f"{say} Make room for twice its size: a full disk stops every writer.")


def megabytes(size: int) -> str:
    """Return a size in words: 1,204.5 MB."""
    return f"{size / 1e6:,.1f} MB"
