"""Reminders: each step is said once, on its day or at the next look, whatever was moved, missed or repeated."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.jobs.daily import JOBS
from core.model import CourseTerms
from core.rules.reminders import Ladder, TermDate
from core.services import mails, own_assignment, reminding
from core.services.mails import MailFilter
from tests.cast import SECRET, Cast
from tests.jobs.post_room import PostRoom
from tests.jobs.relay import Relay
from tests.jobs.reminding import Calendar, calendar

ONLY = tuple(job for job in JOBS if job.name == "reminders")
ENDS = date(2026, 9, 15)  # of AED, completed a year before


@pytest.fixture
def year(cast: Cast) -> Calendar:
    return calendar(cast)


def test_a_term_without_a_window_gets_every_step_on_its_day_and_once(year: Calendar) -> None:
    year.person("Mia Lund", date(2025, 9, 15), "AED")
    year.days(ENDS - timedelta(days=95), ENDS + timedelta(days=40), ONLY)
    assert year.said() == [
        f"Aed falls due for recertification {when}" for when in ("in 90 days", "in 60 days", "in 30 days", "in 7 days")
    ] + ["Aed falls due for recertification today", "Aed fell due for recertification 7 days ago"]
    (key, kind, name, parameters) = year.mails()[0]
    assert key.endswith(":AED:recertify-90:2026-09-15")
    assert (kind, name) == ("recertification_reminder", "Mia Lund")
    assert parameters["date_on"] == "2026-09-15"


def test_a_window_is_counted_to_both_its_days_and_grace_ends_with_a_word(year: Calendar) -> None:
    year.person("Mia Lund", date(2025, 9, 15))
    year.days(date(2026, 4, 1), date(2026, 12, 31), ONLY)
    opens = ENDS - timedelta(days=60)
    said = [key.rsplit(":", 2)[1:] for key, *_ in year.mails()]
    assert said == [
        ["recertify-90", str(opens)],
        ["recertify-60", str(opens)],
        ["recertify-30", str(opens)],
        ["recertify-7", str(opens)],
        ["recertify+0", str(opens)],  # two steps fall on this day, and on the one 30 before: the nearer is said
        ["recertify+7", str(opens)],
        ["end-30", str(ENDS)],
        ["end-7", str(ENDS)],
        ["end+0", str(ENDS)],
        ["end+7", str(ENDS)],
        ["grace+0", str(ENDS + timedelta(days=30))],
    ]
    assert year.said()[-1] == "Bls leaves its time of grace today"


def test_an_open_assignment_is_reminded_of_its_due_date_and_nothing_else(year: Calendar) -> None:
    mia = year.person("Mia Lund", date(2025, 9, 15), "AED")
    year.assign(mia, date(2026, 8, 1), date(2026, 8, 20), "AED")
    year.days(date(2026, 8, 1), date(2026, 10, 1), ONLY)
    assert year.said() == [
        f"Aed {when}" for when in ("is due in 7 days", "is due tomorrow", "was due yesterday", "was due 7 days ago")
    ]


def test_a_step_before_the_assignment_itself_is_not_said(year: Calendar) -> None:
    year.assign(year.person("Mia Lund"), date(2026, 8, 1), date(2026, 8, 8))
    year.days(date(2026, 8, 1), date(2026, 8, 6), ONLY)
    assert year.said() == []


def test_who_is_archived_or_never_expires_hears_nothing(year: Calendar) -> None:
    year.archive(year.person("Mia Lund", date(2025, 9, 15)))
    year.person("Tom Iwu", date(2025, 9, 15), "FA")
    year.days(date(2026, 7, 1), date(2026, 10, 20), ONLY)
    assert year.mails() == []


def test_nobody_gets_mail_at_an_address_that_is_no_longer_read(year: Calendar) -> None:
    mia = year.person("Mia Lund", date(2025, 9, 15), "AED")
    with year.cast.db.transaction() as tx:
        tx.execute("UPDATE address SET kind = 'inactive' WHERE person_id = $who", who=mia)
    (ran,) = (one for one in year.day(ENDS, ONLY).ran if one.org == "harbour")
    assert ran.counts == {"recertification": 0, "due": 0, "digests": 0, "unreachable": 1}
    assert year.mails() == []


def test_running_a_day_again_or_an_earlier_day_sends_nothing_new(year: Calendar) -> None:
    year.person("Mia Lund", date(2025, 9, 15), "AED")
    assert len(year.day(ENDS, ONLY).ran) == 2  # Harbour and Northern
    assert year.day(ENDS, ONLY).ran == []
    assert len(year.mails()) == 1
    year.day(ENDS - timedelta(days=1), ONLY)
    year.day(ENDS + timedelta(days=1), ONLY)
    assert len(year.mails()) == 1


def test_days_missed_are_caught_up_by_the_newest_step_alone(year: Calendar) -> None:
    year.person("Mia Lund", date(2025, 9, 15), "AED")
    year.day(date(2026, 6, 1), ONLY)
    year.day(date(2026, 9, 10), ONLY)  # 90, 60, 30 and 7 days before were missed
    assert year.said() == ["Aed falls due for recertification in 5 days"]
    assert year.mails()[0][0].endswith(":recertify-7:2026-09-15")
    year.day(date(2026, 9, 11), ONLY)
    assert len(year.mails()) == 1


def test_a_first_run_says_only_what_is_of_that_day(year: Calendar) -> None:
    year.person("Mia Lund", date(2020, 9, 15), "AED")
    year.person("Tom Iwu", date(2025, 9, 14), "AED")
    year.day(ENDS, ONLY)
    assert year.mails() == []


def test_a_date_that_was_moved_has_its_whole_ladder_before_it_again(year: Calendar) -> None:
    mia = year.person("Mia Lund", date(2025, 9, 15), "AED")
    year.days(date(2026, 8, 10), date(2026, 9, 9), ONLY)
    assert [key.rsplit(":", 2)[1] for key, *_ in year.mails()] == ["recertify-30", "recertify-7"]
    year.set_date(mia, date(2026, 12, 1), "AED")
    year.days(date(2026, 9, 10), date(2026, 12, 20), ONLY)
    assert [key.rsplit(":", 2)[1:] for key, *_ in year.mails()][2:] == [
        [step, "2026-12-01"] for step in ("recertify-60", "recertify-30", "recertify-7", "recertify+0", "recertify+7")
    ]


def test_a_date_moved_after_the_look_of_its_day_is_said_at_the_next_one(year: Calendar) -> None:
    key = year.assign(year.person("Mia Lund"), date(2026, 8, 1), date(2026, 9, 30))
    year.day(date(2026, 8, 10), ONLY)
    year.set_due(key, date(2026, 8, 17))  # a week before is today, and today was looked at already
    year.day(date(2026, 8, 11), ONLY)
    assert year.said() == ["Bls is due in 6 days"]


def test_more_than_five_for_one_person_become_one_digest_that_is_said_once(year: Calendar) -> None:
    mia = year.person("Mia Lund")
    tom = year.person("Tom Iwu")
    for at in range(6):
        year.course(f"C{at}", CourseTerms(months=12))
        year.complete(mia, date(2025, 9, 15), f"C{at}")
        if at:
            year.complete(tom, date(2025, 9, 15), f"C{at}")
    (ran,) = (one for one in year.day(ENDS, ONLY).ran if one.org == "harbour")
    assert ran.counts == {"recertification": 5, "due": 0, "digests": 1, "unreachable": 0}
    (digest,) = year.mails("reminder_digest")
    assert digest[0] == f"reminder_digest:{year.org}:{mia}:2026-09-15"
    assert digest[3] == {
        "name": "Mia Lund",
        "count": 6,
        "items_lines": [f"C{at} falls due for recertification today, on 15 Sep 2026" for at in range(6)],
    }
    year.day(ENDS + timedelta(days=1), ONLY)
    assert len(year.mails()) == 6


def test_the_mails_read_like_mails(year: Calendar) -> None:
    mia = year.person("Mia Lund")
    for at in range(6):
        year.course(f"C{at}", CourseTerms(months=12))
        year.complete(mia, date(2025, 9, 15), f"C{at}")
    year.person("Tom Iwu", date(2025, 9, 15), "AED")
    year.assign(year.person("Eva Roth"), date(2026, 9, 1), date(2026, 9, 22))
    year.day(ENDS, ONLY)
    olga = year.cast.desk_of(year.cast.olga)
    lines = mails.list_mails(olga, MailFilter()).lines
    texts = {line.to_name: mails.mail_text(olga, line.mail_id).preview for line in lines if line.state == "queued"}
    assert texts["Tom Iwu"].subject == "Harbour Rescue Council: Aed falls due for recertification today"
    assert "your Aed falls due for recertification today, on 15 Sep 2026." in texts["Tom Iwu"].text
    assert "asked you to complete, is due in 7 days, on 22 Sep 2026." in texts["Eva Roth"].text
    assert texts["Mia Lund"].text.count("\nC") == 6
    stopped = [line.fate for line in lines if line.state == "cancelled"]
    assert stopped == ["Said in the digest of that day."] * 6


def test_names_with_quotes_and_line_ends_come_through(year: Calendar) -> None:
    with year.cast.db.transaction() as tx:
        tx.execute("UPDATE course SET title = 'First \"Aid\" \\ \n two' WHERE code = 'AED'")
    mia = year.person("Mia Lund", date(2025, 9, 15), "AED")
    with year.cast.db.transaction() as tx:
        tx.execute("UPDATE person SET first_name = 'M\"ia\\' WHERE person_id = $who", who=mia)
    year.day(ENDS, ONLY)
    (_, _, _, parameters) = year.mails()[0]
    assert (parameters["name"], parameters["course"]) == ('M"ia\\ Lund', 'First "Aid" \\ \n two')


def test_staff_change_the_ladder_and_it_holds_from_the_next_day(year: Calendar) -> None:
    year.person("Mia Lund", date(2025, 9, 15))
    olga = year.cast.desk_of(year.cast.olga)
    assert reminding.save(olga, Ladder((-14,), (), TermDate.END, end_of_grace=False, look_ahead_days=14))
    year.days(date(2026, 6, 1), date(2026, 10, 20), ONLY)
    assert [key.rsplit(":", 2)[1:] for key, *_ in year.mails()] == [["end-14", "2026-09-15"]]


def test_the_reminder_of_an_assignment_leads_to_its_own_page(year: Calendar, post: PostRoom, mail_relay: Relay) -> None:
    key = year.assign(year.person("Mia Lund"), date(2026, 9, 1), date(2026, 9, 22))
    year.day(ENDS, ONLY)
    assert year.mails()[0][3]["link_id"] == key
    assert post.send(timedelta(days=400)).sent == 1
    (path,) = [word for word in mail_relay.text().split() if "/assignment/" in word]
    token = path.rpartition("/")[2]
    assert own_assignment.page(year.cast.db, SECRET, token, year.cast.now).assignment.assignment_id == key
