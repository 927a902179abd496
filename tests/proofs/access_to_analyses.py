"""Who may have what is published: one row for every use case."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import NotFound
from core.services import analyses, publishing
from tests.proofs.access import For, UseCase


def _asked(act: Callable[[], object]) -> object:
    """Return an answer, or that nothing was published yet."""
    try:
        return act()
    except NotFound:
        return "nothing is published yet"


USE_CASES: dict[str, UseCase] = {
    "analyses.courses": UseCase(For.ANALYSING, lambda d, i: _asked(lambda: analyses.courses(d))),
    "analyses.answer": UseCase(For.ANALYSING, lambda d, i: _asked(lambda: analyses.answer(d, analyses.Asked()))),
    "analyses.export_file": UseCase(
        For.ANALYSING, lambda d, i: _asked(lambda: analyses.export_file(d, analyses.Asked()))
    ),
    "publishing.edition": UseCase(For.ANALYSING, lambda d, i: publishing.edition(d)),
    "publishing.file": UseCase(For.ANALYSING, lambda d, i: _asked(lambda: publishing.file(d, None))),
}
WITHOUT_A_DESK: dict[str, str] = {
    "publishing.folder_beside": "names a folder and looks at nothing",
    "publishing.publish": "the owner of the machine, at the command line, and the running app in a folder of its own",
}
