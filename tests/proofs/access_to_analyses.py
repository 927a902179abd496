"""Who may have what is published: one row for every use case."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import NotFound
from core.services import analyses, publishing, reading_keys
from core.services.desk import Desk
from tests.proofs.access import For, UseCase
from tests.proofs.bodies import Ids


def _asked(act: Callable[[], object]) -> object:
    """Return an answer, or that nothing was published yet."""
    try:
        return act()
    except NotFound:
        return "nothing is published yet"


def _not_theirs(desk: Desk, ids: Ids) -> object:
    """Take back a key that is nobody's: those who may are told that it is not theirs."""
    try:
        return reading_keys.take_back(desk, 0)
    except NotFound:
        return "no key of theirs"


USE_CASES: dict[str, UseCase] = {
    "reading_keys.make": UseCase(For.ANALYSING, lambda d, i: reading_keys.make(d, "notebook")),
    "reading_keys.mine": UseCase(For.ANALYSING, lambda d, i: reading_keys.mine(d)),
    "reading_keys.take_back": UseCase(For.ANALYSING, _not_theirs),
    "analyses.courses": UseCase(For.ANALYSING, lambda d, i: _asked(lambda: analyses.courses(d))),
    "analyses.answer": UseCase(For.ANALYSING, lambda d, i: _asked(lambda: analyses.answer(d, analyses.Asked()))),
    "analyses.export_file": UseCase(
        For.ANALYSING, lambda d, i: _asked(lambda: analyses.export_file(d, analyses.Asked()))
    ),
    "publishing.edition": UseCase(For.ANALYSING, lambda d, i: publishing.edition(d)),
    "publishing.file": UseCase(For.ANALYSING, lambda d, i: _asked(lambda: publishing.file(d, None))),
}
WITHOUT_A_DESK: dict[str, str] = {
    "reading_keys.file": "a reading key; its maker's role is looked up each time",
    "publishing.shelf_of": "names a folder and looks at nothing",
    "publishing.folder_beside": "names a folder and looks at nothing",
    "publishing.publish": "the owner of the machine, at the command line, and the running app in a folder of its own",
}
