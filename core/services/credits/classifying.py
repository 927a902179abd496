"""What a list of pairs comes to: class, flags and hint of every row, as the records stand now.

Source of every rule: docs/credits.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.model import Problem, Role
from core.rules import pair_words
from core.rules.pairs import Flag, PairClass
from core.services.credits import entering
from core.services.credits.hints import Hints, flags_of
from core.services.credits.reading import PairList
from core.services.desk import Desk
from core.store.credits import classes, drafts, judged
from core.store.credits.judged import JudgedRow
from core.store.db import Tx
from core.store.near import NearMatch

PAGE = 25
NOT_RECOGNISED = (PairClass.UNKNOWN_ID, PairClass.OTHER_ORGANISATION, PairClass.NOT_APPROVED)
INVITED = (PairClass.NOT_CONNECTED, PairClass.NO_ACCOUNT)
TOLD = (PairClass.CONNECTED,)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who may be meant by an address that is nobody's: somebody known here. Shown, never linked by itself."""

    person: int
    address: str
    name: str
    because: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """One pair of a list and what it comes to. `row` names it in its list; `name` is given for connected holders only.

    `hours_hundredths` are those that are credited: entered, else the course's; None for an unknown course.
    `problem`: more hours than the course has, so that the row cannot be ticked.
    """

    row: int
    line: int
    ceulid: str
    email: str
    hours_hundredths: int | None
    attended_on: date
    note: str
    cls: PairClass
    flags: tuple[Flag, ...]
    hint: str | None
    name: str
    tickable: bool
    ticked: bool
    problem: Problem | None = None
    suggestion: Suggestion | None = None
    entered_hundredths: int | None = None  # a part of the course; None: the whole

    def as_json(self) -> dict[str, object]:
        """Return the row as `core pairs --json` prints it."""
        whole = self.hours_hundredths
        hours = None if whole is None else whole // 100 if whole % 100 == 0 else whole / 100
        return {
            "line": self.line,
            "ceulid": self.ceulid,
            "email": self.email,
            "hours": hours,
            "class": str(self.cls),
            "flags": [str(flag) for flag in self.flags],
            "hint": self.hint,
            "selected": self.ticked,
        }


@dataclass(frozen=True, slots=True)
class Classified:
    """A list, classified: `counts` and `ticked` by class (every class is a key), `flags` by flag, and some rows.

    `counts` add up to `total`. `problems` are what could not become a pair.
    """

    rows: tuple[PairRow, ...]
    total: int
    counts: Mapping[PairClass, int]
    ticked: Mapping[PairClass, int]
    flags: Mapping[Flag, int]
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, object]:
        """Return the document that `core pairs --json` prints."""
        return {
            "rows": [row.as_json() for row in self.rows],
            "problems": [problem.as_json() for problem in self.problems],
            "counts": {str(cls): count for cls, count in self.counts.items()},
        }


def classify(
    desk: Desk, draft_of: int, shown: Collection[PairClass] = tuple(PairClass), first: int = 0, size: int = PAGE
) -> Classified:
    """Return what a draft comes to as the records stand now, with a page of the rows of some classes.

    Flagged rows come first. Raises NotFound.
    """
    with desk.reading_as(Role.STAFF) as tx:
        waiting = entering.open_draft(desk, tx, draft_of)
        drafts.stage(tx, draft_of, desk.today)
        near = judge(desk, tx)
        page = judged.page(tx, [str(one) for one in shown], first, size)
        return _classified(desk, tx, page, near, entering.problems_of(waiting))


def several(
    desk: Desk, draft_of: int, pages: Sequence[tuple[Collection[PairClass], int]], size: int = PAGE
) -> list[Classified]:
    """Return what `classify` returns for each (classes, first row) of `pages`, judged once. Raises NotFound."""
    with desk.reading_as(Role.STAFF) as tx:
        waiting = entering.open_draft(desk, tx, draft_of)
        drafts.stage(tx, draft_of, desk.today)
        near = judge(desk, tx)
        read = [judged.page(tx, [str(one) for one in classes], first, size) for classes, first in pages]
        return [_classified(desk, tx, page, near, entering.problems_of(waiting)) for page in read]


def row(desk: Desk, draft_of: int, at: int) -> PairRow | None:
    """Return one row of a draft as the records stand now, None when there is none. Raises NotFound for the draft."""
    with desk.reading_as(Role.STAFF) as tx:
        entering.open_draft(desk, tx, draft_of)
        return row_of(desk, tx, draft_of, at)


def row_of(desk: Desk, tx: Tx, draft_of: int, at: int) -> PairRow | None:
    """Return one row of a draft: a step of use cases that have opened it."""
    drafts.stage(tx, draft_of, desk.today)
    near = judge(desk, tx)
    found = judged.at(tx, at)
    return _in_words(found, Hints(tx, desk.actor.org_id, near), near.get(at)) if found else None


def classify_list(desk: Desk, found: PairList) -> Classified:
    """Return what every row of a list comes to, without keeping it. Rows with a problem are among the problems only."""
    with desk.reading_as(Role.STAFF) as tx:
        classes.stage(tx, found.columns, desk.today)
        near = judge(desk, tx)
        every = _classified(desk, tx, judged.every_row(tx), near, found.problems)
    fit = tuple(row for row in every.rows if row.problem is None)
    problems = [*every.problems, *(row.problem for row in every.rows if row.problem)]
    counts = {cls: sum(row.cls is cls for row in fit) for cls in PairClass}
    return Classified(
        fit, len(fit), counts, every.ticked, every.flags, tuple(sorted(problems, key=lambda one: one.line))
    )


def judge(desk: Desk, tx: Tx) -> dict[int, NearMatch]:
    """Make `judged` from `pair`, near matches included; return row → who may be meant."""
    classes.judge(tx, desk.actor.org_id)
    return judged.look_for_near(tx, desk.actor.org_id)


def _classified(
    desk: Desk, tx: Tx, page: Sequence[JudgedRow], near: Mapping[int, NearMatch], problems: tuple[Problem, ...]
) -> Classified:
    counted = judged.counts(tx)
    flags = dict(zip(Flag, judged.flag_counts(tx), strict=True))
    hints = Hints(tx, desk.actor.org_id, near)
    none = (0, 0)
    return Classified(
        tuple(_in_words(row, hints, near.get(row.row_at)) for row in page),
        sum(rows for rows, _ in counted.values()),
        {cls: counted.get(cls, none)[0] for cls in PairClass},
        {cls: counted.get(cls, none)[1] for cls in PairClass},
        flags,
        problems,
    )


def _in_words(row: JudgedRow, hints: Hints, meant: NearMatch | None) -> PairRow:
    problem = None
    if row.excess and row.hours_hundredths is not None and row.whole_hundredths is not None:
        problem = pair_words.excess_problem(row.line, row.hours_hundredths, row.whole_hundredths, row.ceulid)
    return PairRow(
        row=row.row_at,
        line=row.line,
        ceulid=row.ceulid,
        email=row.address or row.email,
        hours_hundredths=row.whole_hundredths if row.hours_hundredths is None else row.hours_hundredths,
        attended_on=row.attended_on,
        note=row.note,
        cls=PairClass(row.cls),
        flags=flags_of(row.flags),
        hint=problem.say if problem else hints.of(row),
        name=row.name,
        tickable=row.tickable,
        ticked=row.picked,
        problem=problem,
        entered_hundredths=row.hours_hundredths,
        suggestion=Suggestion(meant.person_id, meant.address, meant.name, meant.because) if meant else None,
    )
