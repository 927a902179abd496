"""A terminal in a test: runs the real command line in this process and keeps what it printed."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.__main__ import main


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        (line,) = self.out.splitlines()  # --json prints one document and nothing else
        found = json.loads(line)
        assert isinstance(found, dict)
        return found


@dataclass(frozen=True, slots=True)
class Terminal:
    """Runs commands on one store."""

    store: Path

    def run(self, *words: str, stdin: str = "") -> Said:
        """Run a command on this store."""
        out, err = io.StringIO(), io.StringIO()
        before = sys.stdin
        sys.stdin = io.StringIO(stdin)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = _status([*words, *(["--store", str(self.store)] if words[0] != "--help" else [])])
        finally:
            sys.stdin = before
        return Said(status, out.getvalue(), err.getvalue())

    def json(self, *words: str, stdin: str = "") -> dict[str, Any]:
        """Run a command that must be done; return its JSON."""
        said = self.run(*words, "--json", stdin=stdin)
        assert said.status == 0, said
        return said.document

    def refused(self, *words: str) -> dict[str, Any]:
        """Run a command that must be refused; return the refusal."""
        said = self.run(*words, "--json")
        assert said.status == 1, said
        assert said.document["say"] in said.err
        return said.document

    @contextlib.contextmanager
    def held_by_another_process(self) -> Iterator[int]:
        """Let another process have the store open; yield its number."""
        program = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
        words = [sys.executable, "-c", program, str(self.store)]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdin is not None
            assert process.stdout.readline() == "open\n"
            yield process.pid
            process.stdin.close()


def _status(words: list[str]) -> int:
    try:
        return main(words)
    except SystemExit as end:  # argparse, on wrong usage
        return int(end.code or 0)
