"""What one thread looks at while it draws a screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


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
