"""What reminders and the look-ahead say: how far a date is, in words, and a ladder as people write it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from core.rules.reminders import CountedTo, Ladder, TermDate, UnfitLadder
from core.rules.words import count_words, day_words, list_words

_VERBS = {
    CountedTo.RECERTIFY: ("falls due for recertification", "fell due for recertification"),
    CountedTo.END: ("runs out", "ran out"),
    CountedTo.GRACE: ("leaves its time of grace", "left its time of grace"),
    CountedTo.DUE: ("is due", "was due"),
}
TERM_DATES = {
    TermDate.RECERTIFY: "the day from which a course falls due",
    TermDate.END: "the last day of the term",
    TermDate.BOTH: "both days, where they differ",
}


def when_words(counted_to: CountedTo, counted_on: date, on: date) -> str:
    """Return what a date says on a day, to stand after a course's title: "falls due for recertification in 30 days"."""
    days = (counted_on - on).days
    return f"{_VERBS[counted_to][0 if days >= 0 else 1]} {far_words(days)}"


def far_words(days: int) -> str:
    """Return how far a day is from today: "in 30 days", "tomorrow", "7 days ago"."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    return f"in {count_words(days, 'day')}" if days > 0 else f"{count_words(-days, 'day')} ago"


def line_words(title: str, counted_to: CountedTo, counted_on: date, on: date) -> str:
    """Return one date in a digest: "BLS Rescuer falls due for recertification in 30 days, on 4 Mar 2026"."""
    return f"{title} {when_words(counted_to, counted_on, on)}, on {day_words(counted_on)}"


def read_days(text: str) -> tuple[int, ...]:
    """Return the days that somebody wrote: "90, 60, 30 and 7" is 90, 60, 30, 7. Raises UnfitLadder."""
    words = [word for word in re.split(r"[\s,;]+|\band\b", text) if word]
    wrong = [word for word in words if not (word.isascii() and word.isdigit() and 0 < int(word[:9]) < 10_000)]
    if wrong:
        raise UnfitLadder(f"“{wrong[0]}” is no number of days. Write them like 90, 60, 30, 7.")
    return tuple(int(word) for word in words)


def write_days(days: Sequence[int]) -> str:
    """Return days as somebody would write them, the farthest before the date first."""
    return ", ".join(str(day) for day in days)


def steps_words(steps: Sequence[int], ending: str = "") -> str:
    """Return a ladder in a sentence: "90, 60, 30 and 7 days before, on the day, and 7 days after"."""
    before = [str(-step) for step in sorted(steps) if step < 0]
    after = [str(step) for step in sorted(steps) if step > 0]
    parts = [f"{list_words(before)} {_day(before)} before"] if before else []
    parts += ["on the day"] if 0 in steps else []
    parts += [f"{list_words(after)} {_day(after)} after"] if after else []
    parts += [ending] if ending else []
    return ", ".join(parts) if len(parts) < 2 else f"{', '.join(parts[:-1])}, and {parts[-1]}"


def _day(numbers: Sequence[str]) -> str:
    return "day" if list(numbers) == ["1"] else "days"


def ladder_words(ladder: Ladder) -> tuple[str, str]:
    """Return what a ladder does, for terms and for due dates, a sentence each."""
    term = steps_words(ladder.recertification, "on the last day of grace" if ladder.end_of_grace else "")
    due = steps_words(ladder.due)
    return (
        f"Terms: {term}, counted to {TERM_DATES[ladder.counted_to]}." if term else "Terms: no reminders.",
        f"Due dates: {due}." if due else "Due dates: no reminders.",
    )


def people_words(count: int) -> str:
    """Return a number of people."""
    return f"{count:,} {'person' if count == 1 else 'people'}"
