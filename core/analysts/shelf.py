"""A shelf: the versions of one publication in a folder, and the pointer to the newest.

    analytics-7.duckdb    analytics-7/TABLE.parquet    current.json

A version is written beside the others under a name that nobody looks for, and gets its own name when it is whole; then
the pointer moves. So whoever is killed at whatever moment leaves the old version or the new one. An old version goes
when the pointer has been elsewhere for ten minutes and nobody has the file open.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

POINTER = "current.json"
DRAFT = ".certdesk-draft"  # a name that nobody else gives: it is swept away
LEFT_FOR = timedelta(minutes=10)  # so long an old version stays for whoever has just looked where the pointer leads


@dataclass(frozen=True, slots=True)
class Version:
    """One whole publication. `made_at` is UTC; `mark` says which state of the records it holds."""

    version: int
    made_at: datetime
    mark: str

    @property
    def file(self) -> str:
        return f"analytics-{self.version}.duckdb"

    @property
    def parquet(self) -> str:
        return f"analytics-{self.version}"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of one publication; it needs not be there yet."""

    folder: Path

    def current(self) -> Version | None:
        """Return the version to which the pointer leads, None before the first."""
        try:
            found = json.loads((self.folder / POINTER).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return Version(found["version"], datetime.fromisoformat(found["made_at"]), found["mark"])

    def next_version(self) -> int:
        """Return a number above every version that lies here, whole or forgotten."""
        return max(self._numbers(), default=0) + 1

    @contextmanager
    def writing(self, version: Version) -> Iterator[tuple[Path, Path]]:
        """Yield where to write the file and the folder of Parquet; at the end they become this version."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / DRAFT
        shutil.rmtree(draft, ignore_errors=True)  # somebody was killed here
        draft.mkdir(mode=0o700)
        yield draft / version.file, draft / version.parquet
        _to_disk(draft / version.file)
        (draft / version.file).chmod(0o640)
        (draft / version.parquet).replace(self.folder / version.parquet)
        (draft / version.file).replace(self.folder / version.file)
        self._point(version)
        draft.rmdir()

    def _point(self, version: Version) -> None:
        named = asdict(version) | {
            "made_at": version.made_at.isoformat(timespec="seconds"),
            "file": version.file,
            "parquet": version.parquet,
        }
        waiting = self.folder / DRAFT / POINTER
        waiting.write_text(json.dumps(named) + "\n", encoding="utf-8")
        _to_disk(waiting)
        waiting.replace(self.folder / POINTER)
        _to_disk(self.folder)

    def sweep(self, now: datetime) -> int:
        """Remove old versions that nobody reads; return how many. `now` is UTC."""
        kept = self.current()
        gone = 0
        for number in self._numbers():
            file = self.folder / f"analytics-{number}.duckdb"
            if kept and number < kept.version and now - kept.made_at >= LEFT_FOR and not _is_open(file):
                shutil.rmtree(self.folder / f"analytics-{number}", ignore_errors=True)
                file.unlink(missing_ok=True)
                gone += 1
        return gone

    def clear(self) -> None:
        """Remove every version and the pointer, and the folder if nothing else lies in it."""
        numbers = self._numbers()
        if numbers:  # else the folder is somebody else's
            (self.folder / POINTER).unlink(missing_ok=True)
        shutil.rmtree(self.folder / DRAFT, ignore_errors=True)
        for number in numbers:
            (self.folder / f"analytics-{number}.duckdb").unlink(missing_ok=True)
            shutil.rmtree(self.folder / f"analytics-{number}", ignore_errors=True)
        with suppress(OSError):  # not ours alone, or not there
            self.folder.rmdir()

    def _numbers(self) -> list[int]:
        """Return the numbers of all that lies here, a file without its folder and a folder without its file too."""
        found = {path.name.removesuffix(".duckdb").removeprefix("analytics-") for path in self._versions()}
        return sorted(int(number) for number in found if number.isdigit())

    def _versions(self) -> list[Path]:
        return list(self.folder.glob("analytics-*"))


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_open(file: Path) -> bool:
    """Return whether another process reads the file: an engine that has it open holds a lock on it."""
    if not file.exists():
        return False
    with file.open("rb+") as handle:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        return False
