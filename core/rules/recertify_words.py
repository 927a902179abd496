"""Why an action of recertification leaves a row out, or undoing keeps one, in sentences. Source: docs/actions.md."""

from __future__ import annotations

from datetime import date

from core.rules.words import day_words


def why_words(code: str, name: str, what: str, day: date | None = None) -> str:
    """Return why a row is left out. `name` is who, `what` the course or family, `day` the date it has now, if any."""
    if code == "NOT_DUE" and day is None:
        return f"{name} never falls due in {what}: what was completed does not expire."
    until = f", due {day_words(day)}" if day else ""
    return _WHY[code].format(name=name, what=what or "any course", until=until, day=_day(day))


def kept_words(code: str, name: str, what: str, day: date | None = None) -> str:
    """Return why undoing leaves something as it is; `what` is what it is about, `day` when or until when."""
    return _KEPT[code].format(name=name, what=what or "everything", day=_day(day))


def _day(day: date | None) -> str:
    return day_words(day) if day else "no day"


_WHY = {
    "ARCHIVED": "{name} is archived here. Restore the person first.",
    "NOT_ARCHIVED": "{name} is not archived here.",
    "NOT_FOUND": "There is no person {name} here.",
    "NOT_LISTED": "The ticked row {name} is not on your lists any more. Tick people afresh.",
    "OPEN_ASSIGNMENT": "{name} has {what} open already{until}. Change that assignment instead.",
    "NOTHING_OPEN": "{name} has nothing open in {what}. Recertify first; the due date comes with it.",
    "ALREADY_ASSIGNED": "{name} has {what} open already{until}.",
    "NOTHING_COMPLETED": "{name} has completed nothing in {what} yet, so there is nothing to renew.",
    "NOT_DUE": "{name} falls due in {what} on {day}. Set an earlier recertification date to renew before.",
    "UNCHANGED": "{name} has exactly that in {what} already.",
    "BEFORE_COMPLETION": "{name} completed {what} after that day. Choose a later one.",
    "GAP_TOO_LONG": "{name} would go too long without {what}. Choose an earlier day, or allow a longer gap.",
    "OTHER_FAMILY": "{what} of {name} is of another family of courses. Choose one of its versions.",
    "OLDER_VERSION": "{name} holds a newer version: {what}. Assign that one or a newer one.",
    "NEVER_ENDS": "{what} of {name} never ends, so there is nothing to extend.",
    "NOT_LATER": "{what} of {name} holds until {day} already. Choose a later day.",
}

_KEPT = {
    "COMPLETED": "{name} has completed {what} on {day}.",
    "STARTED": "{name} has begun {what}.",
    "REPLACED": "The assignment of {name} in {what} was replaced by another version.",
    "UNASSIGNED": "{name} no longer has {what} open.",
    "DATE_CHANGED": "The date of {name} in {what} was changed since; it is {day} now.",
    "COURSE_CHANGED": "The next course of {name} in {what} was changed since.",
    "RENEWED": "{name} has renewed {what} since, so the date is history.",
    "RESTORED": "{name} was restored since.",
    "ARCHIVED": "{name} was archived again since.",
    "MOVED_ON": "What was {name}'s ({what}) is gone or somebody else's by now.",
    "CHANGED": "What was {name}'s ({what}) was changed since.",
    "PROVEN": "What was {name}'s ({what}) was proven by its owner since.",
    "MAIL_SENT": "The mail to {name} left on {day} and cannot be called back; a correction is sent.",
}
