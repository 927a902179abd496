"""Who may have what is published: one row for every use case."""

from __future__ import annotations

from core.errors import NotFound
from core.services import publishing
from core.services.desk import Desk
from tests.proofs.access import For, UseCase
from tests.proofs.bodies import Ids


def _file(desk: Desk, ids: Ids) -> object:
    """Return the current file, or that nothing was published yet."""
    try:
        return publishing.file(desk, None)
    except NotFound:
        return "nothing is published yet"


USE_CASES: dict[str, UseCase] = {
    "publishing.edition": UseCase(For.ANALYSING, lambda d, i: publishing.edition(d)),
    "publishing.file": UseCase(For.ANALYSING, _file),
}
WITHOUT_A_DESK: dict[str, str] = {
    "publishing.folder_beside": "names a folder and looks at nothing",
    "publishing.publish": "the owner of the machine, at the command line, and the running app in a folder of its own",
}
