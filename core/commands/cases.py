"""Cases in, answers out: a JSON object a line on both sides, for commands that only calculate."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TextIO

from core.errors import BadCase, Refusal

Case = Mapping[str, object]


def answer_cases(answer: Callable[[Case], Mapping[str, object]], stdin: TextIO, stdout: TextIO) -> int:
    """Answer every line, in order; a refused one answers with its code and sentence, and the next goes on.

    Empty lines are passed over. Returns the exit status: 0, or 1 when any case was refused.
    """
    status = 0
    for line in stdin:
        if not line.strip():
            continue
        try:
            answered = answer(_read(line))
        except Refusal as refusal:
            status = 1
            answered = {"refused": refusal.code, "say": refusal.say}
        stdout.write(_written(answered))
    return status


def _written(answered: Mapping[str, object]) -> str:
    # A case may escape half a character, and a sentence may quote it; no encoding can write that.
    return json.dumps(answered, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n"


def _read(line: str) -> Case:
    try:
        case = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise BadCase("This line is not JSON. Write one JSON object a line.") from None
    if not isinstance(case, dict):
        raise BadCase("This line is JSON but not an object. Write one JSON object a line.")
    return case


def day(case: Case, name: str) -> date:
    """Return a day that the case must have. Raises BadCase."""
    found = optional_day(case, name)
    if found is None:
        raise BadCase(f"{name} is missing. Give it as a day, such as 2026-02-10.")
    return found


def optional_day(case: Case, name: str) -> date | None:
    """Return a day written YYYY-MM-DD, None when it is absent or null. Raises BadCase."""
    value = case.get(name)
    if value is None:
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise BadCase(f"{name} {value} is no day of the calendar. Check it.") from None
    raise BadCase(f"{name} is not a day. Write it as YYYY-MM-DD in quotes, such as 2026-02-10.")


def whole_number(case: Case, name: str, default: int | None = None) -> int | None:
    """Return a whole number, `default` when it is absent or null. Raises BadCase."""
    value = case.get(name)
    if value is None:
        return default
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise BadCase(f"{name} is not a whole number. Write it without quotes or a decimal point.")


def text(case: Case, name: str, default: str | None = None) -> str | None:
    """Return a text, `default` when it is absent or null. Raises BadCase."""
    value = case.get(name)
    if value is None:
        return default
    if isinstance(value, str):
        return value
    raise BadCase(f"{name} is not a text. Write it in quotes.")


def one_of(case: Case, name: str, allowed: list[str], default: str | None = None) -> str:
    """Return a word of a short list, `default` when it is absent. Raises BadCase, naming the list."""
    value = text(case, name, default)
    if value in allowed:
        return str(value)
    raise BadCase(f"{name} must be one of {', '.join(allowed)}.")
