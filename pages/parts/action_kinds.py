"""The list actions as the screens offer them: what each is called, what it asks for, what it is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.services.desk import Desk
from core.services.recertification.acting import Action
from core.services.recertification.archive import Archive, Restore
from core.services.recertification.recertify import Recertify
from core.services.recertification.selection import Wanted
from pages.parts import action_asks as asks


def _nothing(desk: Desk, wanted: Wanted) -> None:
    """Draw nothing: this action asks for nothing."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One action. `ask` draws what it asks for; `made` is the action, None while something is missing."""

    key: str
    title: str
    say: str
    verb: Callable[[str], str]  # the button's words around the number: "Recertify 1,204 people"
    made: Callable[[], Action | None]
    ask: Callable[[Desk, Wanted], None] = _nothing
    now: str = ""  # what the old date is: "due since"; empty where no date moves
    then: str = ""  # what the new date is, or what becomes of people


KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "recertify",
            "Recertify",
            "Whoever is due, in grace or lapsed is assigned the course last taken, or the one set to be next, and "
            "told by mail.",
            lambda many: f"Recertify {many}",
            Recertify,
            now="due since",
            then="due by",
        ),
        Kind(
            "due_date",
            "Set due date and remind",
            "Open assignments get another due date. Whoever has none open is left out.",
            lambda many: f"Set the due date of {many}",
            asks.due_date,
            asks.ask_due_date,
            now="due by",
            then="due by",
        ),
        Kind(
            "recertification_date",
            "Set recertification date",
            "People fall due on a day of your choice. Automation never moves a date that was set by hand.",
            lambda many: f"Set the date of {many}",
            asks.recertification_date,
            asks.ask_recertification_date,
            now="due again from",
            then="due again from",
        ),
        Kind(
            "next_course",
            "Change next course",
            "The next recertification assigns this course. What is open already stays.",
            lambda many: f"Change the next course of {many}",
            asks.next_course,
            asks.ask_next_course,
            then="next",
        ),
        Kind(
            "align",
            "Align to one date",
            "A cohort falls due on one day from now on. Compare some days first.",
            lambda many: f"Align {many}",
            asks.align,
            asks.ask_align,
            now="due again from",
            then="due again from",
        ),
        Kind(
            "extend",
            "Extend",
            "The newest term gets a later end. The next term is still counted from the end before.",
            lambda many: f"Extend {many}",
            asks.extend,
            asks.ask_extend,
            now="valid through",
            then="valid through",
        ),
        Kind(
            "assign",
            "Assign a course",
            "The course is assigned now, whether people are due or not, and takes the place of an older version.",
            lambda many: f"Assign to {many}",
            asks.assign,
            asks.ask_assign,
            now="due",
            then="due by",
        ),
        Kind(
            "archive",
            "Archive",
            "People leave every list but the archived one, and get no reminders. What they have stays.",
            lambda many: f"Archive {many}",
            Archive,
            then="archived",
        ),
        Kind(
            "restore",
            "Restore",
            "Archived people come back to the lists on which their dates place them.",
            lambda many: f"Restore {many}",
            Restore,
            then="on the lists again",
        ),
    )
}
