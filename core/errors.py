"""Refusals: each is a class with a sentence for a person, saying what is so and what to do.

Anything else that is raised is a defect of ours: logged under an id, never shown as a trace.
"""

from __future__ import annotations

import re
import unicodedata


class Refusal(Exception):
    """The base of everything that Certdesk declines to do.

    `code` is stable and upper-case (NotYourWorkshop → NOT_YOUR_WORKSHOP unless a class says otherwise);
    `say` is the sentence that the person reads.
    """

    code_override: str | None = None

    def __init__(self, say: str) -> None:
        super().__init__(say)
        self.say = say

    @property
    def code(self) -> str:
        if self.code_override:
            return self.code_override
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", type(self).__name__).upper()


class SignedOut(Refusal):
    def __init__(self) -> None:
        super().__init__("You are signed out. Sign in again; what you entered is kept as a draft.")


class NotAllowed(Refusal):
    def __init__(self, role: str, needed: str) -> None:
        super().__init__(f"Your role here is {role}; this needs {needed}. Ask your staff for that role.")


class NotFound(Refusal):
    """Also the answer for another organisation's records, so that it tells nothing about them."""

    def __init__(self, what: str, name: object, nearest: str | None = None) -> None:
        hint = f" Did you mean {nearest}?" if nearest else ""
        super().__init__(f"There is no {what} {name} here.{hint}")


class PlanStale(Refusal):
    def __init__(self, moved: list[str]) -> None:
        self.moved = moved
        shown = "; ".join(moved[:5]) + (f"; and {len(moved) - 5} more" if len(moved) > 5 else "")
        super().__init__(f"The records changed since this was shown: {shown}. Look at the new list and confirm again.")


class NothingSelected(Refusal):
    def __init__(self) -> None:
        super().__init__("Nobody is selected. Tick at least one row first.")


class StoreInUse(Refusal):
    def __init__(self, path: str, by: str) -> None:
        super().__init__(f"The store {path} is in use by {by}. Stop that first, then run the command again.")


class StoreTooNew(Refusal):
    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"This store was upgraded to version {found}; this release knows {known}. Start the newer release."
        )


class SomebodyWasFaster(Refusal):
    def __init__(self) -> None:
        super().__init__("Somebody else changed the same records a moment ago. Look again, then repeat.")


class DateOutOfRange(Refusal):
    def __init__(self, what: str) -> None:
        super().__init__(f"{what} lies outside the calendar of the years 1 to 9999. Check the date and the numbers.")


class UnfitTerms(Refusal):
    """Settings of a course that no date can be derived from; `say` names the setting."""


class FutureWorkshop(Refusal):
    def __init__(self, held_on: object) -> None:
        super().__init__(f"{held_on} lies in the future. A workshop is entered on its day or later.")


class NoCourseChosen(Refusal):
    def __init__(self) -> None:
        super().__init__("A workshop teaches at least one course. Choose one.")


class WorkshopExists(Refusal):
    """The same instructor taught the same course on that day already; `workshop` is where."""

    def __init__(self, workshop: int, name: str) -> None:
        self.workshop = workshop
        super().__init__(f"There is already a workshop {name}. Open that one, or create a second one on purpose.")


class WorkshopFixed(Refusal):
    def __init__(self, state: str) -> None:
        super().__init__(f"This workshop is {state}, so this can no longer change. Create another workshop instead.")


class WorkshopNotDone(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "Something is still open here: a notice, a payment, a held mail or a dispute. It closes by itself when all "
            "is done."
        )


class NotYourWorkshop(Refusal):
    def __init__(self) -> None:
        super().__init__("This workshop belongs to another instructor. Ask your staff to hand it over.")


class SameFileAgain(Refusal):
    """The very same bytes were uploaded before; `workshop` is where they went first."""

    def __init__(self, workshop: int | None, name: str) -> None:
        self.workshop = workshop
        super().__init__(f"This very file is already in {name}. Look there, or add it here on purpose.")


class AddressOnRoster(Refusal):
    def __init__(self, address: str) -> None:
        super().__init__(f"{address} is on this roster already. Search for it in the table.")


class BadCase(Refusal):
    """A case on standard input that cannot be answered as it stands; `say` names the field."""


class StoreDamaged(Refusal):
    def __init__(self, path: str) -> None:
        super().__init__(f"The store {path} does not open: the file is damaged. Run: python -m core recover {path}")


class PayerNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__("There is something to pay. Say who gets the invoice, with name and e-mail address.")


class ToldTooEarly(Refusal):
    def __init__(self) -> None:
        super().__init__("This order is neither paid nor invoiced, so nobody is told yet. Record the payment first.")


class BadPayer(Refusal):
    def __init__(self) -> None:
        super().__init__("An invoice needs a name or an organisation to be made out to. Fill in one of them.")


class FutureDate(Refusal):
    def __init__(self, day: object) -> None:
        super().__init__(f"{day} lies in the future. Enter the day on which it happened.")


class PaymentTooHigh(Refusal):
    def __init__(self, owed: int) -> None:
        self.owed = owed
        super().__init__("The amount must be more than nothing and no more than what is still owed.")


class PaymentTwice(Refusal):
    def __init__(self, reference: str) -> None:
        super().__init__(f"A payment needs a reference of its own; “{reference}” is empty or recorded already.")


class LinkDead(Refusal):
    def __init__(self) -> None:
        super().__init__("This link is no longer in use. Ask the organisation that wrote to you for a new one.")


class NameNotPrintable(Refusal):
    def __init__(self, letters: str) -> None:
        super().__init__(f"These letters are in none of our fonts: {letters}. Write the name without them.")


class OtherName(Refusal):
    def __init__(self, known: str) -> None:
        super().__init__(
            f"The certificate was offered to {known}. You may correct the spelling; for another person, "
            "write to the organisation."
        )


class NotPrintable(Refusal):
    """A text holds letters that no bundled font can draw: emoji, control characters, a rare script."""

    def __init__(self, text: str, letters: str) -> None:
        self.letters = letters
        named = ", ".join(f"{c if c.isprintable() else ''} ({_letter_name(c)})".strip() for c in letters[:8])
        super().__init__(f"“{_shortened(text)}” cannot be printed: no font has {named}. Correct it, then try again.")


def _shortened(text: str) -> str:
    shown = "".join(c if c.isprintable() else "\ufffd" for c in text)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"


def _letter_name(letter: str) -> str:
    return f"U+{ord(letter):04X} {unicodedata.name(letter, 'a control character')}"


class ReasonNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__("A sentence is needed here: whoever reads the record later must understand it. Write one.")


class NotDisputable(Refusal):
    def __init__(self, why: str) -> None:
        super().__init__(f"This row cannot be disputed: {why}.")


class DisputeClosed(Refusal):
    def __init__(self, state: str, by: str) -> None:
        super().__init__(f"This was {state} by {by} already. Nothing was changed.")


class NotAPicture(Refusal):
    def __init__(self) -> None:
        super().__init__("A logo or signature is a PNG picture of at most 40 million points. Choose another file.")


class TooLateToStop(Refusal):
    def __init__(self, why: str) -> None:
        super().__init__(f"This order can no longer be stopped: {why}. Ask your staff for a correction.")


class BadAddress(Refusal):
    """An e-mail address that no mail could reach; `say` names what is wrong with it."""


class IntakeRefused(Refusal):
    """A file that cannot be read as a list at all. `code` is one of the refusals of the command `intake`."""

    def __init__(self, code: str, say: str) -> None:
        self.code_override = code
        super().__init__(say)


class BadAmount(Refusal):
    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}” is no amount. Write it like 120.00.")


class UnknownPlaceholders(Refusal):
    def __init__(self, names: list[str], allowed: list[str]) -> None:
        self.names = names
        named, known = (", ".join("{" + name + "}" for name in group) for group in (names, allowed))
        super().__init__(f"This text cannot be filled in: {named} is unknown here. Known are {known}.")


class PlaceholderNeeded(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"Without {{{name}}} this mail is of no use to its reader. Put {{{name}}} back into the text.")


class UnfitText(Refusal):
    """A mail's subject or body that cannot be used; `say` names what to change."""


class MailNotHeld(Refusal):
    def __init__(self, state: str) -> None:
        super().__init__(f"This mail is {state}; only a mail that is still held can be stopped or sent early.")


class MailNotFailed(Refusal):
    def __init__(self, state: str) -> None:
        super().__init__(f"This mail is {state}; only one that failed, or waits for its next try, is tried again.")


class MailPointless(Refusal):
    """A failed mail that must not be tried again; `say` names why."""


class UnfitCeuCourse(Refusal):
    """What a CEU course cannot be; `say` names the field."""


class CeuCourseExists(Refusal):
    def __init__(self, ceulid: str) -> None:
        super().__init__(f"There is a CEU course {ceulid} already. Give the new approval an id of its own.")


class CeuCourseFixed(Refusal):
    def __init__(self, ceulid: str, state: str, wanted: str) -> None:
        super().__init__(f"{ceulid} is {state}, so it cannot be {wanted}. Look at its history for what comes next.")
