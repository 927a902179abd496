"""A fair lock: whoever waits longest is next."""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType


class FairLock:
    """Mutual exclusion in the order of arrival.

    A plain threading.Lock is re-taken by a busy thread before a waiter wakes: the 95th percentile of a
    use case grew from 8 to 109 ms with four threads.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def acquire(self) -> None:
        with self._guard:
            if not self._held and not self._waiting:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()  # released by the holder before us, who hands the lock over without opening it

    def release(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False

    def __enter__(self) -> FairLock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
