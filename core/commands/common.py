"""What every command shares: options, the desk, one answer, one way to refuse, the exit statuses."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import secrets
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from core.errors import NotFound, Refusal, StoreInUse

if TYPE_CHECKING:
    from core.services.desk import Desk
    from core.settings import Settings
    from core.store.db import Db

DONE, REFUSED, USAGE, IN_USE, DEFECT = range(5)
OPTIONS: dict[str, dict[str, Any]] = {
    "--store": {"metavar": "PATH", "help": "the store (else CERTDESK_STORE, else data/certdesk.duckdb)"},
    "--json": {"action": "store_true", "help": "print one JSON document and nothing else"},
    "--org": {"metavar": "SLUG", "required": True, "help": "short name of the organisation"},
    "--on": {"metavar": "D", "type": date.fromisoformat, "help": "today for this command, YYYY-MM-DD"},
    "--actor": {"metavar": "EMAIL", "help": "who acts (else the operating-system user, as an operator)"},
    "--dry-run": {"action": "store_true", "help": "say what would be done, and do nothing"},
}


class Commands(Protocol):
    """A module of commands: `fill` adds the options of one command and sets `act`, which carries it out."""

    def fill(self, name: str, parser: argparse.ArgumentParser) -> None: ...


def add_options(parser: argparse.ArgumentParser, *names: str) -> None:
    """Add shared options by name, --store and --json always."""
    for name in ("--store", "--json", *names):
        parser.add_argument(name, **OPTIONS[name])


@dataclass(slots=True)
class Call:
    """One command being carried out."""

    args: argparse.Namespace
    now: datetime  # UTC without a zone

    def settings(self, *, make: bool = False) -> Settings:
        """Return the settings. Raises NotFound when there is no store yet and this command does not make one."""
        from core import settings

        path = settings.store_path(os.environ, self.args.store)
        if not make and not path.exists():
            raise no_file("store", path)
        return settings.load(store=self.args.store)

    @contextmanager
    def open(self, *, make: bool = False) -> Iterator[Db]:
        """Yield the open store, brought up to date."""
        from core.store.db import open_store

        settings = self.settings(make=make)
        db = open_store(settings.store, settings.secret)
        try:
            yield db
        finally:
            db.close()

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """Yield the desk of the organisation and the actor that the options name."""
        from core.services import setup

        with self.open() as db:
            settings = self.settings()
            yield setup.desk_for(
                db,
                self.args.org,
                getattr(self.args, "actor", None) or None,
                operator_name(),
                getattr(self.args, "on", None),
                self.now,
                settings.public_url,
                settings.secret,
            )

    def answer(self, document: Mapping[str, Any], text: str) -> None:
        """Print the answer: the document under --json, else text for a person."""
        print(as_json(document) if self.args.json else text)


def as_json(document: Mapping[str, Any]) -> str:
    """Return one line of JSON with dates as YYYY-MM-DD."""
    return json.dumps(document, ensure_ascii=False, default=str)


def operator_name() -> str:
    """Return the operating-system user as the audit names an operator."""
    try:
        return f"{getpass.getuser()} (operator)"
    except (KeyError, OSError):
        return "operator"


def progress(text: str) -> None:
    """Say to a person how far it is; never on standard output."""
    print(text, file=sys.stderr, flush=True)


def no_file(what: str, path: Path) -> NotFound:
    """Return the refusal for a file that is not there, suggesting its likest neighbour."""
    from core.rules.nearest import nearest

    names = [one.name for one in path.parent.iterdir() if one.is_file()] if path.parent.is_dir() else []
    return NotFound(what, path, nearest(path.name, names))


def existing_file(name: str) -> Path:
    """Return the path of a file that is there. Raises NotFound with its likest neighbour."""
    path = Path(name)
    if not path.is_file():
        raise no_file("file", path)
    return path


def run(name: str, module: Commands, argv: Sequence[str]) -> int:
    """Parse and carry out one command; return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    parser = argparse.ArgumentParser(prog=f"core {name}", allow_abbrev=False)
    module.fill(name, parser)
    args = parser.parse_args(argv)
    return carry_out(args.act, Call(args, datetime.now(UTC).replace(tzinfo=None)))


def carry_out(act: Callable[[Call], int | None], call: Call) -> int:
    """Run `act`; turn a refusal into its sentence and anything else that is raised into a logged defect."""
    try:
        return act(call) or DONE
    except StoreInUse as refusal:
        return _refuse(call, refusal, IN_USE)
    except Refusal as refusal:
        return _refuse(call, refusal, REFUSED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the interpreter complains at exit
        return DONE
    except Exception as error:
        return _defect(call, error)


def _refuse(call: Call, refusal: Refusal, status: int) -> int:
    print(refusal.say, file=sys.stderr)
    if call.args.json:
        print(as_json({"refused": refusal.code, "say": refusal.say}))
    return status


def _defect(call: Call, error: Exception) -> int:
    name = secrets.token_hex(4)
    trace = "".join(traceback.format_exception(error))
    print(json.dumps({"level": "error", "defect": name, "trace": trace}, ensure_ascii=False), file=sys.stderr)
    say = f"Something is wrong in Certdesk itself. What was under way is not stored; report it as {name}."
    print(say, file=sys.stderr)
    if call.args.json:
        print(as_json({"defect": name, "say": say}))
    return DEFECT
