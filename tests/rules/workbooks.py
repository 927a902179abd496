"""Workbooks made in code: XLSX, ODS and the old XLS, honest ones and traps."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"
_SPACES = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET_START = f'<?xml version="1.0"?><worksheet xmlns="{_SPACES}"><sheetData>'.encode()
SHEET_END = b"</sheetData></worksheet>"

_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def xlsx(*rows: Sequence[Any], top: int = 0, left: int = 0, more: Callable[[Any, Any], object] | None = None) -> bytes:
    """Return a workbook with these rows in its first sheet; `more` may write on."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet("List")
        for at, row in enumerate(rows):
            sheet.write_row(top + at, left, row)
        if more:
            more(book, sheet)
    return held.getvalue()


def with_parts(workbook: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return a zipped workbook with parts put in place of its own."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return held.getvalue()


def declaring(workbook: bytes, part: str, size: int) -> bytes:
    """Return a zipped workbook that lies about how large a part is."""
    raw = bytearray(workbook)
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        struct.pack_into("<I", raw, archive.getinfo(part).header_offset + 22, size)
    at = raw.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", raw, at + 28)[0]
        if bytes(raw[at + 46 : at + 46 + length]) == part.encode():
            struct.pack_into("<I", raw, at + 24, size)
        at = raw.find(b"PK\x01\x02", at + 1)
    return bytes(raw)


def ods(*rows: Sequence[str], after: str = "") -> bytes:
    """Return an OpenDocument sheet, ending as LibreOffice ends one: a million empty rows, repeated."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + '<table:table-cell table:number-columns-repeated="16381"/></table:table-row>'
        for row in rows
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="List">{cells}{after}<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", content)
    return held.getvalue()


def xls(*cells: tuple[int, int, str | float], small: bool = False) -> bytes:
    """Return a workbook of the old binary kind (BIFF8 in a compound file) with (row, column, value) cells."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def cell(row: int, column: int, value: str | float) -> bytes:
        if isinstance(value, str):
            text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
            return record(0x204, struct.pack("<HHH", row, column, 0) + text)
        return record(0x203, struct.pack("<HHHd", row, column, 0, value))

    start = struct.pack("<HHHHII", 0x600, 0x10, 0xDBB, 0x7CC, 0, 0x600)
    sheet = record(0x809, start) + b"".join(cell(*one) for one in cells) + record(0x0A, b"")
    name = b"List"
    bound = struct.pack("<IBBBB", 0, 0, 0, len(name), 0) + name
    before = record(0x809, start[:2] + struct.pack("<H", 5) + start[4:])
    globals_length = len(before) + 4 + len(bound) + 4
    bound = struct.pack("<I", globals_length) + bound[4:]
    return compound(before + record(0x85, bound) + record(0x0A, b"") + sheet, small=small)


def compound(stream: bytes, name: str = "Workbook", *, small: bool = False) -> bytes:
    """Return a compound file with one stream; a small one lies in pieces of 64 bytes inside the root's own."""
    sector = 512
    length = len(stream) if small else max(4096, len(stream))
    stream = stream.ljust(-(-length // sector) * sector, b"\0")
    count = len(stream) // sector
    fat_sectors = -(-(count + 3) // 127)
    table = [0xFFFFFFFD] * fat_sectors + [0xFFFFFFFE, 0xFFFFFFFE]  # itself, the directory, the table of small pieces
    first = len(table)
    table += [first + at + 1 for at in range(count - 1)] + [0xFFFFFFFE]
    table += [0xFFFFFFFF] * (fat_sectors * 128 - len(table))
    pieces = -(-length // 64)
    mini = [*range(1, pieces), 0xFFFFFFFE] if small else []

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        links = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        tail = b"\0" * 36 + struct.pack("<IQ", start, size)
        return text.ljust(64, b"\0") + struct.pack("<H", len(text)) + links + tail

    root = (first, len(stream)) if small else (0xFFFFFFFE, 0)
    directory = entry("Root Entry", 5, 1, *root) + entry(name, 2, 0xFFFFFFFF, 0 if small else first, length)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    smalls = (fat_sectors + 1, 1) if small else (0xFFFFFFFE, 0)
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, fat_sectors, 0, 4096, *smalls, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *range(fat_sectors), *[0xFFFFFFFF] * (109 - fat_sectors))
    minis = struct.pack(f"<{len(mini)}I", *mini).ljust(sector, b"\xff")
    return header + struct.pack(f"<{len(table)}I", *table) + directory.ljust(sector, b"\0") + minis + stream
