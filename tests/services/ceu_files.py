"""CEU courses as files and as entered: short ways to fill a registry."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

from core.services import ceu_courses, ceu_review, import_files, imports
from core.services.ceu_courses import Entry
from core.services.ceu_review import Approval
from core.services.desk import Desk
from core.services.imports import Outcome

HEADER = "ceulid,title,hours,category,state,approved_from,approved_until,successor"
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def bring_in(desk: Desk, *lines: str, dry_run: bool = False) -> Outcome:
    """Bring in a file of CEU courses: a line a row, from line 2 on."""
    stream = io.BytesIO("\n".join([HEADER, *lines]).encode())
    source = import_files.source_of("ceu-courses", "ceu.csv", stream)
    chunks = import_files.read_file("ceu-courses", "ceu.csv", stream, desk.today)
    return imports.bring_in(desk, source, chunks, dry_run=dry_run)


def draft(desk: Desk, ceulid: str = "CEU-1", title: str = "Airway management", hours: str = "1.5") -> int:
    """Enter a draft."""
    return ceu_courses.add(desk, Entry(ceulid, title, Decimal(hours), "Clinical", "Dock school", "dock@example.org"))


def submitted(desk: Desk, ceulid: str = "CEU-1") -> int:
    """Enter a course that waits for its reviewer."""
    made = draft(desk, ceulid)
    ceu_review.submit(desk, made)
    return made


def approved(desk: Desk, ceulid: str = "CEU-1", first: date = FIRST, last: date = LAST) -> int:
    """Enter a course and let it pass the review."""
    made = submitted(desk, ceulid)
    ceu_review.approve(desk, made, Approval(first, last, Decimal("1.5"), "Clinical"))
    return made
