"""From a workbook to records: the first sheet that has a header, cells as a person sees them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from core.errors import IntakeRefused
from core.rules.intake.header import best_header
from core.rules.intake.kinds import Kind
from core.rules.intake.limits import HEAD_RECORDS, Limits
from core.rules.intake.lines import Record, too_many_columns
from core.rules.intake.sheet_guard import check_workbook, unreadable


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet that was taken, the names of all that can be seen, and its records by row."""

    name: str
    names: list[str]
    records: Iterator[Record]


def sheet_records(content: bytes, kind: Kind, limits: Limits, wanted: str | None) -> Sheet:
    """Return the sheet that is `wanted`, else the first visible one with a header of the kind, else the first with
    anything in it. Raises IntakeRefused.
    """
    check_workbook(content, limits)
    workbook = _opened(content)
    names = _visible(workbook)
    if wanted is not None and wanted not in workbook.sheet_names:
        raise unreadable(f"There is no sheet {wanted}; there are {', '.join(names)}.")
    name, sheet = _chosen(workbook, names if wanted is None else [wanted], kind)
    return Sheet(name, names, _records(sheet, limits))


def _chosen(workbook: Any, names: list[str], kind: Kind) -> tuple[str, Any]:
    filled: str | None = None
    for name in names:
        sheet = _sheet(workbook, name)
        if _has_header(sheet, kind) or names == [name]:
            return name, sheet
        filled = filled or (name if sheet.height else None)
    if filled is None:
        raise IntakeRefused("EMPTY", "There is nothing in this workbook.")
    return filled, _sheet(workbook, filled)


def _opened(content: bytes) -> Any:
    from python_calamine import CalamineWorkbook

    return _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)))


def _sheet(workbook: Any, name: str) -> Any:
    return _guarded(lambda: workbook.get_sheet_by_name(name))


def _guarded(open_it: Any) -> Any:
    """Carry out what may fail on a damaged workbook. The reader's own crashes are no ordinary exceptions."""
    try:
        return open_it()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        if "assword" in type(error).__name__ + str(error):
            raise unreadable("This workbook is protected by a password.") from None
        raise unreadable("This workbook is damaged, or no workbook at all.") from None


def _visible(workbook: Any) -> list[str]:
    sheets = [one for one in workbook.sheets_metadata if str(one.typ).endswith("WorkSheet")]
    shown = [one.name for one in sheets if str(one.visible).endswith(".Visible")]
    return shown or [one.name for one in sheets]


def _has_header(sheet: Any, kind: Kind) -> bool:
    head = [[as_text(cell) for cell in cells] for cells in islice(sheet.iter_rows(), HEAD_RECORDS)]
    return best_header(head, kind) is not None


def _records(sheet: Any, limits: Limits) -> Iterator[Record]:
    if sheet.width > limits.columns:
        raise too_many_columns(1, limits)
    for row, cells in enumerate(sheet.iter_rows(), 1):
        yield row, [cell if type(cell) is str else as_text(cell) for cell in cells]


def as_text(cell: Any) -> str:
    """Return a cell as a person sees it: whole numbers without .0, days as YYYY-MM-DD."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return _duration(cell) if isinstance(cell, timedelta) else str(cell)


def _duration(length: timedelta) -> str:
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
