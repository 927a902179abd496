"""Terminals on a fresh place and on one with an organisation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A place without a store."""
    for name in ("CERTDESK_STORE", "CERTDESK_SECRET"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "desk").mkdir()
    return Terminal(tmp_path / "desk" / "store.duckdb")


@pytest.fixture
def harbour(terminal: Terminal) -> Terminal:
    """A store with one organisation, harbour."""
    terminal.json("init", "--org", "harbour", "--name", "Harbour", "--zone", "Europe/Berlin", "--currency", "EUR")
    return terminal
