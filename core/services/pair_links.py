"""*This is the same person*, said of a pair that waits to be posted: of whom the row suggests, and of nobody else."""

from __future__ import annotations

from core.model import PersonId, Role
from core.services.credits import classifying, entering
from core.services.desk import Desk
from core.services.identity import linking
from core.services.identity.refusals import NobodyMeant
from core.store.same_persons import SamePerson


def say(desk: Desk, draft: int, row: int) -> SamePerson:
    """Note the address of a pair as that of the person whom its row suggests. Staff only.

    The credit stays archived all the same until that person has proven the address. Raises NotFound, NobodyMeant,
    and what `linking.name_person` raises.
    """
    with desk.acting_as(Role.STAFF) as tx:
        entering.open_draft(desk, tx, draft)
        found = classifying.row_of(desk, tx, draft, row)
        if found is None or found.suggestion is None:
            raise NobodyMeant
        meant = found.suggestion
        return linking.name_person(desk, tx, PersonId(meant.person), found.email, meant.because)
