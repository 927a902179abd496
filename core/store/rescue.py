"""A store that does not open: made to open on a copy, losing as little of its log as can be.

Power loss can leave the end of the log filled with zeros, and a bad disk can flip a bit in it; the engine then
refuses the whole store. Cut short, the log opens with everything that was committed before the cut.
"""

from __future__ import annotations

import shutil
from enum import StrEnum
from pathlib import Path

import duckdb


class Rescue(StrEnum):
    """What had to be done to the log of the copy."""

    NOTHING = "the log was whole"
    TRIMMED = "zeros at the end of the log were cut off"
    CUT = "the log was damaged and was cut short before the damage"
    HOPELESS = "the file itself is damaged"


def log_of(path: Path) -> Path:
    """Return where the engine keeps what is not in the file yet."""
    return path.with_name(path.name + ".wal")


def copy_and_open(path: Path, aside: Path) -> tuple[Rescue, int]:
    """Copy a store and its log to `aside` so that it opens; return what was done and how many bytes of log were lost.

    The original is only read.
    """
    shutil.copyfile(path, aside)
    log = log_of(path).read_bytes() if log_of(path).exists() else b""
    whole = log.rstrip(b"\0")
    for kept, done in ((log, Rescue.NOTHING), (whole, Rescue.TRIMMED)):
        if _opens(aside, kept):
            return done, len(log) - len(kept)
    if not _opens(aside, b""):
        return Rescue.HOPELESS, len(log)
    kept = _longest_that_opens(aside, whole)
    _opens(aside, kept)
    return Rescue.CUT, len(log) - len(kept)


def _longest_that_opens(aside: Path, log: bytes) -> bytes:
    """Return the longest start of a log that opens, by halving: a cut log opens, one with the damage in it does not."""
    opens, fails = 0, len(log)
    while fails - opens > 1:
        middle = (opens + fails) // 2
        if _opens(aside, log[:middle]):
            opens = middle
        else:
            fails = middle
    return log[:opens]


def _opens(aside: Path, log: bytes) -> bool:
    """Return whether a store opens with this log, leaving it there. Only looking changes neither."""
    if log:
        log_of(aside).write_bytes(log)
    else:
        log_of(aside).unlink(missing_ok=True)
    try:
        duckdb.connect(str(aside), read_only=True).close()
    except duckdb.Error:
        return False
    return True
