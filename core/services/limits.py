"""Rate limits in this process: so many in so many seconds, for each key."""

from __future__ import annotations

import threading
from collections import deque

KEYS = 10_000  # beyond it the oldest keys are forgotten, so that a flood of addresses cannot fill the memory


class SlidingWindow:
    """At most `count` acts for a key within any `seconds`. The clock is given: any number that only grows."""

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._acts: dict[str, deque[float]] = {}
        self._guard = threading.Lock()

    def allows(self, key: str, at: float) -> bool:
        """Return whether one more act is within the limit, and count it if so."""
        with self._guard:
            acts = self._acts.pop(key, None) or deque()
            while acts and acts[0] <= at - self._seconds:
                acts.popleft()
            self._acts[key] = acts
            if len(self._acts) > KEYS:
                del self._acts[next(iter(self._acts))]
            if len(acts) >= self._count:
                return False
            acts.append(at)
            return True
