"""Why an action of recertification leaves a row out, in sentences. Source of the codes: docs/actions.md."""

from __future__ import annotations

from datetime import date

from core.rules.words import day_words


def why_words(code: str, name: str, what: str, day: date | None = None) -> str:
    """Return the sentence for a code. `name` is who, `what` the course or family, `day` the date that it is about."""
    return _WORDS[code].format(name=name, what=what or "any course", until=f", due {day_words(day)}" if day else "")


def not_due_words(name: str, what: str, due: date | None) -> str:
    """Return why somebody is not due: from which day on they are, or that they never will be."""
    if due is None:
        return f"{name} never falls due in {what}: what was completed does not expire."
    return f"{name} falls due in {what} on {day_words(due)}. Set an earlier recertification date to renew before."


_WORDS = {
    "ARCHIVED": "{name} is archived here. Restore the person first.",
    "OPEN_ASSIGNMENT": "{name} has {what} open already{until}. Change that assignment instead.",
    "NOTHING_COMPLETED": "{name} has completed nothing in {what} yet, so there is nothing to renew.",
    "NOT_FOUND": "There is no person {name} here.",
}


def kept_words(code: str, name: str, family: str, day: date | None = None) -> str:
    """Return why undoing leaves something as it is; `family` is what it is about, `day` when or until when."""
    when = day_words(day) if day else "another day"
    return _KEPT[code].format(name=name, family=family, day=when)


_KEPT = {
    "COMPLETED": "{name} has completed {family} on {day}.",
    "STARTED": "{name} has begun {family}.",
    "REPLACED": "The assignment of {name} in {family} was replaced by another version.",
    "UNASSIGNED": "{name} no longer had {family} open.",
    "DATE_CHANGED": "The date of {name} in {family} was changed since; it is {day} now.",
    "MAIL_SENT": "The mail to {name} left on {day} and cannot be called back; a correction is sent.",
}
