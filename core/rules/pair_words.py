"""What is said of a pair: hints of its class, why it is left out, what a flag means. Source: docs/credits.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.model import Problem
from core.rules.pairs import Flag, PairClass
from core.rules.words import day_words, hours_words, period_words

CODES = {
    PairClass.UNKNOWN_ID: "UNKNOWN_CEULID",
    PairClass.OTHER_ORGANISATION: "OTHER_ORGANISATION",
    PairClass.NOT_APPROVED: "NOT_APPROVED",
}


@dataclass(frozen=True, slots=True)
class CourseHint:
    """What a hint needs of the organisation's own CEU course. `successor`: the next id that is approved on the day."""

    ceulid: str
    state: str
    first: date | None
    last: date | None
    successor: str | None = None


def unknown_words(ceulid: str, nearest: str | None) -> str:
    """Return the hint for an id that exists nowhere; `nearest` is one of the organisation's that is much like it."""
    meant = f" Did you mean {nearest}?" if nearest else " Correct the id, or have the course approved first."
    return f"There is no CEU course {ceulid}.{meant}"


def elsewhere_words(ceulid: str) -> str:
    """Return the hint for an id of another organisation; more is not said."""
    return f"{ceulid} belongs to another organisation, which alone can credit it."


def not_approved_words(course: CourseHint, on: date) -> str:
    """Return the hint for an id of one's own that was not approved on the attendance date."""
    instead = f" Use {course.successor}, which was approved on that day." if course.successor else ""
    return f"{course.ceulid} {_why(course, on)}.{instead or _cure(course)}"


def _why(course: CourseHint, on: date) -> str:
    if course.state == "approved":
        return f"is approved for {period_words(course.first, course.last)}, not for {day_words(on)}"
    return {
        "retired": "is retired, so nothing is credited under it any more",
        "denied": "was denied, and that is final",
        "draft": "is a draft that nobody has approved",
        "submitted": "waits for its review",
        "returned": "was returned by its reviewer",
    }.get(course.state, "is not approved")


def _cure(course: CourseHint) -> str:
    return {
        "approved": " Correct the attendance date or the id.",
        "denied": " Credit another course.",
        "retired": " Credit another course.",
    }.get(course.state, " Have it approved first.")


FLAG_WORDS = {
    Flag.DUPLICATE: "This pair stands here twice, by this address or another one of the same person. Tick one of them.",
    Flag.ALREADY_OFFERED: "This credit was posted before and waits for its answer.",
    Flag.ALREADY_ACCEPTED: "This credit was accepted in this cycle already.",
    Flag.BAD_EMAIL: "No mail can reach this address. Correct it.",
}
CLASS_WORDS = {
    PairClass.NOT_CONNECTED: "Has an account but is not connected to you: the offer comes with an invitation.",
    PairClass.NO_ACCOUNT: "No account has proven this address: the credit is kept, and an invitation goes out.",
}


def near_words(address: str, name: str, because: str) -> str:
    """Return the hint for an address that is nobody's, but nearly somebody's who is known here."""
    how = "has nearly this address" if because == "near address" else "has this name"
    return f"{name or 'Somebody'} ({address}) {how}. Is it the same person?"


def excess_problem(line: int, entered: int, whole: int, ceulid: str) -> Problem:
    """Return the problem of a pair with more hours than its course has."""
    return Problem(
        line,
        "hours",
        hours_words(entered).split()[0],
        "BAD_HOURS",
        f"{ceulid} has {hours_words(whole)}, and {hours_words(entered)} were entered.",
        f"Enter at most {hours_words(whole)}, or leave the cell empty for the whole.",
    )


WHY_KEPT = {
    "accepted": "{who} has accepted {what}. Revoke the credit to take it back.",
    "rejected": "{who} has rejected {what}, so there is nothing to take back.",
    "withdrawn": "{what} of {who} was withdrawn before.",
    "readdressed": "{what} was re-addressed from {who} to another address since.",
    "revoked": "{what} of {who} was accepted and revoked since.",
    "MAIL_SENT": "The mail to {who} left on {day} and cannot be called back; a correction is sent.",
}


def kept_words(code: str, who: str, what: str, day: date | None = None) -> str:
    """Return why undoing leaves a credit, or a mail that left, as it is."""
    return WHY_KEPT[code].format(who=who, what=what, day=day_words(day) if day else "")
