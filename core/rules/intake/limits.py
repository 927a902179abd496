"""How much of a file is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one read. Bytes are of the file; `unpacked` is what a sheet may unzip to, `cells` what it may hold.

    `rows` counts records that are not blank, below the header; `lines` counts physical lines, blank ones too.
    """

    bytes: int = 10 * MB
    rows: int = 100_000
    columns: int = 200
    cell: int = 2_000
    lines: int = 1_000_000
    unpacked: int = 64 * MB
    cells: int = 1_500_000
    entries: int = 2_000


PAGE_LIMITS = Limits()
IMPORT_LIMITS = Limits(
    bytes=2_000 * MB, rows=50_000_000, lines=500_000_000, unpacked=800 * MB, cells=20_000_000, entries=10_000
)
SLACK = 1_000  # rows that titles and blank ones may take beside the list
HEAD_BYTES = 65_536
WIDEST_HEADER = 300  # columns that are looked at for a header; more than a list may have
LONGEST_TITLE = 100  # letters above a column
HEAD_RECORDS = 40  # how far down a header is looked for
DEEPEST_HEADER = 10_000  # how far down one may be chosen
# The standard reader gives up past this many characters in one cell; kept here so that nobody else's choice counts.
LONGEST_FIELD = 131_072
