"""A use case carried out and taken back: what a preview shows is what the very same code has just done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core.model import Role
from core.services.desk import Desk
from core.store.db import Tx


class _TakenBack(Exception):
    """Ends a rehearsal: the transaction sees an error and rolls back."""


@contextmanager
def acting_or_rehearsing(desk: Desk, *roles: Role, rehearse: bool) -> Iterator[Tx]:
    """Yield the writing transaction of a use case; when rehearsing, everything done in it is rolled back."""
    try:
        with desk.acting_as(*roles) as tx:
            yield tx
            if rehearse:
                raise _TakenBack
    except _TakenBack:
        return
