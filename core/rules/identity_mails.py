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
        "same_person_declined",
        "Person declined a link",
        "At once, to staff, when somebody says that an address is not theirs for which they were certified meanwhile.",
        {
            "name": "Olga Berg",
            "person": "Mei Tanaka",
            "address": "mei.tanka@clinic.example.org",
            "workshop": "2026.02.10 Andrea Steele BLS Rescuer",
        },
        "/workshop?id={workshop_id}",
        button="Open the workshop",
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
