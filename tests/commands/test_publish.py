"""core publish: files for the owner and for each organisation, without names unless they are asked for."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.commands.terminal import Terminal


def test_publish_makes_the_folder_and_says_which_files_lie_there(harbour: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "for" / "analysts"
    said = harbour.json("publish", str(folder))
    assert [(one["organisation"], one["names"], one["version"]) for one in said["files"]] == [
        (None, False, 1),
        ("harbour", False, 1),
    ]
    for one in said["files"]:
        assert Path(one["file"]).is_relative_to(folder)
        assert (Path(one["parquet"]) / "people.parquet").is_file()
        with duckdb.connect(one["file"], read_only=True) as own:
            assert own.execute("SELECT version, named FROM analytics.about").fetchall() == [(1, False)]


def test_publish_makes_files_with_names_only_when_asked(harbour: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    said = harbour.json("publish", str(folder), "--names")
    assert [one["names"] for one in said["files"]] == [False, True, False, True]
    again = harbour.json("publish", str(folder))
    assert [one["version"] for one in again["files"]] == [2, 2]
    assert list(folder.rglob("named")) == []
