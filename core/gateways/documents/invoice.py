"""What an invoice says: the value that is frozen when it gets its number, apart from how it is drawn."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One position. `unit` and `amount` in minor units of the invoice's currency; `people` 0: not by head."""

    label: str
    people: int
    unit: int
    amount: int


@dataclass(frozen=True, slots=True)
class InvoiceDocument:
    """Everything that stands on one invoice. The total is the sum of its lines, never a number of its own."""

    number: str
    issued_on: date
    due_on: date
    issuer: str
    currency: str
    lines: tuple[InvoiceLine, ...]
    issuer_lines: tuple[str, ...] = ()
    colour: str = "#1d4ed8"
    logo: str | None = None
    payer_name: str = ""
    payer_email: str = ""
    payer_organisation: str = ""
    payer_lines: tuple[str, ...] = ()
    purchase_order: str = ""
    instructions: str = ""
    notes: str = ""
    language: str = "en"
    paper: str = "a4"

    @property
    def total(self) -> int:
        """Return what is owed, in minor units."""
        return sum(line.amount for line in self.lines)

    def as_json(self) -> str:
        """Return the value as one line of JSON, the same for the same value; the total stands in it to be read."""
        plain = asdict(self) | {"total": self.total}
        plain |= {name: plain[name].isoformat() for name in ("issued_on", "due_on")}
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> InvoiceDocument:
        """Return the value that `as_json` wrote; keys of a later release are passed over."""
        found: dict[str, Any] = json.loads(text)
        known = {each.name: found[each.name] for each in fields(cls) if each.name in found}
        known |= {name: date.fromisoformat(known[name]) for name in ("issued_on", "due_on")}
        known |= {name: tuple(known.get(name, ())) for name in ("issuer_lines", "payer_lines")}
        names = [each.name for each in fields(InvoiceLine)]
        known["lines"] = tuple(InvoiceLine(**{name: line[name] for name in names}) for line in found["lines"])
        return cls(**known)
