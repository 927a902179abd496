"""Which sign parts the cells of a text."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

from core.rules.intake.header import best_header
from core.rules.intake.kinds import Kind
from core.rules.intake.limits import HEAD_RECORDS, LONGEST_FIELD

DELIMITERS = ",;\t|"
_SEP = re.compile(r"\s*\"?sep=(.)\"?[,;\t|]*\s*", re.IGNORECASE)


def said_by(line: str) -> str | None:
    """Return the delimiter that Excel's line `sep=;` names, None when a line is no such line."""
    found = _SEP.fullmatch(line.rstrip("\r\n")) if len(line) < 40 else None
    return found[1] if found else None


def likeliest(head: str, kind: Kind) -> str:
    """Return the delimiter under which the head of a text is most of a table.

    First counts how many columns of the kind the header then has, next how many rows agree on how many columns.
    """
    return max(DELIMITERS, key=lambda delimiter: _fitness(head, delimiter, kind))


def _fitness(head: str, delimiter: str, kind: Kind) -> tuple[int, float]:
    records = sample_of(head, delimiter)
    widths = Counter(len(cells) for cells in records if any(map(str.strip, cells)))
    if not widths:
        return (0, 0.6)  # nothing but this delimiter
    # The widest of the commonest: title lines and notes are narrow.
    width, rows = max(widths.items(), key=lambda item: (item[1], item[0]))
    found = best_header(records[:HEAD_RECORDS], kind)
    return (len(found.columns) if found else 0, min(width, 20) * rows / widths.total() if width > 1 else 0.5)


def sample_of(head: str, delimiter: str) -> Sequence[list[str]]:
    """Return the records of a text's head; what cannot be read as one ends the sample."""
    csv.field_size_limit(LONGEST_FIELD)
    records: list[list[str]] = []
    try:
        for cells in csv.reader(re.split(r"(?<=\n)|(?<=\r)(?!\n)", head), delimiter=delimiter, skipinitialspace=True):
            records.append(cells)
            if len(records) >= 200:
                break
    except csv.Error:
        pass
    return records
