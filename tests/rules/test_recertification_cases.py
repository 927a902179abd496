"""The worked cases of docs/recertification.md come to what stands there."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.rules.recertification import LearnerList, Standing, list_of, why_not

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "recertification.md"


def worked_cases() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    block = DOCUMENT.read_text(encoding="utf-8").split("```jsonl\n")[1].split("```")[0]
    lines = [json.loads(line) for line in block.splitlines()]
    return list(zip(lines[::2], lines[1::2], strict=True))


def standing_of(case: dict[str, Any]) -> Standing:
    days = {
        name: date.fromisoformat(case[name]) for name in ("recertify_on", "ends_on", "grace_until") if case.get(name)
    }
    due = date.fromisoformat(case["due_on"]) if "due_on" in case else None
    return Standing(
        case.get("archived", False), due is not None, due, case.get("started", False), "due_on" not in case, **days
    )


@pytest.mark.parametrize(("case", "answer"), worked_cases())
def test_a_worked_case_comes_to_what_stands_beside_it(case: dict[str, Any], answer: dict[str, Any]) -> None:
    on = date.fromisoformat(case["on"])
    assert str(list_of(standing_of(case), on)) == answer["list"]
    assert why_not(standing_of(case), on) == answer["refused"]


def test_the_worked_cases_show_every_list() -> None:
    assert {answer["list"] for _, answer in worked_cases()} == {str(one) for one in LearnerList}
