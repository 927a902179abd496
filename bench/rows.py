"""What a measurement says, and how two ways of doing the same are timed beside each other."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
Row = dict[str, Any]


def row(name: str, floor: float | None, ours: float, goal: float | None, unit: str) -> Row:
    """Return one line of the table. `goal` is the highest ratio of ours to the floor that is accepted, None for none.

    What has no rival carries its limit as the floor and 1 as the goal.
    """
    ratio = round(ours / floor, 2) if floor else None
    return {
        "name": name,
        "floor": None if floor is None else _rounded(floor),
        "ours": _rounded(ours),
        "ratio": ratio,
        "goal": goal,
        "unit": unit,
    }


def _rounded(value: float) -> float:
    return round(value, 3 if value < 1 else 1) if value < 100 else round(value)


def best_of(rounds: int, *works: Callable[[], object]) -> list[float]:
    """Return the best seconds of each, after one round to warm up; the ways take turns, so that both meet the noise.

    The best, since everything else that runs on a machine can only add to what the work itself takes.
    """
    best = [float("inf")] * len(works)
    for turn in range(rounds + 1):
        for at, work in enumerate(works):
            began = time.perf_counter()
            work()
            if turn:
                best[at] = min(best[at], time.perf_counter() - began)
    return best


def peak_of(module: str, *words: str) -> float:
    """Run `python -m MODULE WORDS…`, which ends by printing `peak()`; return that."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return float(done.stdout.splitlines()[-1])


def peak() -> float:
    """Return the megabytes that this process held at most.

    From the kernel's own count where there is one: what `getrusage` says includes whoever started the process.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
