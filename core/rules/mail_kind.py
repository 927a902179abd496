"""What a kind of mail is: when it leaves, what its text may name, and where its button leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

COMMON = {"organisation": "Harbour First Aid"}


@dataclass(frozen=True, slots=True)
class MailKind:
    """One kind of mail. `samples` holds every placeholder of its text with a value for the preview.

    `path` is where the button leads; with a `purpose` the link's token follows it, else {fields} of the mail's
    own parameters are put into it.
    """

    kind: str
    title: str
    leaves: str  # a sentence for staff
    samples: Mapping[str, str]
    path: str = ""
    purpose: str = ""  # of a token, when the link is personal
    button: str = ""
    editable: bool = True
    keyed: bool = False  # the token carries its key; nothing of the link is stored

    @property
    def placeholders(self) -> list[str]:
        """The names that a body may hold, in braces."""
        return [*self.samples, *COMMON, *(["link"] if self.path else [])]

    @property
    def needed(self) -> tuple[str, ...]:
        """The names that a body must hold."""
        return ("link",) if self.path else ()
