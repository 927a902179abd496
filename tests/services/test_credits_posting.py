"""Pairs become credits: six classes with their hints, flags that untick, posted once, told by one mail an address."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from core.errors import FutureDate, NotFound, NothingSelected, PlanStale
from core.rules.pairs import Flag, PairClass
from core.services.credits import answering, classifying, entering, posting
from core.services.credits.reading import Entry
from core.services.credits.refusals import UnfitHours
from tests.cast import SECRET, Cast
from tests.services.crediting import MEI, MEIS_SECOND, REX, STRANGER, Crediting, crediting


@pytest.fixture
def scene(cast: Cast) -> Crediting:
    return crediting(cast)


def test_each_pair_falls_into_its_class_with_a_hint(scene: Crediting) -> None:
    found = scene.classified(
        f"CEU-9 {MEI}",
        f"NORTH-1 {MEI}",
        f"CEU-OLD {MEI}",
        f"CEU-RETIRED {MEI}",
        f"ceu-1 {MEI}",
        f"CEU-2 {REX}",
        f"CEU-2 {STRANGER}",
    )
    by_line = {row.line: row for row in found.rows}
    assert [by_line[line].cls for line in range(1, 8)] == ["a1", "a2", "a3", "a3", "c", "b1", "b2"]
    assert found.counts == {"a1": 1, "a2": 1, "a3": 2, "c": 1, "b1": 1, "b2": 1}
    assert sum(found.counts.values()) == found.total == 7
    assert by_line[3].hint == (
        "CEU-OLD is approved for 1 Jan 2025 to 31 Dec 2025, not for 2 Mar 2026. "
        "Use CEU-1, which was approved on that day."
    )
    assert by_line[2].hint == "NORTH-1 belongs to another organisation, which alone can credit it."
    assert by_line[5].hint is None
    assert by_line[5].name == "Mei Tanaka"
    assert by_line[6].name == ""
    assert [row.ticked for _, row in sorted(by_line.items())] == [False, False, False, False, True, True, True]


def test_flags_untick_and_two_addresses_of_one_person_are_twice(scene: Crediting) -> None:
    scene.post(f"CEU-2 {MEI}")
    found = scene.classified(
        f"CEU-1 {MEI}", f"CEU-1 {MEIS_SECOND}", f"CEU-2 {MEIS_SECOND}", "CEU-1 not an address", f"CEU-2 {STRANGER}"
    )
    by_line = {row.line: row for row in found.rows}
    assert by_line[1].flags == by_line[2].flags == (Flag.DUPLICATE,)
    assert by_line[3].flags == (Flag.ALREADY_OFFERED,)
    assert by_line[4].flags == (Flag.BAD_EMAIL,)
    assert by_line[4].cls is PairClass.NO_ACCOUNT
    assert [by_line[line].tickable for line in range(1, 6)] == [True, True, False, False, True]
    assert [by_line[line].ticked for line in range(1, 6)] == [False, False, False, False, True]


def test_posting_makes_credits_and_one_mail_an_address(scene: Crediting) -> None:
    done = scene.post(f"CEU-1 {MEI}", f"CEU-2 {MEI}", f"CEU-1 {REX}", f"CEU-1 {STRANGER}", f"CEU-9 {MEI}")
    assert done.counts == {
        "credits": 4,
        "offered": 3,
        "archived": 1,
        "told": 1,
        "invited_to_connect": 1,
        "invited_to_open_an_account": 1,
    }
    assert [row.code for row in done.refused] == ["UNKNOWN_CEULID"]
    assert scene.mails() == [
        ("credit_offered", MEI, "held"),
        ("credit_connect", REX, "held"),
        ("credit_invitation", STRANGER, "held"),
    ]
    (first, *_) = scene.mails("parameters")
    assert json.loads(first[0])["credits_lines"] == [
        "Title of CEU-1 (CEU-1), 1.5 hours, 2 Mar 2026",
        "Title of CEU-2 (CEU-2), 1.5 hours, 2 Mar 2026",
    ]
    assert scene.only(MEI).person_id == scene.cast.mei.person_id
    assert scene.only(STRANGER).state == "archived"
    scene.holds()


def test_confirming_twice_posts_once(scene: Crediting) -> None:
    draft = scene.draft(f"CEU-1 {MEI}")
    shown = posting.preview(scene.olga, draft)
    first = posting.confirm(scene.olga, draft, shown.hash)
    again = posting.confirm(scene.olga, draft, shown.hash)
    assert again.already
    assert again.batch_id == first.batch_id
    assert scene.rows("SELECT count(*) FROM credit") == [(1,)]


def test_a_plan_that_the_records_have_overtaken_is_refused_naming_the_pair(scene: Crediting) -> None:
    scene.post(f"CEU-2 {MEI}")
    draft = scene.draft(f"CEU-1 {MEI}", f"CEU-1 {STRANGER}")
    shown = posting.preview(scene.olga, draft)
    scene.cast.now = scene.cast.now.replace(hour=10)
    nobody = scene.person("Nobody Known", STRANGER, verified=False)
    scene.write("UPDATE address SET verified_at = $now WHERE person_id = $who", now=scene.cast.now, who=nobody)
    with pytest.raises(PlanStale) as refused:
        posting.confirm(scene.olga, draft, shown.hash)
    assert STRANGER in refused.value.say


def test_nothing_ticked_posts_nothing(scene: Crediting) -> None:
    draft = scene.draft(f"CEU-9 {MEI}")
    with pytest.raises(NothingSelected):
        posting.confirm(scene.olga, draft, posting.preview(scene.olga, draft).hash)


def test_a_corrected_row_is_classified_again_and_ticks_are_kept(scene: Crediting) -> None:
    draft = scene.draft(f"CEU-OLD {MEI}", f"CEU-2 {REX}")
    entering.correct(scene.olga, draft, 0, Entry("CEU-1", MEI, Decimal("0.5"), date(2026, 2, 1), "Half of it"))
    entering.tick(scene.olga, draft, [1], ticked=False)
    found = classifying.classify(scene.olga, draft)
    assert [(row.cls, row.hours_hundredths, row.ticked) for row in found.rows] == [("c", 50, True), ("b1", 150, False)]
    done = posting.confirm(scene.olga, draft, posting.preview(scene.olga, draft).hash)
    assert done.counts["credits"] == 1
    assert scene.only(MEI).note == "Half of it"
    with pytest.raises(NotFound):
        entering.correct(scene.olga, draft, 0, Entry("CEU-1", MEI))


def test_more_hours_than_the_course_has_are_a_problem(scene: Crediting) -> None:
    draft = entering.keep_entries(scene.olga, [Entry("CEU-1", MEI, Decimal(2))])
    (row,) = classifying.classify(scene.olga, draft).rows
    assert row.problem is not None
    assert row.problem.say == "CEU-1 has 1.5 hours, and 2 hours were entered."
    assert not row.tickable


def test_of_two_ticked_pairs_of_one_person_the_first_is_posted(scene: Crediting) -> None:
    draft = scene.draft(f"CEU-1 {MEI}", f"CEU-1 {MEIS_SECOND}")
    shown = scene.preview(draft, 0, 1)
    assert shown.credits == 1


def test_the_same_list_is_posted_again_after_its_credits_were_rejected(scene: Crediting) -> None:
    first = scene.post(f"CEU-1 {STRANGER}")
    token, credit = scene.token(STRANGER), scene.only(STRANGER).credit_id
    answering.reject(scene.cast.db, SECRET, token, [credit], "Not me", scene.cast.now)
    again = scene.post(f"CEU-1 {STRANGER}")
    assert not again.already
    assert again.batch_id != first.batch_id
    assert scene.only(STRANGER).state == "archived"
    scene.holds()


@pytest.mark.parametrize("hours", ["0", "-1", "1.333"])
def test_hours_that_cannot_be_are_refused_when_they_are_typed(scene: Crediting, hours: str) -> None:
    entry = Entry("CEU-1", MEI, Decimal(hours))
    with pytest.raises(UnfitHours):
        entering.keep_entries(scene.olga, [entry])
    with pytest.raises(UnfitHours):
        entering.correct(scene.olga, scene.draft(f"CEU-1 {MEI}"), 0, entry)


def test_attendance_in_the_future_is_refused_when_it_is_typed(scene: Crediting) -> None:
    with pytest.raises(FutureDate):
        entering.keep_entries(scene.olga, [Entry("CEU-1", MEI, attended_on=date(2026, 3, 3))])
