"""What one thread looks at while it draws a screen, and what is known of a state of the store already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")
MOST_ANSWERS, MOST_ROWS = 2_000, 200


class Answers:
    """What was asked of one state of the store, and answered; forgotten with the next change. Bounded."""

    def __init__(self) -> None:
        self._known: dict[Any, list[Any]] = {}

    def known(self, asked: Any) -> list[Any] | None:
        """Return the rows that this question had, None when it was not asked yet."""
        return self._known.get(asked)

    def remember(self, asked: Any, rows: list[Any]) -> None:
        """Keep an answer, unless it is long or there are many: then asking again is the better bargain."""
        if len(rows) <= MOST_ROWS and len(self._known) < MOST_ANSWERS:
            self._known[asked] = rows


class View(Generic[T]):
    """A state of the store, taken at the first question, and held until something changes."""

    def __init__(self, begin: Callable[[], T], close: Callable[[T], None]) -> None:
        self._begin = begin
        self._close = close
        self._now: T | None = None
        self._taken: list[T] = []

    def reading(self) -> T:
        """Return the transaction that sees this state."""
        if self._now is None:
            self._now = self._begin()
            self._taken.append(self._now)
        return self._now

    def let_go(self) -> None:
        """Let the next question take another state. Whoever reads the old one just now reads on."""
        self._now = None

    def end(self) -> None:
        """Close every state that was looked at."""
        self.let_go()
        for tx in self._taken:
            self._close(tx)
