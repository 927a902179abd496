"""core init and core user add, as operators' scripts see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.terminal import Terminal

BERLIN = ("--name", "Harbour Rescue Council", "--zone", "Europe/Berlin", "--currency", "EUR")


def test_init_makes_the_store_and_the_organisation(terminal: Terminal) -> None:
    answer = terminal.json("init", "--org", "harbour", *BERLIN)
    assert answer == {
        "org": "harbour",
        "name": "Harbour Rescue Council",
        "zone": "Europe/Berlin",
        "currency": "EUR",
        "new": True,
        "store": str(terminal.store),
    }
    assert terminal.store.exists()


def test_the_same_init_again_finds_the_first_and_another_name_is_refused(terminal: Terminal) -> None:
    terminal.json("init", "--org", "harbour", *BERLIN)
    assert terminal.json("init", "--org", "harbour", *BERLIN)["new"] is False
    refused = terminal.refused("init", "--org", "harbour", "--name", "Else", "--zone", "UTC", "--currency", "USD")
    assert refused["refused"] == "ORGANISATION_EXISTS"


def test_a_setting_that_cannot_be_is_refused_with_the_likest_one_and_makes_no_store(terminal: Terminal) -> None:
    refused = terminal.refused("init", "--org", "h", "--name", "H", "--zone", "Europe/Berln", "--currency", "EUR")
    assert refused["refused"] == "BAD_SETTING"
    assert refused["say"] == "There is no time zone Europe/Berln. Did you mean Europe/Berlin?"
    assert not terminal.store.exists()


def test_a_user_gets_a_role_once(harbour: Terminal) -> None:
    words = ("user", "add", "Olga@harbour.example.org", "--org", "harbour", "--role", "staff", "--name", "Olga Berg")
    first = harbour.json(*words)
    again = harbour.json(*words)
    assert (first["new"], again["new"]) == (True, False)
    assert first["person"] == again["person"]


def test_who_gives_a_role_must_be_staff_when_named(harbour: Terminal) -> None:
    words = ("user", "add", "ben@example.org", "--org", "harbour", "--role", "holder", "--actor", "olga@example.org")
    assert harbour.refused(*words)["refused"] == "NOT_FOUND"
    harbour.json("user", "add", "olga@example.org", "--org", "harbour", "--role", "instructor")
    assert harbour.refused(*words)["refused"] == "NOT_ALLOWED"
    harbour.json("user", "add", "olga@example.org", "--org", "harbour", "--role", "staff")
    assert harbour.json(*words)["new"] is True


def test_an_unknown_organisation_is_refused_by_name_with_the_nearest_one(harbour: Terminal) -> None:
    refused = harbour.refused("user", "add", "olga@example.org", "--org", "harbor", "--role", "staff")
    assert refused == {"refused": "NOT_FOUND", "say": "There is no organisation harbor here. Did you mean harbour?"}


def test_no_store_is_a_refusal_and_nothing_is_made(terminal: Terminal) -> None:
    refused = terminal.refused("user", "add", "olga@example.org", "--org", "harbour", "--role", "staff")
    assert refused["refused"] == "NOT_FOUND"
    assert list(terminal.store.parent.iterdir()) == []


def test_wrong_usage_is_status_2_and_says_how(terminal: Terminal) -> None:
    assert terminal.run("user", "add").status == 2
    assert terminal.run("nonsense").status == 2
    assert terminal.run("--help").status == 0


def test_a_store_in_use_is_status_3_and_names_the_process(harbour: Terminal) -> None:
    with harbour.held_by_another_process() as process:
        said = harbour.run("user", "add", "olga@example.org", "--org", "harbour", "--role", "staff", "--json")
    assert said.status == 3
    assert f"process {process}" in said.err
    assert '"STORE_IN_USE"' in said.out


def test_a_defect_is_status_4_and_is_logged_under_the_printed_id(
    harbour: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("core.services.setup.add_user", broken)
    said = harbour.run("user", "add", "olga@example.org", "--org", "harbour", "--role", "staff", "--json")
    assert said.status == 4
    assert said.document["defect"] in said.err
    assert "ZeroDivisionError" in said.err
    assert "ZeroDivisionError" not in said.out


def test_a_damaged_store_says_so_and_names_the_cure(terminal: Terminal, tmp_path: Path) -> None:
    terminal.store.write_bytes(b"no store at all" * 4000)
    refused = terminal.refused("user", "add", "olga@example.org", "--org", "harbour", "--role", "staff")
    assert refused["refused"] == "STORE_DAMAGED"
    assert "core recover" in str(refused["say"])
