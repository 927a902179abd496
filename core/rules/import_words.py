"""What is wrong with a row that the records contradict, and how to cure it."""

from __future__ import annotations

from collections.abc import Collection

from core.model import Problem
from core.rules.nearest import nearest

WORDS = {
    "ADDRESS_TAKEN": (
        "This address stands at two people of the file.",
        "Keep it at one of them, or give the other row's e-mail address here too if they are one person.",
    ),
    "TWO_PEOPLE": (
        "The addresses of this row belong to two different people.",
        "Take out the ones that are somebody else's; people are joined on their own page.",
    ),
    "NUMBER_TAKEN": (
        "This number belongs to somebody else.",
        "Correct the number, or add that person's address to other_emails if they are one person.",
    ),
    "KNOWN_ELSEWHERE": (
        "This person is known to another organisation too, so names and addresses are theirs to change.",
        "Nothing to do: it is kept as a proposal until the person confirms it.",
    ),
    "ISSUED_HERE": (
        "This certificate was issued here, in a workshop; a file does not change its end or number.",
        "Change it on the person's page, or leave valid_through and number empty.",
    ),
    "STATE_FIXED": (
        "This CEU course has gone too far for that: a state is never taken back, and denied is final.",
        "Leave the state empty, or give the new approval an id of its own.",
    ),
    "SUCCESSOR_CIRCLE": (
        "These ids would succeed each other in a circle.",
        "Name the later id at the earlier one only.",
    ),
    "BAD_DATE": (
        "With what is on record, this approval would end before it begins.",
        "Correct one of the two days, or give both.",
    ),
}


def problem(line: int, column: str, value: str | None, code: str, courses: Collection[str] = ()) -> Problem:
    """Return a problem in words; `courses` are the codes that exist, for suggestions."""
    if code == "UNKNOWN_COURSE":
        hint = nearest(value or "", courses)
        cure = f"Did you mean {hint}?" if hint else "Add the course first, or correct the code."
        return Problem(line, column, value, code, f"There is no course {value}.", cure)
    if code == "UNKNOWN_CEULID":
        hint = nearest(value or "", courses)
        cure = f"Did you mean {hint}?" if hint else "Add the successor first, or in the same file."
        return Problem(line, column, value, "UNKNOWN_COURSE", f"There is no CEU course {value}.", cure)
    say, cure = WORDS[code]
    return Problem(line, column, value, code, say, cure)
