"""What a workbook is and how large it would become, found out before anything opens it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from xml.parsers import expat

from core.errors import IntakeRefused
from core.rules.intake.compound_file import MARK, Broken, CompoundFile
from core.rules.intake.extent import Extent, OdsMeasure, measure_xls, measure_xlsx, too_large
from core.rules.intake.limits import Limits

SHEET_NAMES = (".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods")
_STEP = 262_144
_OVERLAP = 200
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")  # markup in which no measure would find a cell
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    struct.error,
    Broken,
    OSError,
    EOFError,
    NotImplementedError,
    ValueError,
    RuntimeError,
    KeyError,
)


def unreadable(why: str) -> IntakeRefused:
    """Return the refusal of a workbook that cannot be opened, with why."""
    return IntakeRefused("UNREADABLE_SHEET", f"{why} Save the list as a plain .xlsx or CSV file and give that.")


def is_workbook(content: bytes, name: str) -> bool:
    """Return whether bytes are to be read as a workbook, whatever the file is called.

    Raises IntakeRefused for an archive that is no workbook.
    """
    if content.startswith(MARK):
        return True
    return content.startswith(b"PK") and _is_zipped_workbook(content, name.lower().endswith(SHEET_NAMES))


def _is_zipped_workbook(content: bytes, called_sheet: bool) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except _DAMAGED:
        if called_sheet or b"[Content_Types].xml" in content[:4096] or b"xl/" in content[:4096]:
            raise unreadable("This workbook is incomplete or damaged.") from None
        names = {"?"} if content[2:4] == b"\x03\x04" else set()
    if "xl/workbook.xml" in names or "content.xml" in names:
        return True
    if "xl/workbook.bin" in names:
        raise unreadable("This is a binary workbook (.xlsb), which is not read.")
    if called_sheet:
        raise unreadable("There is no workbook inside this file.")
    if not names:
        return False  # a text that happens to begin with PK
    raise IntakeRefused("BINARY", "This is a ZIP archive, no list. Unpack it and give the list that is inside.")


def check_workbook(content: bytes, limits: Limits) -> None:
    """Refuse a workbook that would unzip to too much, or place a cell too far out.

    The sizes that a file declares are looked at first, then everything is unzipped piece by piece and thrown away,
    since they may lie. Raises IntakeRefused (TOO_LARGE, TOO_MANY_ROWS, TOO_MANY_COLUMNS, UNREADABLE_SHEET).
    """
    try:
        if content.startswith(MARK):
            _check_compound(content, limits)
        else:
            _check_zip(content, limits)
    except _DAMAGED:
        raise unreadable("This workbook is damaged.") from None


def _check_compound(content: bytes, limits: Limits) -> None:
    container = CompoundFile(content)
    if container.stream("EncryptedPackage") is not None:
        raise unreadable("This workbook is protected by a password.")
    stream = container.stream("Workbook", "Book")
    if stream is None:
        raise unreadable("This is an office document without a sheet.")
    measure_xls(stream, Extent(limits))


def _check_zip(content: bytes, limits: Limits) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked:
            raise too_large(limits)
        extent = Extent(limits)
        for entry in entries:
            if entry.flag_bits & 1:
                raise unreadable("This workbook is protected by a password.")
            _scan(archive, entry, extent)
            extent.next_sheet()


def _scan(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, extent: Extent) -> None:
    """Unzip one part piece by piece, widening the extent."""
    tail = b""
    measure = OdsMeasure(extent) if entry.filename == "content.xml" else None
    # zipfile stops at the declared size; what reads the workbook later need not.
    entry.file_size = extent.limits.unpacked + 2 * _STEP
    with archive.open(entry) as part:
        part._expected_crc = None  # type: ignore[attr-defined]
        while piece := part.read(_STEP):
            if not tail and piece[:2] in _WIDE_TEXT:
                raise unreadable("This workbook is written in an unusual way.")
            extent.read += len(piece)
            if measure:
                measure.feed(piece)
            else:
                measure_xlsx(tail + piece, extent)
                extent.cells += piece.count(b"<c ") + piece.count(b"<c>") + piece.count(b"<si")
            extent.refuse()
            tail = piece[-_OVERLAP:]
