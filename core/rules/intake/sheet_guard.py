"""What a workbook is and how large it would become, found out before anything opens it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from core.errors import IntakeRefused
from core.rules.intake.limits import Limits

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
SHEET_NAMES = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb", ".xltx")
_STEP = 262_144
_OVERLAP = 200
# A cell that holds something, and where it stands; calamine makes room for everything up to the farthest one.
_FAR_COLUMN = r"\br\s*=\s*[\"'](?:[A-Z]{3}|[H-Z][A-Z]|G[S-Z])[0-9]+[\"'][^>]*[^/>]>"
_FAR_ROW = r"\br\s*=\s*[\"'][A-Z]{0,3}(?:[0-9]{8,}|[2-9][0-9]{6}|[0-9]{7})[\"'][^>]*[^/>]>"
_REPEATED = r"(?:columns|rows)-repeated\s*=\s*[\"'][0-9]{4,}[\"'][^>]*[^/>]>"


def unreadable(why: str) -> IntakeRefused:
    return IntakeRefused("UNREADABLE_SHEET", f"{why} Save the list as a plain .xlsx or CSV file and give that.")


def is_workbook(content: bytes, name: str) -> bool:
    """Return whether bytes are to be read as a workbook, whatever the file is called.

    Raises IntakeRefused for a workbook's name over other bytes, and for an archive that is no workbook.
    """
    called_sheet = name.lower().endswith(SHEET_NAMES)
    if content.startswith(OLE):
        return True
    if content.startswith(b"PK"):
        return _is_zipped_workbook(content, called_sheet)
    return False


def _is_zipped_workbook(content: bytes, called_sheet: bool) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        if called_sheet or b"[Content_Types].xml" in content[:4096] or b"xl/" in content[:4096]:
            raise unreadable("This workbook is incomplete or damaged.") from None
        raise _archive() from None
    if "xl/workbook.xml" in names or "content.xml" in names:
        return True
    if "xl/workbook.bin" in names:
        raise unreadable("This is a binary workbook (.xlsb), which is not read.")
    if called_sheet:
        raise unreadable("There is no workbook inside this file.")
    raise _archive()


def _archive() -> IntakeRefused:
    return IntakeRefused("BINARY", "This is a ZIP archive, no list. Unpack it and give the list that is inside.")


def check_zip(content: bytes, limits: Limits) -> None:
    """Refuse a workbook that would unzip to too much, or place a cell too far out.

    The sizes that a file declares are looked at first, then everything is unzipped piece by piece and thrown away,
    since they may lie. Raises IntakeRefused (TOO_LARGE, TOO_MANY_ROWS, TOO_MANY_COLUMNS, UNREADABLE_SHEET).
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [entry for entry in archive.infolist() if entry.filename.lower().endswith((".xml", ".rels"))]
        if len(archive.infolist()) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked:
            raise _too_large(limits)
        left, cells = limits.unpacked, limits.cells
        for entry in entries:
            if entry.flag_bits & 1:
                raise unreadable("This workbook is protected by a password.")
            try:
                read, found = _scan(archive, entry, left, limits)
            except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError):
                raise unreadable("This workbook is damaged.") from None
            left, cells = left - read, cells - found
            if left < 0 or cells < 0:
                raise _too_large(limits)


def _too_large(limits: Limits) -> IntakeRefused:
    return IntakeRefused(
        "TOO_LARGE",
        f"Unzipped, this workbook holds more than {limits.unpacked // 1_000_000} MB or {limits.cells:,} cells. "
        "Copy the list alone into a new workbook, or save it as CSV.",
    )


def _scan(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, limits: Limits) -> tuple[int, int]:
    """Return (bytes, cells) of one part, at most a step more than `left` bytes."""
    read = cells = 0
    tail = b""
    # zipfile stops at the declared size; what reads the workbook later need not.
    entry.file_size = left + 2 * _STEP
    with archive.open(entry) as part:
        part._expected_crc = None  # type: ignore[attr-defined]
        while read <= left and (piece := part.read(_STEP)):
            read += len(piece)
            cells += piece.count(b"<c ") + piece.count(b"<c>") + piece.count(b"<si") + piece.count(b"-cell")
            _refuse_far(tail + piece, limits)
            tail = piece[-_OVERLAP:]
    return read, cells


def _refuse_far(text: bytes, limits: Limits) -> None:
    if _far_column.search(text):
        raise IntakeRefused(
            "TOO_MANY_COLUMNS",
            f"A cell stands farther right than column {limits.columns}. Keep only the columns that are needed.",
        )
    if _far_row.search(text) or _repeated.search(text):
        raise IntakeRefused("TOO_MANY_ROWS", "A cell stands below row 1,000,000. Remove what is below the list.")


_far_column, _far_row, _repeated = (re.compile(one.encode()) for one in (_FAR_COLUMN, _FAR_ROW, _REPEATED))
