"""What naming, proving, adding and merging decline to do."""

from __future__ import annotations

from core.errors import Refusal


class NobodyMeant(Refusal):
    def __init__(self) -> None:
        super().__init__("Nobody is suggested for this row any more. Look at the row again, or correct its address.")


class NamedAlready(Refusal):
    def __init__(self, name: str, state: str) -> None:
        super().__init__(f"This address was said to be {name}'s already, and that is {state}. Look at the row again.")


class AddressHasOwner(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"This address belongs to {name} here. If the two are one person, staff merge them on that page."
        )


class OnlyThePersonMay(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"Only {name} can do this: staff change addresses of people alone who have no records elsewhere. What is "
            "proposed goes to them by mail."
        )


class AnsweredAlready(Refusal):
    def __init__(self, state: str) -> None:
        super().__init__(f"This is {state} already. Nothing was changed.")


class ProvenSince(Refusal):
    def __init__(self, address: str) -> None:
        super().__init__(
            f"{address} was proven by its owner since, so it stays. Make it inactive if it must not be used."
        )


class ClaimDead(Refusal):
    def __init__(self) -> None:
        super().__init__("This link is no longer in use, or older than 14 days. Ask for a new mail where you added it.")


class AddressOfAnother(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "This address belongs to another account here. Sign in with it to see whose, and ask your organisation to "
            "merge the two accounts."
        )


class AddressOwned(Refusal):
    """Said to staff of an address that cannot be added; says nothing of whose it is."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} cannot be added: it is in use. If it is the same person's, merge the two people.")


class ProposedAlready(Refusal):
    def __init__(self, address: str) -> None:
        super().__init__(f"{address} was proposed already; a mail asks the person whether it is theirs.")


class LastAddress(Refusal):
    def __init__(self) -> None:
        super().__init__("This is the only address that reaches this person. Add another one first.")


class AddressProven(Refusal):
    def __init__(self) -> None:
        super().__init__("Its owner proved this address, so it stays. Make it inactive if mail must not go there.")


class TooManyMails(Refusal):
    def __init__(self) -> None:
        super().__init__("Five such mails went out within a day. Press the button in one of them, or go on tomorrow.")


class KnownElsewhere(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"Another organisation has records of {name} too, so the two cannot be merged here. {name} can add the "
            "other address on their own page."
        )


class OnePersonOnly(Refusal):
    def __init__(self) -> None:
        super().__init__("Both are the same person already. Choose the other one to merge with.")


class CannotBeOne(Refusal):
    """Two persons have what one cannot have twice; `say` names each."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("The two cannot be merged yet: " + " ".join(reasons))


class YoursAlready(Refusal):
    def __init__(self, address: str) -> None:
        super().__init__(f"{address} is yours already, and confirmed. There is nothing to do.")
