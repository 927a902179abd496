"""Today is the organisation's calendar day, at both ends of the earth: UTC+14 and UTC−11, never the machine's."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from core.errors import FutureDate, FutureWorkshop
from core.model import Course as CourseOf
from core.model import CourseId, CourseTerms, Role
from core.rules import tokens
from core.services import (
    activity,
    claiming,
    import_page,
    invoicing,
    orders,
    rosters,
    sessions,
    setup,
    verifying,
    workshops,
)
from core.services.desk import Desk
from core.services.workshops import NewWorkshop
from core.store import certificates, courses, invoices, links, people
from core.store.courses import FeeRow
from tests.cast import SECRET, Cast
from tests.proofs import crowd
from tests.proofs.measure import Prove

KIRITIMATI, PAGO_PAGO = ("Pacific/Kiritimati", 14), ("Pacific/Pago_Pago", -11)
ZONES = [KIRITIMATI, PAGO_PAGO]
HOURS = [datetime(2026, 2, 27) + timedelta(hours=hour) for hour in range(72)]  # over the end of February
EDGES = [  # around midnight there, at the turn of the year
    datetime.fromisoformat(text)
    for text in ("2025-12-31T09:59", "2025-12-31T10:00", "2026-01-01T10:59", "2026-01-01T11:00")
]


def day_there(now: datetime, hours: int) -> date:
    """Return the day by plain arithmetic, without the tables of zones that the product uses."""
    return (now + timedelta(hours=hours)).date()


@pytest.fixture(params=ZONES, ids=["UTC+14", "UTC-11"])
def zone(request: pytest.FixtureRequest, cast: Cast) -> tuple[str, int]:
    """Move Harbour to the end of the earth."""
    found: tuple[str, int] = request.param
    with cast.db.transaction() as tx:
        tx.execute("UPDATE organisation SET zone = $zone WHERE slug = 'harbour'", zone=found[0])
        org = cast.harbour.org_id
        courses.put(tx, org, CourseOf(CourseId(0), org, "AID", "First Aid", "AID", 1, CourseTerms(months=1)), HOURS[0])
        who = people.add_person(tx, "Ana", "Silva", "ana@example.org", HOURS[0], verified=True)
        people.add_membership(tx, org, who, Role.HOLDER, HOURS[0])
    return found


def desk_at(cast: Cast, now: datetime, address: str = crowd.ANDREA) -> Desk:
    return crowd.desk_at(cast.db, address, now)


def taught(cast: Cast) -> CourseOf:
    with cast.db.reading() as tx:
        found = courses.by_code(tx, cast.harbour.org_id, "AID")
    assert found
    return found


def test_today_is_the_organisations_day_at_every_hour(cast: Cast, zone: tuple[str, int], prove: Prove) -> None:
    name, hours = zone
    for now in [*HOURS, *EDGES]:
        assert sessions.day_in(name, now) == day_there(now, hours)
        assert desk_at(cast, now).today == day_there(now, hours)
        cast.now = now
        hashed = tokens.fingerprint(cast.cookie_of(cast.olga))
        here = sessions.who(cast.db, hashed, now)
        signed_in = sessions.desk(cast.db, here, now, "", SECRET)
        assert signed_in.today == day_there(now, hours)
        assert signed_in.local(now).replace(tzinfo=None) == now + timedelta(hours=hours)
    prove(f"today and the clock of a desk in {name}", len(HOURS) + len(EDGES), "hours")


def test_a_workshop_is_entered_on_its_day_and_not_before(cast: Cast, zone: tuple[str, int], prove: Prove) -> None:
    course = taught(cast).course_id
    for now in EDGES:
        today = day_there(now, zone[1])
        workshops.create(desk_at(cast, now), NewWorkshop(today, (course,)), anyway=True)
        with pytest.raises(FutureWorkshop):
            workshops.create(desk_at(cast, now), NewWorkshop(today + timedelta(days=1), (course,)), anyway=True)
    prove(f"a workshop of today allowed, of tomorrow refused, in {zone[0]}", 2 * len(EDGES), "times")


def ordered(cast: Cast, now: datetime) -> tuple[Desk, int, str]:
    """Let Andrea issue for Ana at a moment; return her desk, the order and Ana's token."""
    desk, course = desk_at(cast, now), taught(cast).course_id
    workshop = workshops.create(desk, NewWorkshop(desk.today, (course,)), anyway=True)
    rosters.add_person(desk, workshop, "Ana", "Silva", "ana@example.org")
    order = crowd.ticked(desk, workshop, crowd.tickable(desk, workshop))().order_id
    with cast.db.reading() as tx:
        (link,) = links.of_subject(tx, "claim", order).values()
    return desk, order, tokens.token(SECRET, "claim", link)


@pytest.mark.parametrize("now", EDGES, ids=str)
def test_prices_invoices_and_certificates_bear_the_organisations_day(
    cast: Cast, zone: tuple[str, int], prove: Prove, now: datetime
) -> None:
    today = day_there(now, zone[1])
    course = taught(cast).course_id
    with cast.db.transaction() as tx:
        for day, price in ((today - timedelta(days=1), 1000), (today, 2000), (today + timedelta(days=1), 3000)):
            courses.put_fee(tx, course, FeeRow(price, price, 0, day), "Olga Berg", now)
    desk, order, token = ordered(cast, now)
    claiming.claim(cast.db, token, "Ana Silva", now)
    with cast.db.reading() as tx:
        invoice = invoices.of_order(tx, order)  # type: ignore[arg-type]
        (held,) = certificates.of_order(tx, order)  # type: ignore[arg-type]
    assert invoice
    said = json.loads(invoice.document)
    assert (said["issued_on"], said["lines"][0]["unit"]) == (today.isoformat(), 2000)
    assert invoice.number == f"INV-{today.year}-00001"
    assert json.loads(held.document or "")["issued_on"] == today.isoformat()
    assert orders.of_workshop(desk, held.workshop_id)[0].row.ordered_on == today  # type: ignore[arg-type]
    olga = desk_at(cast, now, crowd.OLGA)
    with pytest.raises(FutureDate):
        invoicing.record_payment(olga, invoice.invoice_id, 1, today + timedelta(days=1), "bank 1", "Transfer")
    invoicing.record_payment(olga, invoice.invoice_id, 1, today, "bank 2", "Transfer")
    prove(f"price, invoice, its number's year, certificate and payment at {now} UTC in {zone[0]}", 6, "dates")


def test_a_certificate_holds_to_the_end_of_its_last_day_there(cast: Cast, zone: tuple[str, int], prove: Prove) -> None:
    now = EDGES[0]
    _, order, token = ordered(cast, now)
    claiming.claim(cast.db, token, "Ana Silva", now)
    with cast.db.reading() as tx:
        (held,) = certificates.of_order(tx, order)  # type: ignore[arg-type]
    assert held.valid_through
    midnight = datetime.combine(held.valid_through + timedelta(days=1), datetime.min.time()) - timedelta(hours=zone[1])
    for moment, result in ((midnight - timedelta(seconds=1), "valid"), (midnight, "expired")):
        found = verifying.verify(cast.db, held.number, moment)
        assert found
        assert found.result == result
    with cast.db.transaction() as tx:
        tx.execute("UPDATE certificate SET state = 'revoked', ended_at = $now", now=now)
    found = verifying.verify(cast.db, held.number, now)
    assert found
    assert found.ended_on == day_there(now, zone[1])
    prove(f"a certificate's last second and the day of its revocation in {zone[0]}", 3, "moments")


def test_a_completion_of_today_comes_in_and_one_of_tomorrow_does_not(cast: Cast, zone: tuple[str, int]) -> None:
    for now in EDGES:
        today = day_there(now, zone[1])
        days = (today, today + timedelta(days=1))
        text = "\n".join(["email,course,completed_on", *(f"ana@example.org,AID,{day}" for day in days)])
        shown = import_page.preview(desk_at(cast, now, crowd.OLGA), "completions", text.encode(), "file.csv")
        assert [(problem.line, problem.code) for problem in shown.problems] == [(3, "FUTURE_DATE")]


def test_acts_are_listed_by_the_organisations_day_and_clock(cast: Cast, zone: tuple[str, int]) -> None:
    for now in EDGES:
        workshops.create(desk_at(cast, now), NewWorkshop(date(2025, 1, 1), (taught(cast).course_id,)), anyway=True)
        today = day_there(now, zone[1])
        olga = desk_at(cast, now, crowd.OLGA)
        _, found = activity.acts(olga, activity.Wanted(action="workshop.created", since=today, until=today))
        assert now + timedelta(hours=zone[1]) in {act.at for act in found}
        assert {act.at.date() for act in found} == {today}


def test_by_the_machines_day_the_ends_of_the_earth_are_wrong_half_of_the_time(prove: Prove) -> None:
    wrong = sum(now.date() != day_there(now, hours) for now in HOURS for _, hours in ZONES)
    assert wrong > len(HOURS) // 2
    prove(f"control: by UTC's day {wrong} of these hours are on a wrong day", 2 * len(HOURS), "hours")


def test_the_command_lines_today_is_the_day_it_was_given(cast: Cast, zone: tuple[str, int]) -> None:
    desk = setup.desk_for(cast.db, "harbour", crowd.OLGA, "", date(2025, 5, 5), EDGES[0])
    assert desk.today == date(2025, 5, 5)
