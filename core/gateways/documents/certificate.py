"""What a certificate says: the value that is frozen when it is issued, apart from how it is drawn."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class CertificateDocument:
    """Everything that stands on one certificate. Pictures are named by the SHA-256 of their PNG bytes.

    `valid_through` is the last valid day, None when it never ends; `term_words` says where the days come from.
    `certified_on` is the day the training took place; the file is dated by `issued_on`, or else by it.
    """

    organisation: str
    holder: str
    course: str
    certified_on: date
    number: str
    valid_from: date | None = None
    valid_through: date | None = None
    term_words: str = ""
    colour: str = "#1d4ed8"
    logo: str | None = None
    signature: str | None = None
    signatory: str = ""
    signatory_title: str = ""
    instructor: str = ""
    place: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()
    issued_on: date | None = None
    language: str = "en"
    paper: str = "a4"

    def as_json(self) -> str:
        """Return the value as one line of JSON, the same for the same value."""
        plain = {name: _plain(value) for name, value in asdict(self).items()}
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> CertificateDocument:
        """Return the value that `as_json` wrote; keys of a later release are passed over."""
        found: dict[str, Any] = json.loads(text)
        known = {each.name: found[each.name] for each in fields(cls) if each.name in found}
        for name in ("certified_on", "valid_from", "valid_through", "issued_on"):
            if known.get(name):
                known[name] = date.fromisoformat(known[name])
        known["notes"] = tuple(known.get("notes", ()))
        return cls(**known)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
