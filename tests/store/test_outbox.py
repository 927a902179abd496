"""The outbox keeps one mail per key and lets one sender at a time have it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.model import OrgId
from core.store import outbox, outbox_claims
from core.store.db import Db, open_store
from core.store.outbox import NewMail
from core.store.outbox_claims import SentMail

NOON = datetime(2026, 2, 10, 12, 0)
QUARTER = timedelta(minutes=15)
HARBOUR = OrgId(1)
NORTHERN = OrgId(2)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Db]:
    store = open_store(tmp_path / "store.duckdb", b"key")
    yield store
    store.close()


def notice(key: str, **changes: object) -> NewMail:
    facts: dict[str, object] = {
        "org_id": HARBOUR,
        "dedupe_key": key,
        "kind": "certificate_offered",
        "to_address": "mei@tanaka.example.org",
        "to_name": "Mei Tanaka",
        "order_id": 12,
        "parameters": {"name": "Mei Tanaka", "link_id": 5},
    }
    return NewMail(**{**facts, **changes})  # type: ignore[arg-type]


def states(db: Db) -> dict[str, str]:
    with db.reading() as tx:
        return dict(tx.query("SELECT dedupe_key, state FROM outbox"))


def test_a_key_is_mailed_once_however_often_it_is_queued(db: Db) -> None:
    with db.transaction() as tx:
        assert outbox.queue(tx, [notice("a"), notice("b"), notice("a", to_name="Later")], NOON) == 2
    with db.transaction() as tx:
        assert outbox.queue(tx, [notice("a"), notice("c")], NOON) == 1
        assert tx.query("SELECT dedupe_key, to_name FROM outbox ORDER BY 1")[0] == ("a", "Mei Tanaka")
    assert states(db) == {"a": "queued", "b": "queued", "c": "queued"}


def test_a_mail_is_held_until_its_release(db: Db) -> None:
    with db.transaction() as tx:
        outbox.queue(tx, [notice("held", release_at=NOON + QUARTER), notice("now", release_at=NOON)], NOON)
    assert states(db) == {"held": "held", "now": "queued"}
    with db.transaction() as tx:
        assert outbox.release_due(tx, NOON + QUARTER - timedelta(seconds=1)) == 0
        assert outbox.release_due(tx, NOON + QUARTER) == 1
    assert states(db)["held"] == "queued"


def test_a_claimed_mail_is_nobody_elses_until_the_lease_is_over(db: Db) -> None:
    with db.transaction() as tx:
        outbox.queue(tx, [notice("a")], NOON)
        (mine,) = outbox_claims.claim(tx, NOON, 10, QUARTER)
        assert outbox_claims.claim(tx, NOON, 10, QUARTER) == []
        (again,) = outbox_claims.claim(tx, NOON + QUARTER, 10, QUARTER)
        assert (mine.attempts, again.attempts) == (1, 2)
        assert not outbox_claims.mark_failed(tx, mine, "too late", NOON)
        assert outbox_claims.mark_failed(tx, again, "refused", NOON)
    assert states(db) == {"a": "failed"}


def test_a_sender_takes_no_more_than_asked_sign_in_links_first_then_the_longest_waiting(db: Db) -> None:
    with db.transaction() as tx:
        outbox.queue(tx, [notice("late")], NOON + QUARTER)
        outbox.queue(tx, [notice("first"), notice("second")], NOON)
        outbox.queue(tx, [notice("link", org_id=None, kind="sign_in")], NOON + QUARTER)
        taken = outbox_claims.claim(tx, NOON + QUARTER, 3, QUARTER)
        assert [mail.dedupe_key for mail in taken] == ["link", "first", "second"]
        assert taken[1].parameters == {"name": "Mei Tanaka", "link_id": 5}


def test_mails_that_were_not_tried_go_back_with_their_tries_uncounted(db: Db) -> None:
    with db.transaction() as tx:
        outbox.queue(tx, [notice("a"), notice("b")], NOON)
        taken = outbox_claims.claim(tx, NOON, 9, QUARTER)
        assert outbox_claims.hand_back(tx, taken[1:]) == 1
        (again,) = outbox_claims.claim(tx, NOON, 9, QUARTER)
        assert (again.dedupe_key, again.attempts) == ("b", 1)


def test_a_mail_that_left_counts_once_and_under_its_own_key_only(db: Db) -> None:
    with db.transaction() as tx:
        outbox.queue(tx, [notice("a")], NOON)
        (mail,) = outbox_claims.claim(tx, NOON, 9, QUARTER)
        of_another_store = SentMail(mail.mail_id, "b", "Subject", "Text")
        assert outbox_claims.mark_sent(tx, [of_another_store], NOON) == []
        mine = SentMail(mail.mail_id, "a", "Subject", "Text")
        assert outbox_claims.mark_sent(tx, [mine], NOON) == [mail.mail_id]
        assert outbox_claims.mark_sent(tx, [mine], NOON) == []


def test_only_what_is_held_is_cancelled_and_only_of_that_organisation_and_order(db: Db) -> None:
    later = NOON + QUARTER
    with db.transaction() as tx:
        outbox.queue(
            tx,
            [
                notice("mine", release_at=later),
                notice("gone"),
                notice("other order", order_id=13, release_at=later),
                notice("other body", org_id=NORTHERN, release_at=later),
            ],
            NOON,
        )
        assert outbox.cancel_held(tx, HARBOUR, 12, NOON) == 1
    assert states(db) == {"mine": "cancelled", "gone": "queued", "other order": "held", "other body": "held"}


def test_cancelling_one_kind_leaves_the_others_held(db: Db) -> None:
    later = NOON + QUARTER
    with db.transaction() as tx:
        outbox.queue(tx, [notice("bill", kind="invoice", release_at=later), notice("word", release_at=later)], NOON)
        assert outbox.cancel_kind(tx, HARBOUR, 12, "invoice", NOON) == 1
    assert states(db) == {"bill": "cancelled", "word": "held"}


def test_a_held_mail_has_not_left_and_a_queued_one_can_no_longer_be_held_back(db: Db) -> None:
    with db.transaction() as tx:
        outbox.queue(tx, [notice("bill", kind="invoice", release_at=NOON + QUARTER), notice("word")], NOON)
        assert not outbox.left(tx, 12, "invoice")
        assert outbox.left(tx, 12, "certificate_offered")


def test_two_threads_that_queue_the_same_keys_at_once_make_one_mail_a_key(db: Db) -> None:
    barrier = threading.Barrier(4)
    new: list[int] = []

    def queue_all() -> None:
        barrier.wait()
        for number in range(25):
            with db.transaction() as tx:
                new.append(outbox.queue(tx, [notice(f"offered:{number}")], NOON))

    threads = [threading.Thread(target=queue_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(new) == len(states(db)) == 25


def test_ten_thousand_notices_are_queued_in_one_go(db: Db) -> None:
    with db.transaction() as tx:
        assert outbox.queue(tx, [notice(f"offered:{number}") for number in range(10_000)], NOON) == 10_000
        assert outbox.queue(tx, [], NOON) == 0
