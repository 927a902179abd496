"""Invariants 11, 13, 15 and 16 for credits, each with a try to break it and a control."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import NotFound, NothingSelected, PlanStale, Refusal
from core.model import Chosen
from core.rules.pairs import PairClass
from core.services import ceu_review
from core.services.credits import answering, classifying, entering, managing, mine, posting
from core.store.credits import classes
from core.store.db import Db, open_store
from tests.cast import SECRET, Cast
from tests.proofs.measure import Prove, share
from tests.services.crediting import MEI, STRANGER, Crediting, crediting
from tests.store.test_credits_rule import HERE, PAIRS, Town, columns_of

LISTS = share(400)


@pytest.fixture
def credited(cast: Cast) -> Crediting:
    return crediting(cast)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Db]:
    found = open_store(tmp_path / "empty.duckdb", SECRET)
    yield found
    found.close()


UNFIT = ("CEU-9", "NORTH-1", "CEU-OLD", "CEU-RETIRED", "CEU-DENIED", "CEU-DRAFT")


def forged(scene: Crediting, ceulid: str) -> int:
    """Tick a row that has no box, in the draft and in the browser's own words; return how many credits that made."""
    draft = scene.draft(f"{ceulid} {MEI}")
    entering.tick(scene.olga, draft, [0])
    for chosen in (None, Chosen(frozenset([0]))):
        try:
            posting.confirm(scene.olga, draft, posting.preview(scene.olga, draft, chosen).hash, chosen)
        except (NothingSelected, NotFound):  # nothing to post, or the control has posted it by now
            continue
    return int(scene.rows("SELECT count(*) FROM credit")[0][0])


def test_a_forged_tick_posts_nothing_under_an_id_that_is_not_approved_here_and_then(
    credited: Crediting, prove: Prove
) -> None:
    assert [forged(credited, ceulid) for ceulid in UNFIT] == [0] * len(UNFIT)
    prove("unknown, foreign, past, retired, denied and draft ids ticked by force: nothing posted", len(UNFIT), "ids")


def test_control_without_the_look_at_the_approval_a_retired_id_is_posted(
    credited: Crediting, prove: Prove, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classes, "_JUDGED", classes._JUDGED.replace("WHEN NOT k.approved", "WHEN FALSE"))
    assert forged(credited, "CEU-RETIRED") == 1
    prove("control: without the look at the approval a retired id is posted", 1, "time")


def test_an_id_that_is_retired_between_preview_and_click_is_not_posted(credited: Crediting, prove: Prove) -> None:
    draft = credited.draft(f"CEU-1 {MEI}", f"CEU-2 {MEI}")
    shown = posting.preview(credited.olga, draft)
    ceu_review.retire(credited.olga, credited.courses["CEU-1"])
    with pytest.raises(PlanStale):
        posting.confirm(credited.olga, draft, shown.hash)
    assert credited.rows("SELECT count(*) FROM credit") == [(0,)]
    prove("an id retired between preview and click: refused, nothing posted", 1, "time")


def test_what_was_withdrawn_or_sent_elsewhere_is_claimed_by_no_way(credited: Crediting, prove: Prove) -> None:
    """By its link, by an account that proves the address later, by its former holder's own list."""
    ways = 0
    for state in ("withdrawn", "readdressed"):
        address = f"{state}.{STRANGER}"
        credited.post(f"CEU-1 {address}")
        credit, token = credited.only(address).credit_id, credited.token(address)
        if state == "withdrawn":
            managing.withdraw(credited.olga, credit, "Wrong")
        else:
            managing.readdress(credited.olga, credit, f"right.{STRANGER}")
        credited.alias(credited.cast.mei.person_id, address, verified=True)
        holder = credited.cast.desk_of(credited.cast.mei)
        db, now = credited.cast.db, credited.cast.now
        for act in (
            lambda: answering.accept(db, SECRET, token, [credit], "harbour", now),  # noqa: B023
            lambda: answering.reject(db, SECRET, token, [credit], "Mine", now),  # noqa: B023
            lambda: mine.accept(holder, [credit], "harbour"),  # noqa: B023
            lambda: mine.reject(holder, [credit], "Mine"),  # noqa: B023
        ):
            with pytest.raises(Refusal):
                act()
            ways += 1
        assert credited.again(credit).state == state
    prove("withdrawn and re-addressed credits reached for by link, account and list: refused", ways, "ways")


def test_classes_are_exclusive_and_add_up_to_the_rows_of_any_list(empty: Db, prove: Prove) -> None:
    counted = 0
    for seed in range(1_000, 1_000 + LISTS):
        town = Town(seed)
        pairs = town.pairs()
        with empty.reading() as tx:
            town.write(tx)
            classes.stage(tx, columns_of(pairs), town.today)
            classes.judge(tx, HERE)
            rows = dict(tx.query("SELECT class, count(*) FROM judged GROUP BY class"))
            assert tx.value("SELECT count(DISTINCT row_at) FROM judged") == PAIRS
        assert set(rows) <= {str(cls) for cls in PairClass}
        assert sum(rows.values()) == PAIRS
        counted += PAIRS
    prove("generated lists over generated stores: each row has one class, and classes add up", counted, "rows")


def test_the_preview_of_a_messy_list_is_what_posting_does(credited: Crediting, prove: Prove) -> None:
    lists = 0
    for on in (None, credited.olga.today.replace(month=1)):
        pairs = [
            f"{ceulid} {who}" for ceulid in (*UNFIT, "CEU-1", "CEU-2") for who in (MEI, STRANGER, "no address", MEI)
        ]
        found = credited.classified(*pairs, on=on)
        assert sum(found.counts.values()) == found.total == len(pairs)
        expected = sum(found.ticked.values())
        if expected:
            assert credited.post(*pairs, on=on).counts["credits"] == expected
        lists += 1
        after = classifying.classify(credited.olga, credited.draft(*pairs, on=on))
        assert sum(after.ticked.values()) == 0
    prove("a list with everything in it: what is ticked is posted, and nothing of it once more", lists, "lists")
