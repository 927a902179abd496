"""core pairs and core post-credits: the JSON of the contract, posted once, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.terminal import Terminal

PEOPLE = """email,first_name,last_name,other_emails,verified
mei@clinic.example.com,Mei,Tanaka,mei2@clinic.example.com,yes
ana@example.org,Ana,Silva,,no
"""
COURSES = """ceulid,title,hours,category,state,approved_from,approved_until,successor
CEU-2026-1,Airways,1.5,Clinical,approved,2026-01-01,2026-12-31,
CEU-2026-2,Burns,2,Clinical,approved,2026-01-01,2026-12-31,
CEU-2025-1,Airways,1.5,Clinical,approved,2025-01-01,2025-12-31,CEU-2026-1
CEU-2026-3,Knots,1,Clinical,denied,,,
"""
NORTHS = "ceulid,title,hours,state,approved_from,approved_until\nNVB-1,Cats,1,approved,2026-01-01,2026-12-31\n"
PAIRS = """ceulid,email,hours,attended_on
CEU-2026-9,mei@clinic.example.com,,
NVB-1,mei@clinic.example.com,,
CEU-2025-1,mei@clinic.example.com,,2026-02-10
CEU-2026-3,mei@clinic.example.com,,
 ceu-2026-1 ,MEI@clinic.example.com,1,
CEU-2026-2,rex@elsewhere.example.org,,2026-02-10
CEU-2026-2,ana@example.org,,
CEU-2026-2,mei(at)clinic,,
CEU-2026-2,mei@clinic.example.com,,
CEU-2026-2,mei2@clinic.example.com,,
CEU-2026-1,ana@example.org,3,
CEU-2026-1,,,
"""
AT = ("--org", "harbour", "--on", "2026-03-02")
CLASSES = ["a1", "a2", "a3", "a3", "c", "b1", "b2", "b2", "c", "c"]


@pytest.fixture
def desk(harbour: Terminal, tmp_path: Path) -> Terminal:
    """Harbour with a registry, Mei who has an account under two addresses, and Northern with Rex."""
    harbour.json("init", "--org", "north", "--name", "North", "--zone", "America/New_York", "--currency", "USD")
    files = {
        "people.csv": (PEOPLE, "people", "harbour"),
        "courses.csv": (COURSES, "ceu-courses", "harbour"),
        "norths.csv": (NORTHS, "ceu-courses", "north"),
        "rex.csv": ("email,verified\nrex@elsewhere.example.org,yes\n", "people", "north"),
    }
    for name, (text, kind, org) in files.items():
        (tmp_path / name).write_text(text)
        harbour.json("import", kind, str(tmp_path / name), "--org", org, "--on", "2026-03-02")
    (tmp_path / "pairs.csv").write_text(PAIRS)
    return harbour


@pytest.fixture
def pairs(tmp_path: Path) -> str:
    return str(tmp_path / "pairs.csv")


def test_every_pair_has_its_class_flags_hint_and_tick(desk: Terminal, pairs: str) -> None:
    said = desk.json("pairs", pairs, *AT)
    assert sorted(said) == ["counts", "problems", "rows"]
    assert [row["class"] for row in said["rows"]] == CLASSES
    assert [row["line"] for row in said["rows"]] == list(range(2, 12))
    assert said["counts"] == {"a1": 1, "a2": 1, "a3": 2, "c": 3, "b1": 1, "b2": 2}
    assert [row["flags"] for row in said["rows"]] == [[]] * 7 + [["BAD_EMAIL"], ["DUPLICATE"], ["DUPLICATE"]]
    assert [row["selected"] for row in said["rows"]] == [False] * 4 + [True] * 3 + [False] * 3
    assert said["rows"][4] == {
        "line": 6,
        "ceulid": "ceu-2026-1",
        "email": "mei@clinic.example.com",
        "hours": 1,
        "class": "c",
        "flags": [],
        "hint": None,
        "selected": True,
    }
    assert said["rows"][2]["hint"].endswith("Use CEU-2026-1, which was approved on that day.")
    assert said["rows"][7]["email"] == "mei(at)clinic"
    assert [(one["line"], one["code"]) for one in said["problems"]] == [(12, "BAD_HOURS"), (13, "MISSING_EMAIL")]


def test_a_plan_is_shown_and_posted_once(desk: Terminal, pairs: str) -> None:
    shown = desk.json("post-credits", pairs, *AT, "--dry-run")
    assert shown["will"] == {
        "credits": 3,
        "offered": 2,
        "archived": 1,
        "told": 1,
        "invited_to_connect": 1,
        "invited_to_open_an_account": 1,
    }
    assert [row["code"] for row in shown["refused"]] == [
        "UNKNOWN_CEULID",
        "OTHER_ORGANISATION",
        "NOT_APPROVED",
        "NOT_APPROVED",
        "BAD_EMAIL",
        "DUPLICATE",
        "DUPLICATE",
        "BAD_HOURS",
        "MISSING_EMAIL",
    ]
    assert desk.json("post-credits", pairs, *AT, "--dry-run") == shown
    done = desk.json("post-credits", pairs, *AT, "--confirm", shown["plan"])
    assert done == {"batch": done["batch"], "done": shown["will"], "refused": shown["refused"]}
    assert desk.json("post-credits", pairs, *AT, "--confirm", shown["plan"]) == {**done, "already": True}
    after = desk.json("pairs", pairs, *AT)
    assert [row["flags"] for row in after["rows"]][4:7] == [["ALREADY_OFFERED"]] * 3
    assert not any(row["selected"] for row in after["rows"])


def test_a_hash_that_the_records_have_overtaken_is_refused(desk: Terminal, pairs: str, tmp_path: Path) -> None:
    plan = desk.json("post-credits", pairs, *AT, "--dry-run")["plan"]
    (tmp_path / "ana.csv").write_text("email,verified\nana@example.org,yes\n")
    desk.json("import", "people", str(tmp_path / "ana.csv"), "--org", "harbour")
    said = desk.run("post-credits", pairs, *AT, "--confirm", plan, "--json")
    assert said.status == 1
    assert said.document["refused"] == "PLAN_STALE"
    assert "ana@example.org" in said.document["say"]


def test_a_posting_is_undone_and_can_be_posted_again(desk: Terminal, pairs: str) -> None:
    plan = desk.json("post-credits", pairs, *AT, "--dry-run")["plan"]
    batch = str(desk.json("post-credits", pairs, *AT, "--confirm", plan)["batch"])
    shown = desk.json("undo", batch, "--dry-run")
    assert shown["will"] == {"reversed": 3, "kept": 0, "impossible": 0}
    assert desk.json("undo", batch, "--confirm", shown["plan"])["done"] == shown["will"]
    again = desk.json("post-credits", pairs, *AT, "--dry-run")
    assert again["will"]["credits"] == 3
    assert "already" not in desk.json("post-credits", pairs, *AT, "--confirm", again["plan"])


def test_pairs_in_words(desk: Terminal, pairs: str) -> None:
    said = desk.run("pairs", pairs, *AT)
    assert said.status == 0
    assert said.out.splitlines()[0] == (
        "pairs.csv: 1 a1, 1 a2, 2 a3, 3 c, 1 b1, 2 b2, 2 with a problem; 3 would be posted"
    )


def test_pairs_without_a_header_are_read(desk: Terminal, tmp_path: Path) -> None:
    (tmp_path / "bare.txt").write_text("CEU-2026-1 : mei@clinic.example.com\nCEU-2026-2 : new@example.org\n")
    said = desk.json("pairs", str(tmp_path / "bare.txt"), *AT)
    assert [(row["line"], row["class"], row["hours"]) for row in said["rows"]] == [(1, "c", 1.5), (2, "b2", 2)]
