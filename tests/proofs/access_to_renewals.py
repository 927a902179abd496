"""Who may use what of recertification: one row for every use case."""

from __future__ import annotations

from core.model import LearnerFilter, Unit
from core.rules.reminders import Ladder
from core.services import (
    calendar,
    forecast,
    learners,
    look_ahead,
    person_page,
    recent_acts,
    reminding,
    saved_filters,
    units,
)
from core.services.desk import Desk
from core.services.recertification import acting, align, selection, undo
from core.services.recertification.recertify import Recertify
from core.services.recertification.selection import Persons
from tests.proofs.access import For, UseCase
from tests.proofs.bodies import Ids


def _previewed(desk: Desk, ids: Ids) -> int:
    """Return how many would be assigned: of people who are not known here, none."""
    return acting.preview(desk, Recertify(), Persons(frozenset([ids.learner]))).plan.will["assignments"]


def _confirmed(desk: Desk, ids: Ids) -> int:
    wanted = Persons(frozenset([ids.learner]))
    plan = acting.preview(desk, Recertify(), wanted).hash
    return acting.confirm(desk, Recertify(), wanted, plan).counts["assignments"]


def _undone(desk: Desk, ids: Ids) -> object:
    return undo.confirm(desk, ids.batch, undo.preview(desk, ids.batch).hash)


USE_CASES: dict[str, UseCase] = {
    "calendar.file_of": UseCase(For.STAFF, lambda d, i: calendar.file_of(d, [])),
    "calendar.of_filter": UseCase(For.STAFF, lambda d, i: calendar.of_filter(d, LearnerFilter())),
    "forecast.ahead": UseCase(For.STAFF, lambda d, i: forecast.ahead(d)),
    "person_page.show": UseCase(For.STAFF, lambda d, i: person_page.show(d, i.learner), ("learner",)),
    "person_page.calendar": UseCase(For.STAFF, lambda d, i: person_page.calendar(d, i.learner), ("learner",)),
    "recent_acts.recent": UseCase(For.STAFF, lambda d, i: recent_acts.recent(d)),
    "learners.page": UseCase(For.STAFF, lambda d, i: learners.page(d, LearnerFilter())),
    "learners.counts": UseCase(For.STAFF, lambda d, i: learners.counts(d, LearnerFilter())),
    "learners.listing": UseCase(For.STAFF, lambda d, i: learners.listing(d, LearnerFilter())),
    "learners.export_rows": UseCase(For.STAFF, lambda d, i: list(learners.export_rows(d, LearnerFilter()))),
    "learners.export_file": UseCase(For.STAFF, lambda d, i: learners.export_file(d, LearnerFilter())),
    "look_ahead.ahead": UseCase(For.STAFF, lambda d, i: look_ahead.ahead(d)),
    "recertification.acting.preview": UseCase(For.STAFF, _previewed, ("learner",)),
    "recertification.acting.confirm": UseCase(For.STAFF, _confirmed, ("learner",)),
    "recertification.align.simulate": UseCase(
        For.STAFF,
        lambda d, i: [one for one in align.simulate(d, Persons(frozenset({i.learner})), [d.today]) if one.dates],
        ("learner",),
    ),
    "recertification.selection.persons_of_file": UseCase(
        For.STAFF, lambda d, i: selection.persons_of_file(d, b"1\n", None)
    ),
    "recertification.undo.preview": UseCase(For.STAFF, lambda d, i: undo.preview(d, i.batch), ("batch",)),
    "recertification.undo.confirm": UseCase(For.STAFF, _undone, ("batch",)),
    "reminding.ladder": UseCase(For.STAFF, lambda d, i: reminding.ladder(d)),
    "reminding.save": UseCase(For.STAFF, lambda d, i: reminding.save(d, Ladder(look_ahead_days=14))),
    "reminding.steps": UseCase(For.STAFF, lambda d, i: reminding.steps(d)),
    "saved_filters.kept": UseCase(For.STAFF, lambda d, i: saved_filters.kept(d)),
    "saved_filters.save": UseCase(For.STAFF, lambda d, i: saved_filters.save(d, "Mine", "list=due")),
    "saved_filters.forget": UseCase(For.STAFF, lambda d, i: saved_filters.forget(d, "Mine")),
    "units.in_use": UseCase(For.STAFF, lambda d, i: units.in_use(d)),
    "units.of_person": UseCase(For.STAFF, lambda d, i: units.of_person(d, i.learner), ("learner",)),
    "units.change": UseCase(For.STAFF, lambda d, i: units.change(d, i.learner, Unit("Wards")), ("learner",)),
}
