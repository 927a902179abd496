"""Sample files and tables of columns, made from the very table that files are read by."""

from __future__ import annotations

import csv
import io

from core.rules.intake.kinds import KINDS, Field
from core.rules.intake.words_courses import WORDS as ABOUT_COURSES
from core.rules.intake.words_people import WORDS as ABOUT_PEOPLE

_WANTED = {
    "text": "text",
    "words": "text",
    "manager": "an e-mail address, or a name",
    "address": "an e-mail address",
    "addresses": "e-mail addresses, with ; between them",
    "code": "a code",
    "day": "a day, YYYY-MM-DD",
    "hours": "a number above 0, such as 1.5",
    "flag": "yes or no",
}


def sample_csv(kind: str) -> bytes:
    """Return a small file of a kind that is read without a problem: a header and two rows."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    fields = KINDS[kind].fields or KINDS["roster"].fields
    writer.writerow([field.name for field in fields])
    writer.writerows([[field.sample[at] for field in fields] for at in (0, 1)])
    return b"\xef\xbb\xbf" + held.getvalue().encode()


def columns_table(kind: str) -> str:
    """Return the columns of a kind as a Markdown table: what belongs there, and what else a header may be called."""
    lines = ["| column | holds | also understood |", "| --- | --- | --- |"]
    lines += [
        f"| `{field.name}`{_must(field)} | {_holds(field)} | {_known_as(field)} |" for field in KINDS[kind].fields
    ]
    return "\n".join(lines)


def _must(field: Field) -> str:
    return " (needed)" if field.must else ""


def _holds(field: Field) -> str:
    if field.choices:
        return " or ".join(field.choices)
    return field.about or _WANTED[field.parse] + (", today at the latest" if field.past else "")


def _known_as(field: Field) -> str:
    words = {**ABOUT_PEOPLE, **ABOUT_COURSES}[field.name]
    return ", ".join(dict.fromkeys(text.split("|")[0] for text in words.values()))
