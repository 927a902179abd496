"""The mails about CEU credits."""

from __future__ import annotations

from core.rules.mail_kind import MailKind

_ONE = {
    "name": "Mei Tanaka",
    "credits": "Airway management (CEU-2026-014), 1.5 hours, 10 Feb 2026\nBurns (CEU-2026-015), 2 hours, 11 Feb 2026",
}

CREDIT_KINDS = (
    MailKind(
        "credit_offered",
        "CEU credits offered",
        "To each connected holder whom staff credited with attendance, when the hold is over.",
        _ONE,
        "/credit/",
        "credit",
        "Accept or reject",
        keyed=True,
    ),
    MailKind(
        "credit_connect",
        "CEU credits, invitation to connect",
        "To whoever has an account but is not connected to you, with the credits that wait for them.",
        _ONE,
        "/credit/",
        "credit",
        "Look at the credits",
        keyed=True,
    ),
    MailKind(
        "credit_invitation",
        "CEU credits, invitation to an account",
        "To whoever has no account under that address: the credits are kept until there is one.",
        _ONE,
        "/credit/",
        "credit",
        "Look at the credits",
        keyed=True,
    ),
    MailKind(
        "credit_reminder",
        "CEU credits, reminder",
        "To whoever has not answered, a few times and then no more.",
        _ONE,
        "/credit/",
        "credit",
        "Accept or reject",
        keyed=True,
    ),
    MailKind(
        "credit_withdrawn",
        "CEU credits taken back",
        "To whoever was told of credits that were withdrawn, sent to another address, or revoked since.",
        {**_ONE, "reason": "They were posted for the wrong course."},
    ),
)
