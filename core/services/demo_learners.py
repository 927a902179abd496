"""The demo's recertification: some were assigned weeks ago and are overdue, some last week, and one has begun."""

from __future__ import annotations

from core.model import Chosen, LearnerFilter
from core.rules import tokens
from core.services import learners, own_assignment
from core.services.desk import Desk
from core.services.recertification import acting
from core.services.recertification.recertify import Recertify


def recertify(desk: Desk, name: str, course: str, first: int, last: int) -> None:
    """Recertify the rows from `first` up to before `last` of a list, as a desk of that day would."""
    rows = learners.page(desk, LearnerFilter(on_list=name, courses=(course,)))[first:last]
    chosen = Chosen(frozenset(one.row.learner_id for one in rows))
    acting.confirm(desk, Recertify(), chosen, acting.preview(desk, Recertify(), chosen).hash)


def begin(desk: Desk, name: str) -> None:
    """Let the first of a list open the link of the mail and begin."""
    first = learners.page(desk, LearnerFilter(on_list=name))[0].row
    token = tokens.keyed(desk.secret, own_assignment.PURPOSE, first.assignment_id or 0)
    own_assignment.start(desk.db, desk.secret, token, desk.now)
