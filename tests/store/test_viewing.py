"""A screen sees one state of the store, asks each question once, and sees its own acts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from core.store.db import Db, Tx, open_store

COUNT = "SELECT count(*) FROM instance WHERE name LIKE $like"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Db]:
    opened = open_store(tmp_path / "store.duckdb", b"key")
    yield opened
    opened.close()


def note(db: Db, name: str) -> None:
    with db.transaction() as tx:
        tx.execute("INSERT INTO instance VALUES ($name, 'yes')", name=name)


def noted(db: Db) -> int:
    with db.reading() as tx:
        return int(tx.value(COUNT, like="n%"))


def in_another_thread(act: object, *arguments: object) -> list[object]:
    answers: list[object] = []
    thread = threading.Thread(target=lambda: answers.append(act(*arguments)))  # type: ignore[operator]
    thread.start()
    thread.join()
    return answers


@contextmanager
def questions(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Note every statement that reaches the engine as a question."""
    asked: list[str] = []
    ask = Tx.query

    def noting(tx: Tx, sql: str, **params: object) -> list[tuple[object, ...]]:
        asked.append(sql)
        return ask(tx, sql, **params)

    with monkeypatch.context() as patched:
        patched.setattr(Tx, "query", noting)
        yield asked


def test_what_somebody_else_changes_meanwhile_shows_on_the_next_screen_only(db: Db) -> None:
    with db.viewing():
        before = noted(db)
        in_another_thread(note, db, "n1")
        assert (before, noted(db)) == (0, 0)
    with db.viewing():
        assert noted(db) == 1


def test_without_a_view_two_readings_may_disagree(db: Db) -> None:
    before = noted(db)
    in_another_thread(note, db, "n1")
    assert (before, noted(db)) == (0, 1)


def test_another_threads_readings_are_its_own(db: Db) -> None:
    with db.viewing():
        assert noted(db) == 0
        note_elsewhere = in_another_thread(note, db, "n1")
        assert note_elsewhere == [None]
        assert in_another_thread(noted, db) == [1]


def test_an_act_inside_is_seen_by_the_next_question(db: Db) -> None:
    with db.viewing():
        assert noted(db) == 0
        note(db, "n1")
        assert noted(db) == 1


def test_whoever_reads_while_an_act_happens_reads_on(db: Db) -> None:
    with db.viewing(), db.reading() as tx:
        assert tx.value(COUNT, like="n%") == 0
        note(db, "n1")
        assert noted(db) == 1
        assert tx.value("SELECT count(*) FROM instance WHERE name = $name", name="n1") == 0


def test_the_same_question_reaches_the_engine_once(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    with db.viewing(), questions(monkeypatch) as asked:
        assert [noted(db), noted(db), noted(db)] == [0, 0, 0]
        assert len(asked) == 1
    with questions(monkeypatch) as asked:
        noted(db)
        noted(db)
        assert len(asked) == 2


def test_as_long_as_nothing_changes_the_next_screen_asks_nothing_again(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    with questions(monkeypatch) as asked:
        for _ in range(3):
            with db.viewing():
                assert noted(db) == 0
        assert len(asked) == 1
        in_another_thread(note, db, "n1")
        with db.viewing():
            assert noted(db) == 1
        assert len(asked) == 2


def test_an_old_state_that_is_still_looked_at_tells_nothing_to_later_screens(db: Db) -> None:
    with db.viewing():
        with db.reading() as tx:
            tx.value(COUNT, like="other%")
            in_another_thread(note, db, "n1")
            assert noted(db) == 0  # asked for the first time, and of the old state

        def next_screen() -> int:
            with db.viewing():
                return noted(db)

        assert in_another_thread(next_screen) == [1]


def test_a_change_just_before_a_screen_begins_is_not_told_to_those_who_look_at_the_old_state(
    db: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change comes between taking the known answers and the beginning of the transaction."""
    begin = db._begin
    with db.viewing(), db.reading() as old:
        old.value(COUNT, like="other%")

        def late() -> object:
            monkeypatch.setattr(db, "_begin", begin)
            in_another_thread(note, db, "n1")
            return begin()

        def next_screen() -> int:
            monkeypatch.setattr(db, "_begin", late)
            with db.viewing():
                return noted(db)

        assert in_another_thread(next_screen) == [1]
        assert old.value(COUNT, like="n%") == 0


def test_a_screen_that_begins_before_a_change_is_announced_keeps_its_answers_to_itself(db: Db) -> None:
    """The change is in the store, and its writer has not said so yet."""

    def screen() -> int:
        with db.viewing():
            return noted(db)

    with db.viewing(), db.reading() as old:
        old.value(COUNT, like="other%")
        with db.transaction() as tx:
            tx.execute("INSERT INTO instance VALUES ('n1', 'yes')")
            cursor = tx._cursor

            class Announcing:
                def execute(self, sql: str) -> object:
                    done = cursor.execute(sql)
                    assert in_another_thread(screen) == [1]
                    return done

                def close(self) -> None:
                    cursor.close()

            tx._cursor = Announcing()  # type: ignore[assignment]
        assert old.value(COUNT, like="n%") == 0


def test_screens_drawn_while_others_write_are_of_one_piece_and_never_older_than_what_was_done(db: Db) -> None:
    note(db, "left")
    note(db, "right")
    done = [0]

    def write() -> None:
        for number in range(1, 121):
            with db.transaction() as tx:
                tx.execute("UPDATE instance SET value = $number", number=str(number))
            done[0] = number

    value = "SELECT value FROM instance WHERE name = $name"
    writer = threading.Thread(target=write)
    seen: list[tuple[int, str, str]] = []
    with db.transaction() as tx:
        tx.execute("UPDATE instance SET value = '0'")
    writer.start()
    while writer.is_alive():
        before = done[0]
        with db.viewing():
            with db.reading() as tx:
                left = tx.value(value, name="left")
            with db.reading() as tx:
                right = tx.value(value, name="right")
        seen.append((before, left, right))
    writer.join()
    assert [each for each in seen if each[1] != each[2] or int(each[1]) < each[0]] == []
    assert len({left for _, left, _ in seen}) > 3


def test_a_temporary_table_of_one_screen_is_nothing_to_another(db: Db) -> None:
    for number in (1, 2):
        with db.viewing(), db.reading() as tx:
            tx.execute("CREATE OR REPLACE TEMP TABLE listed AS SELECT $number AS number", number=number)
            assert tx.value("SELECT number FROM listed") == number


def test_a_new_number_is_new_every_time(db: Db) -> None:
    with db.viewing(), db.reading() as tx:
        assert tx.new_id() != tx.new_id()


def test_the_same_words_with_other_values_are_another_question(db: Db) -> None:
    note(db, "n1")
    with db.viewing(), db.reading() as tx:
        names = "SELECT name FROM instance WHERE name IN (SELECT unnest($names::VARCHAR[]))"
        assert tx.query(names, names=["n1"]) == [("n1",)]
        assert tx.query(names, names=["n2"]) == []


def test_an_answer_that_somebody_takes_apart_stays_whole_for_the_next(db: Db) -> None:
    note(db, "n1")
    with db.viewing(), db.reading() as tx:
        tx.query("SELECT name FROM instance WHERE name = 'n1'").clear()
        assert tx.query("SELECT name FROM instance WHERE name = 'n1'") == [("n1",)]


def test_a_temporary_table_made_anew_is_read_anew(db: Db) -> None:
    with db.viewing(), db.reading() as tx:
        for number in (1, 2):
            tx.execute("CREATE OR REPLACE TEMP TABLE listed AS SELECT $number AS number", number=number)
            assert tx.value("SELECT number FROM listed") == number


def test_a_question_that_breaks_does_not_spoil_the_next(db: Db) -> None:
    with db.viewing():
        with pytest.raises(duckdb.Error), db.reading() as tx:
            tx.query("SELECT CAST('x' AS INTEGER)")
        assert noted(db) == 0


def test_a_view_leaves_nothing_open_that_would_pin_old_rows(db: Db) -> None:
    with db.viewing():
        noted(db)
        note(db, "n1")
        noted(db)
    with db.standstill() as path:
        assert path.exists()
