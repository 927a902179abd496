"""core publish"""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands.common import Call, add_options


def fill(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the options of `publish`."""
    add_options(parser)
    parser.add_argument("folder", metavar="DIR", help="where the files go; made if absent")
    parser.add_argument("--names", action="store_true", help="also make files with names, addresses and numbers")
    parser.set_defaults(act=publish)


def publish(call: Call) -> None:
    """Publish for the owner and for each organisation; pseudonymous files only, unless --names."""
    from core.services import publishing

    folder = Path(call.args.folder).absolute()
    with call.open() as db:
        made = publishing.publish(db, folder, call.now, call.settings().secret, named=call.args.names)
    files = [
        {
            "organisation": None if one.scope.org is None else one.scope.slug,
            "names": one.scope.named,
            "version": one.version.version,
            "file": str(one.path),
            "parquet": str(one.path.with_suffix("")),
            "bytes": one.size,
        }
        for one in made
    ]
    lines = [f"{one['file']} · {one['bytes']:,} bytes" for one in files]
    call.answer({"folder": str(folder), "files": files}, "\n".join(lines))
