"""core migrate · core doctor · core backup FILE · core restore FILE --into PATH · core recover PATH"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path
from typing import Any

from core.commands.common import DONE, REFUSED, Call, add_options, existing_file
from core.services import store_care
from core.services.store_care import Examined


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of one of these commands."""
    add_options(parser)
    if name in ("backup", "restore"):
        parser.add_argument("file", metavar="FILE", help="the backup")
    if name == "restore":
        parser.add_argument("--into", required=True, metavar="PATH", help="where the store shall lie; must not exist")
    if name == "recover":
        parser.add_argument("path", metavar="PATH", help="the store that does not open")
    acts = {"migrate": migrate, "doctor": doctor, "backup": backup, "restore": restore, "recover": recover}
    parser.set_defaults(act=acts[name])


def migrate(call: Call) -> None:
    """Bring the store up to date, as every command does, and say which steps that took."""
    with call.open() as db:
        applied, version = store_care.schema(db, since=call.now)
    say = f"Applied {', '.join(applied)}." if applied else "Nothing to do."
    call.answer({"applied": applied, "version": version}, f"{say} The store is at version {version}.")


def doctor(call: Call) -> int:
    """Check the store; exit status 1 when something is wrong."""
    with call.open() as db:
        found = store_care.examine(db)
    call.answer(as_document(found), in_words(found))
    return DONE if found.healthy else REFUSED


def backup(call: Call) -> None:
    """Copy the store into a new file."""
    target = Path(call.args.file).absolute()
    with call.open() as db:
        size = store_care.backup(db, target)
    keep = "Keep secret.key apart from it: without that file neither links nor the audit can be checked."
    call.answer(
        {"file": str(target), "bytes": size}, f"The store is in {target}, {store_care.megabytes(size)}.\n{keep}"
    )


def restore(call: Call) -> int:
    """Put a backup into a new place; exit status 1 when the copy is not sound."""
    source, target = existing_file(call.args.file), Path(call.args.into).absolute()
    found = store_care.restore(source, target, _secret_for(call, target))
    _bring_key(call, target)
    call.answer({"store": str(target), **as_document(found)}, f"The store is in {target}.\n{in_words(found)}")
    return DONE if found.healthy else REFUSED


def recover(call: Call) -> int:
    """Make a copy of a damaged store that opens; exit status 1 when it is not sound."""
    path = existing_file(call.args.path).absolute()
    done = store_care.recover(path, _secret_for(call, path))
    document = {"store": str(done.path), "log": str(done.rescue), "lost_bytes": done.lost_bytes}
    lost = f" {done.lost_bytes:,} bytes of it were lost." if done.lost_bytes else ""
    say = f"A copy that opens is in {done.path}: {done.rescue}.{lost}"
    hint = "Look at the newest act. If all is there, stop the app and put the copy in the place of the original."
    call.answer({**document, **as_document(done.examined)}, f"{say}\n{in_words(done.examined)}\n{hint}")
    return DONE if done.examined.healthy else REFUSED


def as_document(found: Examined) -> dict[str, Any]:
    """Return what was examined for --json."""
    listed = [{"name": one.name, "ok": one.ok, "say": one.say} for one in found.checks]
    return {"healthy": found.healthy, "checks": listed, "last_act": found.last_act}


def in_words(found: Examined) -> str:
    """Return what was examined, a line a check."""
    lines = [f"{'ok   ' if one.ok else 'WRONG'} {one.name}: {one.say}" for one in found.checks]
    return "\n".join([*lines, f"Newest act: {found.last_act}."])


def _secret_for(call: Call, store: Path) -> bytes:
    """Return the key of a store in a new place: its own if it has one, else that of the store this command knows.

    None is made here: a fresh key would make a sound audit look broken for ever.
    """
    from core import settings

    given = os.environ.get("CERTDESK_SECRET")
    if given:
        return given.encode()
    for place in (store, settings.store_path(os.environ, call.args.store)):
        key = place.parent / "secret.key"
        if key.exists():
            return settings.secret_for(place, None)
    return b""


def _bring_key(call: Call, store: Path) -> None:
    """Put the key of the known store beside one that was restored elsewhere and has none."""
    from core import settings

    known = settings.store_path(os.environ, call.args.store).parent / "secret.key"
    own = store.parent / "secret.key"
    if not os.environ.get("CERTDESK_SECRET") and known.exists() and not own.exists():
        shutil.copy2(known, own)  # with its mode: readable by the owner only
