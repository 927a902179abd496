"""Staff's view of every pair: pages, counts, histories with the fate of mails, what now matches somebody, export."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import NotFound, ReasonNeeded
from core.jobs import daily
from core.jobs.send_mail import send_due
from core.rules.words import day_words, hours_words
from core.services import recent_acts
from core.services.credits import answering, classifying, managing, recovering
from core.services.credits.managing import CreditFilter
from core.settings import ROOT
from core.store import people
from core.store.credits import mails
from tests.cast import SECRET, Cast
from tests.services.crediting import MEI, REX, STRANGER, TODAY, Crediting, crediting

EVERY = CreditFilter()


@pytest.fixture
def scene(cast: Cast) -> Crediting:
    return crediting(cast)


def test_a_page_is_newest_first_and_the_next_begins_behind_it(scene: Crediting) -> None:
    scene.post(f"CEU-1 {MEI}", f"CEU-2 {MEI}", f"CEU-1 {REX}")
    first = managing.page(scene.olga, EVERY, size=2)
    assert [row.address for row in first] == [REX, MEI]
    (last,) = managing.page(scene.olga, EVERY, after=first[-1].credit_id, size=2)
    assert (last.ceulid, last.name, last.mail) == ("CEU-1", "Mei Tanaka", "held")


def test_filters_and_counts_agree(scene: Crediting) -> None:
    done = scene.post(f"CEU-1 {MEI}", f"CEU-2 {MEI}", f"CEU-1 {STRANGER}")
    scene.post(f"CEU-1 {REX}")
    assert managing.counts(scene.olga, EVERY)["offered"] == 3
    for which, expected in (
        (CreditFilter(batch=done.batch_id), 3),
        (CreditFilter(course=scene.courses["CEU-2"]), 1),
        (CreditFilter(text="tanaka"), 2),
        (CreditFilter(text="nowhere.example"), 1),
        (CreditFilter(text="title of ceu-1"), 3),
        (CreditFilter(text="100%"), 0),
    ):
        assert sum(managing.counts(scene.olga, which).values()) == expected
        assert len(managing.page(scene.olga, which)) == expected
    assert len(managing.page(scene.olga, CreditFilter(state="archived"))) == 1


def test_another_organisations_credits_are_unknown(scene: Crediting) -> None:
    scene.post(f"CEU-1 {MEI}")
    nils = scene.cast.desk_of(scene.cast.nils)
    credit = scene.only(MEI).credit_id
    assert managing.page(nils, EVERY) == []
    for act in (managing.show, lambda d, c: managing.withdraw(d, c, "x"), lambda d, c: managing.readdress(d, c, REX)):
        with pytest.raises(NotFound):
            act(nils, credit)


def test_a_history_has_its_steps_and_the_fate_of_every_mail(scene: Crediting) -> None:
    scene.post(f"CEU-1 {STRANGER}")
    scene.left()
    credit = scene.only(STRANGER).credit_id
    with pytest.raises(ReasonNeeded):
        managing.withdraw(scene.olga, credit, "")
    managing.withdraw(scene.olga, credit, "Wrong course")
    (told,) = managing.show(scene.olga, credit).chain
    assert [(step.state, step.reason, step.made_by) for step in told.steps] == [
        ("withdrawn", "Wrong course", "Olga Berg")
    ]
    assert [(mail.kind, mail.state) for mail in told.mails] == [
        ("credit_invitation", "sent"),
        ("credit_withdrawn", "queued"),
    ]


def test_archived_credits_name_whose_their_address_is_by_now(scene: Crediting) -> None:
    scene.post(f"CEU-1 {STRANGER}")
    assert managing.matches(scene.olga) == []
    scene.alias(scene.cast.mei.person_id, STRANGER, verified=False)
    (found,) = managing.matches(scene.olga)
    assert (found.address, found.name) == (STRANGER, "Mei Tanaka")


def test_the_export_holds_every_credit_that_matches(scene: Crediting) -> None:
    scene.post(f"CEU-1 {MEI}", f"CEU-1 {STRANGER}")
    text = managing.export_file(scene.olga, EVERY).decode("utf-8-sig")
    assert text.splitlines()[1].startswith('"CEU-1","Title of CEU-1","new@nowhere.example.org","","1.5","2026-03-02"')
    assert len(text.splitlines()) == 3
    assert managing.export_file(scene.olga, EVERY, "xlsx").startswith(b"PK")


def test_a_slip_in_an_address_is_a_hint_that_unticks_nothing(scene: Crediting) -> None:
    (row,) = scene.classified("CEU-1 mie@clinic.example.com").rows
    assert row.flags == ("NEAR_MATCH",)
    assert row.ticked
    assert row.suggestion is not None
    assert row.suggestion.address == MEI
    assert row.hint == "Mei Tanaka (mei@clinic.example.com) has nearly this address. Is it the same person?"


def test_a_near_match_is_never_linked_by_itself(scene: Crediting) -> None:
    scene.post("CEU-1 mie@clinic.example.com")
    assert scene.only("mie@clinic.example.com").state == "archived"


def test_invitations_are_reminded_of_three_times_and_then_no_more(scene: Crediting) -> None:
    scene.post(f"CEU-1 {STRANGER}", f"CEU-1 {MEI}")
    scene.left()
    sent = []
    for days in range(1, 80):
        now = scene.cast.now + timedelta(days=days)
        report = daily.run(scene.cast.db, now, only=scene.org)
        assert report.defects == []
        sent += [ran.on for ran in report.ran if ran.job == "credit_reminders" and ran.counts["mails"]]
    assert [(day - TODAY).days for day in sent] == [7, 21, 42]
    assert scene.rows("SELECT state, reminders FROM invitation") == [("ended", 3)]
    assert [row[1] for row in scene.mails() if row[0] == "credit_reminder"] == [STRANGER] * 3


def test_nobody_is_reminded_of_what_they_declined_or_answered(scene: Crediting) -> None:
    scene.post(f"CEU-1 {STRANGER}", f"CEU-1 {REX}")
    answering.decline(scene.cast.db, SECRET, scene.token(STRANGER), scene.cast.now)
    credit = scene.only(REX).credit_id
    answering.reject(scene.cast.db, SECRET, scene.token(REX), [credit], "Was not there", scene.cast.now)
    for days in (7, 21):
        daily.run(scene.cast.db, scene.cast.now + timedelta(days=days), only=scene.org)
    assert [row for row in scene.mails() if row[0] == "credit_reminder"] == []
    assert sorted(scene.rows("SELECT address, state FROM invitation")) == [(STRANGER, "declined"), (REX, "ended")]


def test_the_mails_of_a_large_list_are_written_piece_by_piece(
    scene: Crediting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mails, "FIRST", 3)
    monkeypatch.setattr(mails, "PIECE", 2)
    addresses = [f"p{number}@nowhere.example.org" for number in range(7)]
    scene.post(*(f"CEU-1 {address}" for address in addresses), f"CEU-2 {addresses[6]}")
    assert len(scene.mails()) == 3
    managing.withdraw(scene.olga, scene.only(addresses[5]).credit_id, "Wrong person")
    later = scene.cast.now + timedelta(hours=1)
    report = send_due(scene.cast.db, scene.cast.settings, lambda: later)
    assert report.failed == 0
    assert sorted(scene.mails("to_address", "state")) == [(one, "sent") for one in addresses if one != addresses[5]]
    (body,) = scene.rows("SELECT body FROM outbox WHERE to_address = $a", a=addresses[6])
    assert "Title of CEU-1 (CEU-1), 1.5 hours, 2 Mar 2026" in body[0]
    assert "Title of CEU-2" in body[0]


def test_an_unreachable_address_gets_no_mail_and_its_owner_gets_it_elsewhere(scene: Crediting) -> None:
    old, lost = "mei.old@clinic.example.com", "lost@nowhere.example.org"
    scene.alias(scene.cast.mei.person_id, old, verified=True)
    scene.alias(scene.cast.mei.person_id, lost, verified=False)
    scene.write("UPDATE address SET kind = 'inactive' WHERE address IN ($a, $b)", a=old, b=lost)
    done = scene.post(f"CEU-1 {old}", f"CEU-2 {lost}")
    assert done.counts["credits"] == 2
    assert (done.counts["told"], done.counts["invited_to_open_an_account"]) == (1, 0)
    assert scene.mails("kind", "to_address") == [("credit_offered", MEI)]


def test_mails_say_hours_and_days_as_the_rest_does(scene: Crediting) -> None:
    for hours in (100, 150, 175, 5, 1000, 110):
        ceulid = f"CEU-H{hours}"
        scene.course(ceulid, hours=hours)
        scene.post(f"{ceulid} {MEI}")
        (said,) = scene.rows("SELECT parameters FROM outbox ORDER BY mail_id DESC LIMIT 1")
        assert f"{hours_words(hours)}, {day_words(TODAY)}" in said[0]


def test_a_credit_that_was_left_lying_is_found_by_the_daily_sweep(scene: Crediting) -> None:
    scene.post(f"CEU-1 {STRANGER}")
    scene.alias(scene.cast.mei.person_id, STRANGER, verified=True)
    daily.run(scene.cast.db, scene.cast.now, only=scene.org)
    assert scene.only(STRANGER).state == "offered"


PROVERS = {  # where an address is written as proven → what offers archived credits then
    "core/store/accounts.py": ("core/services/sign_in.py", "core/services/credits/answering.py"),
    "core/store/people.py": ("core/services/credits/answering.py",),
    "core/store/identity/addresses.py": ("core/services/identity/proving.py",),
    "core/store/imports/people.py": ("core/store/imports/people.py",),
    "core/store/imports/completions.py": (),  # the people that a file of completions makes have proven nothing
}


def test_whatever_proves_an_address_offers_what_was_archived_for_it() -> None:
    writing = set()
    for path in sorted((ROOT / "core").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "SET verified_at" in text or "INSERT INTO address " in text:
            writing.add(path.relative_to(ROOT).as_posix())
    assert writing == set(PROVERS)
    for offering in PROVERS.values():
        for name in offering:
            text = (ROOT / name).read_text(encoding="utf-8")
            assert "offer_archived(" in text or "offer_all(" in text


def test_postings_are_not_among_the_acts_on_lists(scene: Crediting) -> None:
    scene.post(f"CEU-1 {MEI}")
    assert recent_acts.recent(scene.olga) == []


def test_offering_twice_offers_nothing_more(scene: Crediting) -> None:
    scene.post(f"CEU-1 {STRANGER}")
    scene.alias(scene.cast.mei.person_id, STRANGER, verified=True)
    with scene.cast.db.transaction() as tx:
        assert recovering.offer_archived(tx, scene.cast.mei.person_id, scene.cast.now) == 1
        assert recovering.sweep(scene.olga, tx) == {"credits": 0}
    assert scene.mails()[-1] == ("credit_offered", STRANGER, "queued")


def test_staff_without_the_role_of_a_holder_are_not_connected(scene: Crediting) -> None:
    (row,) = scene.classified(f"CEU-1 {scene.cast.olga.address}").rows
    assert row.cls == "b1"
    with scene.cast.db.transaction() as tx:
        assert people.roles_in(tx, scene.org, scene.cast.olga.person_id) == {"staff"}


def test_the_day_of_the_desk_is_the_attendance_date(scene: Crediting) -> None:
    late = replace(scene.olga, today=TODAY.replace(year=2025))
    draft = scene.draft(f"CEU-OLD {MEI}")
    (row,) = classifying.classify(late, draft).rows
    assert (row.cls, row.attended_on) == ("c", late.today)


def test_the_workbook_is_read_back(scene: Crediting) -> None:
    from python_calamine import CalamineWorkbook

    scene.post(f"CEU-1 {MEI}")
    book = CalamineWorkbook.from_filelike(io.BytesIO(managing.export_file(scene.olga, EVERY, "xlsx")))
    header, row = book.get_sheet_by_index(0).to_python()
    assert header[:3] == ["ceulid", "title", "email"]
    assert row[2] == MEI
