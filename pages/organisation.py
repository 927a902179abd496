"""Organisation: name, look, signatory, hold and invoices of the organisation; who works for it."""

from __future__ import annotations

from core.model import Role
from pages.parts import guard, layout

desk = guard.desk(Role.STAFF)
layout.title("Organisation", "How this organisation appears on documents and mails, and who works for it.")
