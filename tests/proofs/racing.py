"""Two sessions that act in the same moment, and what each of them was answered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest

from core.errors import Refusal
from core.store import locks

Answer = Any  # what a use case returned, or the Refusal that it raised


def race(*acts: Callable[[], Any]) -> list[Answer]:
    """Let every act begin at once, each in a thread of its own; return the answers in the order of the acts.

    Anything but an answer or a refusal is a defect, and raised here.
    """
    start = threading.Barrier(len(acts))
    answers: list[Answer] = [None] * len(acts)

    def run(at: int) -> None:
        start.wait()
        try:
            answers[at] = acts[at]()
        except Exception as error:
            answers[at] = error

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for answer in answers:
        if isinstance(answer, Exception) and not isinstance(answer, Refusal):
            raise answer
    return answers


def refused(answer: Answer) -> bool:
    """Return whether an answer is a refusal that a person can read."""
    return isinstance(answer, Refusal) and len(answer.say) > 20


@contextmanager
def nobody_waits() -> Iterator[None]:
    """Take the write lock away: writers no longer wait for each other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locks.FairLock, "acquire", lambda self: None)
        patch.setattr(locks.FairLock, "release", lambda self: None)
        yield


@contextmanager
def read_together(module: ModuleType, name: str) -> Iterator[None]:
    """Let two writers that nothing keeps apart read in the same moment: neither goes on before both have read."""
    met, read = threading.Barrier(2), getattr(module, name)

    def then_wait(*args: Any, **named: Any) -> Any:
        found = read(*args, **named)
        met.wait(30)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, then_wait)
        yield
