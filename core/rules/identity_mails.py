"""The mails that ask people who they are."""

from __future__ import annotations

from core.rules.mail_kind import MailKind

IDENTITY_KINDS = (
    MailKind(
        "proposal",
        "Proposed change of a person",
        "At once, to a person about whom something is proposed that only they can confirm: an address, a name.",
        {"name": "Mei Tanaka", "changes": "Name: Mei Tanaka-Berg\nAddress: mei.tanaka@clinic.example.org"},
        "/proposal/",
        "proposal",
        "Answer",
        keyed=True,
    ),
    MailKind(
        "address_verification",
        "Proof of an address",
        "At once, to an address that was added to a person, so that its owner proves it.",
        {"name": "Mei Tanaka", "address": "mei.tanaka@clinic.example.org"},
        "/address/",
        "address",
        "Confirm the address",
        keyed=True,
    ),
)
