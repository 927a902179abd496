"""core jobs run"""

from __future__ import annotations

import pytest

from core.jobs import daily
from core.jobs.daily import Job
from tests.commands.terminal import Terminal

COURSES = '[[course]]\ncode = "BLS"\ntitle = "BLS Rescuer"\nmonths = 12\nwindow_days = 30\n'
DONE = "email,course,completed_on,first_name,last_name\nmia@example.org,BLS,2025-03-15,Mia,Lund\n"


@pytest.fixture
def due(harbour: Terminal) -> Terminal:
    """Mia's term ends on 15 March 2026; she falls due on 13 February."""
    for kind, name, content in (("courses", "courses.toml", COURSES), ("completions", "done.csv", DONE)):
        (harbour.store.parent / name).write_text(content, encoding="utf-8")
        harbour.json("import", kind, str(harbour.store.parent / name), "--org", "harbour")
    return harbour


def counts(said: dict[str, object], job: str) -> dict[str, int]:
    (found,) = [one["counts"] for one in said["ran"] if one["job"] == job]  # type: ignore[attr-defined]
    return dict(found)


def test_the_jobs_of_a_day_run_once_and_say_what_they_did(due: Terminal) -> None:
    said = due.json("jobs", "run", "--on", "2026-02-13")
    assert {(one["org"], one["on"]) for one in said["ran"]} == {("harbour", "2026-02-13")}
    assert counts(said, "reminders") == {"recertification": 1, "due": 0, "digests": 0, "unreachable": 0}
    assert counts(said, "look_ahead")["people"] == 1
    again = due.json("jobs", "run", "--on", "2026-02-13")
    assert again == {"ran": [], "closed": 0, "released": 0, "defects": []}
    assert due.json("mail", "send")["sent"] == 1


def test_days_between_two_runs_are_caught_up_with_one_reminder(due: Terminal) -> None:
    due.json("jobs", "run", "--on", "2026-02-01")
    said = due.json("jobs", "run", "--on", "2026-03-10")
    assert counts(said, "reminders")["recertification"] == 1
    assert due.json("mail", "send")["sent"] == 1


def test_a_run_for_a_day_to_come_leaves_the_days_before_it_to_be_run(due: Terminal) -> None:
    due.json("jobs", "run", "--on", "2027-01-01")
    assert counts(due.json("jobs", "run", "--on", "2026-03-15"), "reminders")["recertification"] == 1


def test_the_answer_reads_as_sentences_too(due: Terminal) -> None:
    said = due.run("jobs", "run", "--on", "2026-02-13")
    assert said.status == 0
    assert "harbour, 2026-02-13, reminders: 1 recertification, 0 due, 0 digests, 0 unreachable" in said.out
    assert due.run("jobs", "run", "--on", "2026-02-13").out.splitlines() == [
        "Everything has run today.",
        "0 workshops closed, 0 mails released.",
    ]


def test_one_organisation_can_be_named_and_an_unknown_one_is_refused(due: Terminal) -> None:
    due.json("init", "--org", "north", "--name", "North", "--zone", "UTC", "--currency", "EUR")
    assert {one["org"] for one in due.json("jobs", "run", "--org", "north")["ran"]} == {"north"}
    assert due.refused("jobs", "run", "--org", "harbor")["refused"] == "NOT_FOUND"


def test_a_job_that_breaks_is_our_defect_and_the_others_run(due: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> dict[str, int]:
        raise RuntimeError("a defect")

    monkeypatch.setattr(daily.run, "__defaults__", (None, (Job("breaks", breaks), *daily.JOBS), None))
    said = due.run("jobs", "run", "--on", "2026-02-13", "--json")
    assert said.status == 4
    (name,) = said.document["defects"]
    assert f"report it as {name}" in said.err
    assert counts(said.document, "reminders")["recertification"] == 1


def test_a_store_in_use_is_said(due: Terminal) -> None:
    with due.held_by_another_process():
        assert due.run("jobs", "run").status == 3
