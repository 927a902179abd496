"""How much of a slow proof runs: a tenth by default, all of it under CERTDESK_PROOFS=full."""

from __future__ import annotations

import os
from collections.abc import Callable

FULL = os.environ.get("CERTDESK_PROOFS") == "full"

Prove = Callable[[str, int, str], None]  # (what holds, how many times it was tried, what one time is)


def share(times: int) -> int:
    """Return how often to try: `times` in full, a tenth of it otherwise, never less than once."""
    return times if FULL else max(1, times // 10)
