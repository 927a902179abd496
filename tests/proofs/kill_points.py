"""Named places within *Issue* at which a process kills itself: after each write, and around the commit.

The product knows nothing of them: they are laid around its functions in the process that is to die.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from core.store import audit, certificates, invoices, links, orders, outbox, standings, workshops
from core.store import db as store


@dataclass(slots=True)
class _Trap:
    """Where this process dies, and whether it is within *Issue* now."""

    point: str | None = None
    armed: bool = False


_TRAP = _Trap()

AFTER: dict[str, tuple[ModuleType, str]] = {
    "after the rows are classified": (standings, "classify_again"),
    "after the order": (orders, "add"),
    "after the certificates": (certificates, "offer_all"),
    "after the links": (links, "add_all"),
    "after the invoice number": (orders, "next_number"),
    "after the invoice": (invoices, "add"),
    "after a mail": (outbox, "queue"),
    "after the state of the workshop": (workshops, "touch"),
    "after the audit entry": (audit, "add"),
}
COMMIT = ("before the commit", "after the commit", "before the answer arrives")
POINTS = (*AFTER, *COMMIT)


def lay(point: str, *, autocommit: bool = False) -> None:
    """Let this process die at a point of its first *Issue*. With `autocommit` each statement is its own transaction."""
    _TRAP.point = point
    if point in AFTER:
        module, name = AFTER[point]
        setattr(module, name, _deadly(getattr(module, name), point))
    store.Tx = _autocommitting if autocommit else _watched  # type: ignore[assignment,misc]


def reached(point: str) -> None:
    """Die, when this is the place."""
    if _TRAP.point == point:
        os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def armed() -> Iterator[None]:
    """Note that *Issue* is under way."""
    _TRAP.armed = True
    yield
    _TRAP.armed = False


def _deadly(act: Callable[..., Any], point: str) -> Callable[..., Any]:
    def acted(*args: Any, **named: Any) -> Any:
        done = act(*args, **named)
        if _TRAP.armed:
            reached(point)
        return done

    return acted


class _Cursor:
    """A cursor that dies around the commit of an *Issue*, or that knows no transactions."""

    def __init__(self, cursor: Any, *, autocommit: bool) -> None:
        self._cursor = cursor
        self._autocommit = autocommit
        if autocommit:
            cursor.execute("COMMIT")

    def execute(self, sql: str, *params: Any) -> Any:
        if sql == "COMMIT" and _TRAP.armed:
            reached("before the commit")
        if sql in ("COMMIT", "ROLLBACK") and self._autocommit:
            return None
        done = self._cursor.execute(sql, *params)
        if sql == "COMMIT" and _TRAP.armed:
            reached("after the commit")
        return done

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


_Tx = store.Tx


def _watched(cursor: Any, chain_key: bytes) -> Any:
    return _Tx(_Cursor(cursor, autocommit=False), chain_key)  # type: ignore[arg-type]


def _autocommitting(cursor: Any, chain_key: bytes) -> Any:
    return _Tx(_Cursor(cursor, autocommit=True), chain_key)  # type: ignore[arg-type]
