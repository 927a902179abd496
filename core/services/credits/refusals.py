"""What credits decline, in sentences."""

from __future__ import annotations

from core.errors import Refusal


class CreditFixed(Refusal):
    """A credit in a state from which the wanted step does not lead."""

    def __init__(self, state: str, wanted: str) -> None:
        super().__init__(f"This credit is {state}, so it cannot be {wanted}. Look at its history for what happened.")


class CreditInTheWay(Refusal):
    """A credit that would stand twice; `say` names the other one."""


class AccountNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__("Credits are accepted into an account. Open one with this link first; it takes one page.")


class NotYourDashboard(Refusal):
    def __init__(self) -> None:
        super().__init__("You are not connected to that organisation, so nothing can be counted there. Choose another.")


class AddressNotProvable(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "This address stands in an account that has others. Sign in with one of those, and confirm this one there."
        )


class UnfitHours(Refusal):
    def __init__(self) -> None:
        super().__init__("Hours are above 0, with at most two decimals. Leave the field empty for the whole course.")
