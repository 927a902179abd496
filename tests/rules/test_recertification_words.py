"""A row of the lists says in a sentence why it is there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from core.rules.recertification import LearnerList
from core.rules.recertification_words import standing_words

ON = date(2026, 7, 2)


@dataclass(frozen=True, slots=True)
class Row:
    assigned_on: date | None = None
    due_on: date | None = None
    valid_through: date | None = None
    recertify_on: date | None = None
    ends_on: date | None = None
    grace_until: date | None = None
    by_hand: bool = False


HELD = Row(
    valid_through=date(2026, 6, 30),
    recertify_on=date(2026, 4, 1),
    ends_on=date(2026, 6, 30),
    grace_until=date(2026, 7, 30),
)
OPEN = Row(assigned_on=date(2026, 6, 1), due_on=date(2026, 7, 1))


@pytest.mark.parametrize(
    ("on_list", "row", "said"),
    [
        (LearnerList.NOT_STARTED, OPEN, "Assigned 1 Jun 2026, due 1 Jul 2026."),
        (LearnerList.IN_PROGRESS, OPEN, "Begun, due 1 Jul 2026."),
        (LearnerList.OVERDUE, OPEN, "Was due 1 Jul 2026, 1 day ago."),
        (LearnerList.CURRENT, HELD, "Due for recertification from 1 Apr 2026, valid through 30 Jun 2026."),
        (LearnerList.CURRENT, Row(), "Never expires."),
        (LearnerList.DUE, HELD, "Due for recertification since 1 Apr 2026, valid through 30 Jun 2026."),
        (LearnerList.IN_GRACE, HELD, "Ended 30 Jun 2026, in grace through 30 Jul 2026."),
        (LearnerList.LAPSED, HELD, "Ended 30 Jun 2026, grace ended 30 Jul 2026."),
        (LearnerList.ARCHIVED, HELD, "Archived here."),
        (
            LearnerList.DUE,
            replace(HELD, by_hand=True, valid_through=None),
            "Due for recertification since 1 Apr 2026. The date was set by hand.",
        ),
        (LearnerList.OVERDUE, replace(OPEN, by_hand=True), "Was due 1 Jul 2026, 1 day ago."),
    ],
)
def test_each_list_has_its_sentence(on_list: LearnerList, row: Row, said: str) -> None:
    assert standing_words(on_list, row, ON) == said
