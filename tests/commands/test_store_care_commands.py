"""core migrate, doctor, backup, restore and recover: each rehearsed on a real file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.commands.terminal import Terminal

ACTS = """
import os, sys
from datetime import datetime
from pathlib import Path
from core.model import Role
from core.services import setup
from core.settings import secret_for
from core.store.db import open_store
path = Path(sys.argv[1])
db = open_store(path, secret_for(path, None))
for number in range(20):
    setup.add_user(db, f"p{number}@example.org", "harbour", Role.HOLDER, "A B", datetime.now())
os._exit(0)  # as a kill would: what was acknowledged is in the log, not in the file
"""


def act_and_die(store: Path) -> None:
    """Let another process do twenty acts and die without closing the store."""
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", ACTS, str(store)], check=True, cwd=root)


def count_people(store: Path) -> int:
    con = duckdb.connect(str(store))
    try:
        return int(con.execute("SELECT count(*) FROM person").fetchall()[0][0])
    finally:
        con.close()


def test_migrate_says_the_version(harbour: Terminal) -> None:
    answer = harbour.json("migrate")
    assert answer["applied"] == []
    assert answer["version"] >= 1


def test_a_sound_store_is_healthy_and_each_check_is_a_sentence(harbour: Terminal) -> None:
    answer = harbour.json("doctor")
    assert answer["healthy"] is True
    assert {one["name"] for one in answer["checks"]} == {"audit chain", "references", "rules", "log", "room"}
    assert all(one["ok"] and one["say"].endswith(".") for one in answer["checks"])
    assert "organisation.added" in answer["last_act"]


@pytest.mark.parametrize(
    ("harm", "check"),
    [
        ("UPDATE audit SET actor = 'somebody else' WHERE seq = 1", "audit chain"),
        ("DELETE FROM audit", "audit chain"),
        ("INSERT INTO membership VALUES (1, 4711, 'staff', now()::TIMESTAMP, NULL)", "references"),
        ("INSERT INTO external_id SELECT org_id, '7', org_id FROM organisation, range(2)", "rules"),
    ],
)
def test_harm_is_found_and_is_status_1(harbour: Terminal, harm: str, check: str) -> None:
    con = duckdb.connect(str(harbour.store))
    con.execute(harm)
    con.close()
    said = harbour.run("doctor", "--json")
    assert said.status == 1
    assert check in [one["name"] for one in said.document["checks"] if not one["ok"]]


def test_a_backup_is_restored_elsewhere_with_everything_in_it(harbour: Terminal, tmp_path: Path) -> None:
    harbour.json("user", "add", "olga@example.org", "--org", "harbour", "--role", "staff")
    file, place = tmp_path / "copies" / "monday.duckdb", tmp_path / "elsewhere" / "store.duckdb"
    assert harbour.json("backup", str(file))["bytes"] == file.stat().st_size
    answer = harbour.json("restore", str(file), "--into", str(place))
    assert answer["healthy"] is True
    assert count_people(place) == 1
    assert Terminal(place).json("doctor")["healthy"] is True  # the key came along


def test_neither_backup_nor_restore_writes_over_a_file(harbour: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "there.duckdb"
    file.write_bytes(b"mine")
    assert harbour.refused("backup", str(file))["refused"] == "FILE_IN_THE_WAY"
    assert file.read_bytes() == b"mine"
    copy = tmp_path / "copy.duckdb"
    harbour.json("backup", str(copy))
    assert harbour.refused("restore", str(copy), "--into", str(harbour.store))["refused"] == "FILE_IN_THE_WAY"


def test_what_is_no_store_is_not_restored(harbour: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Olga")
    refused = harbour.refused("restore", str(file), "--into", str(tmp_path / "new.duckdb"))
    assert refused["refused"] == "NO_STORE_FILE"
    assert not (tmp_path / "new.duckdb").exists()


def test_a_log_torn_by_power_loss_is_rescued_on_a_copy(harbour: Terminal) -> None:
    act_and_die(harbour.store)
    log = harbour.store.with_name(harbour.store.name + ".wal")
    whole = log.read_bytes()
    log.write_bytes(whole[:-200] + bytes(200))
    assert harbour.refused("doctor")["refused"] == "STORE_DAMAGED"
    answer = harbour.json("recover", str(harbour.store))
    assert answer["log"] == "zeros at the end of the log were cut off"
    assert answer["healthy"] is True
    assert "membership.added" in answer["last_act"]
    assert count_people(Path(answer["store"])) == 19  # the torn act is gone, all before it are there
    assert log.read_bytes()[:-200] == whole[:-200]  # the original is only read


def test_a_flipped_bit_costs_what_came_after_it(harbour: Terminal) -> None:
    act_and_die(harbour.store)
    log = harbour.store.with_name(harbour.store.name + ".wal")
    bent = bytearray(log.read_bytes())
    bent[len(bent) // 2] ^= 4
    log.write_bytes(bent)
    answer = harbour.json("recover", str(harbour.store))
    assert answer["healthy"] is True
    assert 5 < count_people(Path(answer["store"])) < 15


def test_a_damaged_file_is_beyond_rescue_and_says_what_to_do(harbour: Terminal) -> None:
    whole = harbour.store.read_bytes()
    harbour.store.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    refused = harbour.refused("recover", str(harbour.store))
    assert refused["refused"] == "BEYOND_RESCUE"
    assert "backup" in refused["say"]
