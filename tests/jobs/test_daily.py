"""Daily jobs: a day begins when it begins there, once, whatever the clock, the zones or a second scheduler do."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.jobs import daily
from core.jobs.daily import Job
from core.jobs.loop import Loop
from core.model import CourseTerms, OrgId
from core.services.desk import Desk
from core.store.db import Db, Tx
from tests.cast import NOW, Cast
from tests.jobs.reminding import Calendar, calendar


class Diary:
    """A job that writes down for which organisation and day it ran."""

    def __init__(self) -> None:
        self.days: list[tuple[OrgId, date]] = []
        self.job = Job("diary", self.write)
        self.weekly = Job("weekly", self.write, weekly=True)

    def write(self, desk: Desk, tx: Tx) -> dict[str, int]:
        self.days.append((desk.actor.org_id, desk.today))
        return {"written": 1}

    def of(self, org: OrgId) -> list[date]:
        return [day for whose, day in self.days if whose == org]


@pytest.fixture
def diary() -> Diary:
    return Diary()


def move(cast: Cast, zone: str) -> None:
    with cast.db.transaction() as tx:
        tx.execute("UPDATE organisation SET zone = $zone WHERE slug = 'harbour'", zone=zone)


def walk(db: Db, jobs: tuple[Job, ...], start: datetime, minutes: int, step: int) -> None:
    for at in range(0, minutes, step):
        daily.run(db, start + timedelta(minutes=at), jobs=jobs)


@pytest.mark.parametrize(("zone", "hours"), [("Pacific/Kiritimati", 14), ("Pacific/Pago_Pago", -11)])
def test_a_day_begins_when_it_begins_there(cast: Cast, diary: Diary, zone: str, hours: int) -> None:
    move(cast, zone)
    midnight = datetime(2028, 2, 29) - timedelta(hours=hours)
    daily.run(cast.db, midnight - timedelta(minutes=1), jobs=(diary.job,))
    assert diary.of(cast.harbour.org_id) == [date(2028, 2, 28)]
    daily.run(cast.db, midnight, jobs=(diary.job,))
    assert diary.of(cast.harbour.org_id) == [date(2028, 2, 28), date(2028, 2, 29)]


@pytest.mark.parametrize(
    ("zone", "changes"),
    [
        ("Europe/Berlin", ("2026-03-29", "2026-10-25")),
        ("America/St_Johns", ("2026-03-08", "2026-11-01")),
        ("Australia/Lord_Howe", ("2026-04-05", "2026-10-04")),  # by half an hour
    ],
)
def test_every_day_runs_once_over_both_changes_of_the_clock(
    cast: Cast, diary: Diary, zone: str, changes: tuple[str, ...]
) -> None:
    move(cast, zone)
    days = set[date]()
    for change in changes:
        looks = [datetime.fromisoformat(change) + timedelta(minutes=45 * at) for at in range(-32, 64)]
        for now in looks:
            daily.run(cast.db, now, jobs=(diary.job,))
        days |= {now.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date() for now in looks}
    assert diary.of(cast.harbour.org_id) == sorted(days)


def test_midnight_that_does_not_exist_is_no_obstacle(cast: Cast, diary: Diary) -> None:
    move(cast, "Africa/Cairo")  # on 24 April 2026 the clock goes from 23:59 to 01:00
    before = datetime(2026, 4, 23, 21, 59)
    daily.run(cast.db, before, jobs=(diary.job,))
    daily.run(cast.db, before + timedelta(minutes=1), jobs=(diary.job,))
    assert diary.of(cast.harbour.org_id) == [date(2026, 4, 23), date(2026, 4, 24)]


def test_a_day_that_a_zone_skips_is_never_run(cast: Cast, diary: Diary) -> None:
    move(cast, "Pacific/Apia")  # went over the date line: 30 December 2011 was no day there
    walk(cast.db, (diary.job,), datetime(2011, 12, 28), 5 * 24 * 60, 60)
    assert date(2011, 12, 30) not in diary.of(cast.harbour.org_id)
    assert diary.of(cast.harbour.org_id)[-1] == date(2012, 1, 2)


def test_a_clock_that_goes_back_repeats_nothing(cast: Cast, diary: Diary) -> None:
    for hours in (0, 24, -1, 23, 24, -24, 48):
        daily.run(cast.db, NOW + timedelta(hours=hours), jobs=(diary.job,))
    assert sorted(diary.of(cast.harbour.org_id)) == [date(2026, 3, day) for day in (1, 2, 3, 4)]
    assert len(diary.of(cast.harbour.org_id)) == 4


def test_a_weekly_job_runs_once_a_week_and_on_the_next_day_when_its_monday_was_missed(cast: Cast, diary: Diary) -> None:
    for day in (2, 3, 8, 11, 12, 15, 16):
        daily.run(cast.db, datetime(2026, 3, day, 12), jobs=(diary.weekly,))
    assert diary.of(cast.harbour.org_id) == [date(2026, 3, day) for day in (2, 11, 16)]
    daily.run(cast.db, NOW, date.min, jobs=(diary.weekly,))  # the calendar's edge


def test_what_breaks_in_one_organisation_stops_no_other_and_is_tried_again(
    cast: Cast, diary: Diary, caplog: pytest.LogCaptureFixture
) -> None:
    broken = {cast.harbour.org_id}

    def breaks(desk: Desk, tx: Tx) -> dict[str, int]:
        org = desk.actor.org_id
        tx.execute("DELETE FROM membership WHERE org_id = $org", org=org)
        if org in broken:
            raise RuntimeError("a defect")
        return diary.write(desk, tx)

    with caplog.at_level(logging.CRITICAL):
        report = daily.run(cast.db, NOW, jobs=(Job("breaks", breaks),))
    assert [len(report.ran), len(report.defects)] == [1, 1]
    with cast.db.reading() as tx:
        assert tx.value("SELECT count(*) FROM membership WHERE org_id = $org", org=cast.harbour.org_id) > 0
    broken.clear()
    assert [one.org for one in daily.run(cast.db, NOW, jobs=(Job("breaks", breaks),)).ran] == ["harbour"]


def crowd(cast: Cast) -> Calendar:
    """Return Harbour with people who are to be reminded today, and as many to whom a course assigns itself."""
    year = calendar(cast)
    year.course("QTR", CourseTerms(months=12), automatic=True)
    for at in range(8):
        year.complete(year.person(f"Mia Lund{at}", date(2025, 3, 2), "AED"), date(2025, 3, 2), "QTR")
    return year


def doubled(year: Calendar) -> list[tuple[object, ...]]:
    """Return everybody who has something twice that there may be once."""
    return year.rows("""
        SELECT person_id, kind, count(*)
          FROM outbox
         WHERE kind <> 'look_ahead'
         GROUP BY person_id, kind
        HAVING count(*) <> 1
         UNION ALL
        SELECT person_id, 'assignment', count(*)
          FROM assignment
         GROUP BY person_id
        HAVING count(*) <> 1
    """)


def test_two_schedulers_at_once_do_everything_once(cast: Cast) -> None:
    year = crowd(cast)
    for day in range(2):
        now, gate = NOW + timedelta(days=day), threading.Barrier(4)
        reports: list[daily.Report] = []

        def look(now: datetime = now, gate: threading.Barrier = gate, reports: list[daily.Report] = reports) -> None:
            gate.wait()
            reports.append(daily.run(cast.db, now))

        threads = [threading.Thread(target=look) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        ran = [(one.org, one.job) for report in reports for one in report.ran]
        assert len(ran) == len(set(ran))
        assert [report.defects for report in reports] == [[], [], [], []]
    assert len(year.mails("recertification_reminder")) == len(year.mails("recertified_automatically")) == 8
    assert doubled(year) == []


def test_without_the_record_of_days_each_key_still_keeps_everything_single(cast: Cast) -> None:
    year = crowd(cast)
    for _ in range(2):
        year.day(NOW.date())
        with cast.db.transaction() as tx:
            tx.execute("DELETE FROM job_day")
    assert len(year.mails("recertification_reminder")) == len(year.mails("recertified_automatically")) == 8
    assert doubled(year) == []


def test_without_the_record_and_the_keys_everybody_is_reminded_twice(cast: Cast) -> None:
    """The control of the two above: they would see it."""
    year = crowd(cast)
    for _ in range(2):
        year.day(NOW.date())
        with cast.db.transaction() as tx:
            tx.execute("DELETE FROM job_day")
            tx.execute("UPDATE outbox SET dedupe_key = 'gone:' || mail_id")
    assert len(doubled(year)) == 8


def test_a_server_that_sleeps_over_midnight_or_three_days_goes_on_with_what_was_missed(cast: Cast) -> None:
    year = calendar(cast)
    year.person("Mia Lund", date(2025, 9, 15), "AED")
    clock = [datetime(2026, 8, 15, 21, 59)]  # 23:59 in Berlin; 30 days before is the next day
    loop = Loop("the daily jobs", lambda: daily.run(cast.db, clock[0]), 0.01)
    loop.start()
    try:
        _until(lambda: len(_ran(year)) == 1)
        assert year.said() == []
        clock[0] = datetime(2026, 8, 19, 6)  # it slept over the step and three midnights
        _until(lambda: len(_ran(year)) == 2)
    finally:
        loop.stop()
    assert _ran(year) == [date(2026, 8, 15), date(2026, 8, 19)]
    assert year.said() == ["Aed falls due for recertification in 27 days"]


def test_a_round_that_stumbles_does_not_end_the_loop(caplog: pytest.LogCaptureFixture) -> None:
    rounds: list[int] = []

    def work() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            raise RuntimeError("a full disk")

    loop = Loop("the test", work, 0.01)
    with caplog.at_level(logging.ERROR, logger="certdesk.loop"):
        loop.start()
        _until(lambda: len(rounds) > 2)
        loop.stop()
    assert "the test stumbled" in caplog.text


def _ran(year: Calendar) -> list[date]:
    return [
        row[0]
        for row in year.rows(
            "SELECT day_on FROM job_day WHERE org_id = $org AND job = 'reminders' ORDER BY day_on", org=year.org
        )
    ]


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)
