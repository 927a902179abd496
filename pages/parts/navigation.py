"""Which pages there are, for whom, and in which order. A page's file makes it appear; its guard decides alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from core.errors import NotAllowed
from core.model import Role

PAGES = Path(__file__).resolve().parents[1]
STAFF, INSTRUCTOR, ANALYST, HOLDER = Role.STAFF, Role.INSTRUCTOR, Role.ANALYST, Role.HOLDER


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its title in the menu, its address, its file, and the roles that see it."""

    title: str
    url_path: str
    file: str
    roles: tuple[Role, ...]
    hidden: bool = False  # reached from another page, such as a record's page: /workshop?id=12


ENTRIES = (
    Entry("Home", "home", "home.py", (STAFF, INSTRUCTOR, ANALYST, HOLDER)),
    Entry("Workshops", "workshops", "workshops.py", (STAFF, INSTRUCTOR)),
    Entry("Workshop", "workshop", "workshop.py", (STAFF, INSTRUCTOR), hidden=True),
    Entry("Disputes", "queue", "queue.py", (STAFF,)),
    Entry("Recertification", "learners", "learners.py", (STAFF,)),
    Entry("Person", "person", "person.py", (STAFF,), hidden=True),
    Entry("Forecast", "forecast", "forecast.py", (STAFF,)),
    Entry("Reminders", "reminders", "reminders.py", (STAFF,)),
    Entry("CEU entry", "ceu-entry", "ceu_entry.py", (STAFF,)),
    Entry("CEU credits", "credits", "credits.py", (STAFF,)),
    Entry("CEU courses", "ceu-courses", "ceu_courses.py", (STAFF,)),
    Entry("Certificates", "certificates", "certificates.py", (STAFF, INSTRUCTOR)),
    Entry("Invoices", "invoices", "invoices.py", (STAFF,)),
    Entry("Mail", "mails", "mails.py", (STAFF,)),
    Entry("Import", "imports", "imports.py", (STAFF,)),
    Entry("Courses & fees", "courses", "courses.py", (STAFF,)),
    Entry("Analyses", "analyses", "analyses.py", (STAFF, ANALYST)),
    Entry("Activity", "activity", "activity.py", (STAFF,)),
    Entry("Organisation", "organisation", "organisation.py", (STAFF,)),
)


OUTSIDE = {"my-credits": "My credits", "my-addresses": "My addresses"}  # plain pages of whoever is signed in


def pages_for(role: Role) -> list[Page]:
    """Return the pages of a role in menu order; Home is the one that an unknown address shows.

    Pages of other roles answer too, out of the menu and without their file, to say whose they are.
    """
    return [
        st.Page(
            PAGES / entry.file if role in entry.roles else partial(_not_yours, entry, role),
            title=entry.title,
            url_path=entry.url_path,
            default=entry.url_path == "home",
            visibility="hidden" if entry.hidden or role not in entry.roles else "visible",
        )
        for entry in ENTRIES
        if (PAGES / entry.file).is_file()
    ]


def _not_yours(entry: Entry, role: Role) -> None:
    raise NotAllowed(role, " or ".join(entry.roles))


def title_of(url_path: str, role: Role) -> str | None:
    """Return the title of a page, None when this role has no such page. Plain pages are everybody's."""
    if url_path in OUTSIDE:
        return OUTSIDE[url_path]
    found = (entry for entry in ENTRIES if entry.url_path == url_path and role in entry.roles)
    return next((entry.title for entry in found if (PAGES / entry.file).is_file()), None)


def empty_pages() -> list[Page]:
    """Return every address with nothing behind it: else a signed-out tab would say that its page is not found."""
    return [
        st.Page(_nothing, title=entry.title, url_path=entry.url_path, default=entry.url_path == "home")
        for entry in ENTRIES
    ]


def _nothing() -> None:
    return
