"""The command line: finds the command and hands over. `python -m core COMMAND …`"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

# command → (module of core.commands, function that fills the parser and names what runs, sentence for --help).
# Modules are imported only when asked for: `core term` must not wait for a database.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("setup", "make the store if absent, and add an organisation"),
    "user": ("setup", "give a person a role in an organisation"),
    "demo": ("demo", "fill an empty store with fictional organisations"),
    "migrate": ("store_care", "bring the store up to date"),
    "doctor": ("store_care", "check the store and say what is wrong"),
    "backup": ("store_care", "copy the store into a file"),
    "restore": ("store_care", "put a backup into a new place, and check it"),
    "recover": ("store_care", "open a copy of a store that does not open"),
    "serve": ("serve", "run the app"),
    "import": ("imports", "bring records in from a file"),
    "intake": ("intake", "show how files are read, row by row; needs no store"),
    "classify": ("classify", "say of everybody on a list who may be certified, and why"),
    "term": ("ask", "derive terms, a case a line; needs no store"),
    "price": ("ask", "price a selection, a case a line"),
    "pairs": ("pairs", "say of every pair of a CEULid and an address what posting it comes to"),
    "post-credits": ("post_credits", "post the pairs of a list as credits, as previewed"),
    "learners": ("learners", "say whose training falls due, list by list"),
    "recertify": ("recertify", "assign courses to everybody who is due, as previewed"),
    "undo": ("undo", "take a list action back, as previewed"),
    "mail": ("mail", "send every mail that is due"),
    "publish": ("publish", "write the files for analysts: one for the owner and one for each organisation"),
    "jobs": ("jobs", "run what each organisation's day asks for: reminders, recertification, the look-ahead"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status: 0 done, 1 refused, 2 wrong usage, 3 store in use, 4 our defect."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in ("-h", "--help"):
        print(_help())
        return 0 if words else 2
    name = words[0]
    if name not in COMMANDS:
        print(f"core: there is no command {name}.\n\n{_help()}", file=sys.stderr)
        return 2
    from core.commands import common

    module = importlib.import_module(f"core.commands.{COMMANDS[name][0]}")
    return common.run(name, module, words[1:])


def _help() -> str:
    lines = [f"  {name:<12} {sentence}" for name, (_, sentence) in COMMANDS.items()]
    return "\n".join(["usage: python -m core COMMAND …", "", *lines, "", "python -m core COMMAND --help says more."])


if __name__ == "__main__":
    sys.exit(main())
