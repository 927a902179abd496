"""The kinds of mail: when each leaves, what its text may name, and where its button leads."""

from __future__ import annotations

from core.rules.credit_mails import CREDIT_KINDS
from core.rules.identity_mails import IDENTITY_KINDS
from core.rules.mail_kind import COMMON as COMMON
from core.rules.mail_kind import MailKind as MailKind

_ANSWERED = {
    "name": "Andrea Steele",
    "participant": "Mei Tanaka",
    "course": "BLS Rescuer",
    "workshop": "2026.02.10 Andrea Steele BLS Rescuer",
    "answer": "The completion was recorded under another address; we joined the two.",
}

KINDS: dict[str, MailKind] = {
    each.kind: each
    for each in (
        MailKind(
            "sign_in",
            "Sign-in link",
            "At once, to whoever asks to sign in.",
            {"name": "Olga Berg"},
            "/signin/link/",
            "sign_in",
            "Sign in",
            editable=False,
        ),
        MailKind(
            "certificate_offered",
            "Certificates ready",
            "To each participant, once the order is paid or its invoice was sent, and the hold is over.",
            {"name": "Mei Tanaka", "courses": "BLS Rescuer and AED Trainer"},
            "/claim/",
            "claim",
            "Open your certificates",
        ),
        MailKind(
            "invoice",
            "Invoice",
            "To the payer, with the invoice as PDF, when the hold of the order is over.",
            {"name": "Ruth Adler", "number": "INV-2026-00012", "total": "300.00 USD", "due_on": "12 Mar 2026"},
        ),
        MailKind(
            "receipt",
            "Receipt",
            "To the payer, when a payment was recorded.",
            {"name": "Ruth Adler", "number": "INV-2026-00012", "total": "300.00 USD", "paid_on": "20 Feb 2026"},
        ),
        MailKind(
            "order_cancelled",
            "Order cancelled",
            "To whoever was already told of an order that was taken back.",
            {"name": "Ruth Adler", "number": "INV-2026-00012", "workshop": "2026.02.10 Andrea Steele BLS Rescuer"},
        ),
        MailKind(
            "dispute_opened",
            "Dispute opened",
            "To staff, when an instructor says that a standing is wrong.",
            {
                "name": "Olga Berg",
                "instructor": "Andrea Steele",
                "participant": "Mei Tanaka",
                "course": "BLS Rescuer",
                "workshop": "2026.02.10 Andrea Steele BLS Rescuer",
                "note": "She finished the online part in January.",
            },
            "/queue",
            button="Open the queue",
        ),
        MailKind(
            "dispute_overridden",
            "Dispute accepted",
            "To the instructor, when staff let a disputed participant through.",
            _ANSWERED,
            "/workshop?id={workshop_id}",
            button="Open the workshop",
        ),
        MailKind(
            "dispute_declined",
            "Dispute declined",
            "To the instructor, when staff leave a disputed participant as is.",
            {**_ANSWERED, "answer": "No online completion is on record; the certificate shown is of another body."},
            "/workshop?id={workshop_id}",
            button="Open the workshop",
        ),
        MailKind(
            "assigned",
            "Course assigned",
            "To each person to whom a course is assigned for recertification, when the hold is over.",
            {"name": "Mei Tanaka", "course": "BLS Rescuer", "due_on": "1 Apr 2026"},
            "/assignment/",
            "assignment",
            "Open your assignment",
            keyed=True,
        ),
        MailKind(
            "due_changed",
            "Due date changed",
            "To each person whose open assignment got another due date, when staff ask for it.",
            {"name": "Mei Tanaka", "course": "BLS Rescuer", "due_on": "1 Apr 2026"},
            "/assignment/",
            "assignment",
            "Open your assignment",
            keyed=True,
        ),
        MailKind(
            "assignment_withdrawn",
            "Course no longer assigned",
            "At once, to each person who was told of an assignment that was taken back since.",
            {"name": "Mei Tanaka", "course": "BLS Rescuer"},
        ),
        MailKind(
            "recertified_automatically",
            "Course assigned by itself",
            "To each person on the day on which a course with automatic recertification falls due.",
            {"name": "Mei Tanaka", "course": "BLS Rescuer", "due_on": "1 Apr 2026"},
            "/assignment/",
            "assignment",
            keyed=True,
            button="Open your assignment",
        ),
        MailKind(
            "recertification_reminder",
            "Recertification reminder",
            "To each person whose training falls due, on the steps of the ladder under Reminders.",
            {
                "name": "Mei Tanaka",
                "course": "BLS Rescuer",
                "when": "falls due for recertification in 30 days",
                "date_on": "4 Mar 2026",
            },
        ),
        MailKind(
            "due_reminder",
            "Due date reminder",
            "To each person with an open assignment, around its due date, on the steps of the ladder under Reminders.",
            {"name": "Mei Tanaka", "course": "BLS Rescuer", "when": "is due in 7 days", "date_on": "4 Mar 2026"},
            "/assignment/",
            "assignment",
            keyed=True,
            button="Open your assignment",
        ),
        MailKind(
            "reminder_digest",
            "Digest of reminders",
            "To whoever would get more than five reminders on one day, in their place.",
            {
                "name": "Mei Tanaka",
                "count": "6",
                "items": "BLS Rescuer falls due for recertification in 30 days, on 4 Mar 2026\n"
                "AED Trainer is due tomorrow, on 3 Feb 2026",
            },
        ),
        MailKind(
            "look_ahead",
            "Look-ahead",
            "To staff, once a week: who falls due, what is assigned by itself, and which dates were set by hand.",
            {
                "name": "Olga Berg",
                "people": "12 people",
                "until_on": "1 Apr 2026",
                "courses": "AED Trainer: 4 people, assigned by you\nBLS Rescuer: 8 people, assigned by itself",
                "by_hand": "Mei Tanaka: BLS Rescuer, 4 Mar 2026",
            },
            "/reminders",
            button="Open the look-ahead",
        ),
        *CREDIT_KINDS,
        *IDENTITY_KINDS,
    )
}
