"""What a row of the table of access says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from core.services.desk import Desk
from tests.proofs.bodies import Ids


class For(StrEnum):
    """Whom a use case serves, besides the owner of the machine."""

    STAFF = "staff of the organisation"
    OWNER = "staff, and the instructor whose workshop it is"
    TEACHING = "staff and every instructor, each for what is theirs"
    ANALYSING = "staff and analysts of the organisation"
    EVERYBODY = "whoever has a role here, each for what is theirs"


@dataclass(frozen=True, slots=True)
class UseCase:
    """How to call a use case, whom it serves, and which ids of an organisation it takes."""

    serves: For
    call: Callable[[Desk, Ids], object]
    ids: tuple[str, ...] = ()
