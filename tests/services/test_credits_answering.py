"""The holder's side: a link proves a mailbox, an account accepts, anybody rejects, nobody gets what is not theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import LinkDead, NotFound, ReasonNeeded
from core.rules import tokens
from core.services import sign_in
from core.services.credits import answering, managing, mine
from core.services.credits.refusals import (
    AccountNeeded,
    AddressNotProvable,
    CreditFixed,
    CreditInTheWay,
    NotYourDashboard,
)
from core.services.recertification import undo
from tests.cast import SECRET, Cast, in_both
from tests.services.crediting import MEI, MEIS_SECOND, REX, STRANGER, Crediting, crediting


@pytest.fixture
def scene(cast: Cast) -> Crediting:
    return crediting(cast)


def accept(scene: Crediting, token: str, dashboard: str, *credits: int) -> int:
    wanted = credits or [one.credit_id for one in scene.page(token).waiting]
    return answering.accept(scene.cast.db, SECRET, token, wanted, dashboard, scene.cast.now).count


def test_a_holder_accepts_into_one_of_two_dashboards(scene: Crediting) -> None:
    in_both(scene.cast, scene.cast.mei)
    scene.post(f"CEU-1 {MEI}", f"CEU-2 {MEI}")
    token = scene.token(MEI)
    page = scene.page(token)
    assert [one.slug for one in page.dashboards] == ["harbour", "north"]
    assert page.account == "proven"
    assert page.connected
    assert accept(scene, token, "north") == 2
    assert scene.only(MEI).dashboard_org_id == scene.cast.north.org_id
    assert scene.page(token).waiting == ()
    shown = mine.my_credits(scene.cast.desk_of(scene.cast.mei))
    assert shown.hours_hundredths == 300
    assert [cycle.by_category for cycle in shown.cycles] == [(("Clinical", 300),)]
    scene.holds()


def test_somebody_elses_dashboard_and_somebody_elses_credit_are_refused(scene: Crediting) -> None:
    scene.post(f"CEU-1 {MEI}", f"CEU-1 {REX}")
    foreign = scene.only(REX).credit_id
    with pytest.raises(NotYourDashboard):
        accept(scene, scene.token(MEI), "north")
    with pytest.raises(NotFound):
        accept(scene, scene.token(MEI), "harbour", foreign)
    with pytest.raises(NotFound):
        mine.accept(scene.cast.desk_of(scene.cast.mei), [foreign], "harbour")
    assert scene.again(foreign).state == "offered"


def test_a_guessed_or_forged_link_opens_nothing(scene: Crediting) -> None:
    scene.post(f"CEU-1 {MEI}")
    credit = scene.only(MEI).credit_id
    for forged in ("", "1-x", f"{credit}-{'A' * 43}", tokens.keyed(SECRET, "assignment", credit), str(credit)):
        with pytest.raises(LinkDead):
            scene.page(forged)


def test_a_stranger_rejects_without_an_account(scene: Crediting) -> None:
    scene.post(f"CEU-1 {STRANGER}")
    token, credit = scene.token(STRANGER), scene.only(STRANGER)
    assert scene.page(token).account == "none"
    with pytest.raises(ReasonNeeded):
        answering.reject(scene.cast.db, SECRET, token, [credit.credit_id], " ", scene.cast.now)
    answering.reject(scene.cast.db, SECRET, token, [credit.credit_id], "Not me", scene.cast.now)
    told = managing.show(scene.olga, credit.credit_id)
    assert told.newest.state == "rejected"
    assert [(step.state, step.reason) for step in told.chain[0].steps][-1] == ("rejected", "Not me")
    assert scene.mails() == [("credit_invitation", STRANGER, "cancelled")]
    scene.holds()


def test_a_stranger_opens_an_account_with_the_link_and_accepts(scene: Crediting) -> None:
    scene.post(f"CEU-1 {STRANGER}")
    token = scene.token(STRANGER)
    with pytest.raises(AccountNeeded):
        accept(scene, token, "harbour")
    opened = answering.open_account(scene.cast.db, SECRET, token, "New", "Comer", scene.cast.now)
    assert answering.open_account(scene.cast.db, SECRET, token, "X", "Y", scene.cast.now) == opened
    assert scene.only(STRANGER).state == "offered"
    assert accept(scene, token, "harbour") == 1
    scene.holds()


def test_an_archived_credit_appears_when_an_account_proves_the_address(scene: Crediting) -> None:
    scene.post(f"CEU-1 {STRANGER}")
    scene.alias(scene.cast.mei.person_id, STRANGER, verified=False)
    assert scene.only(STRANGER).state == "archived"
    sign_in.vouched(scene.cast.db, STRANGER, "/", scene.cast.now, "test")
    found = scene.only(STRANGER)
    assert (found.state, found.person_id) == ("offered", scene.cast.mei.person_id)
    assert scene.mails()[-1] == ("credit_offered", STRANGER, "queued")
    scene.holds()


def test_a_second_credit_of_the_same_course_waits_until_the_first_is_out_of_the_way(scene: Crediting) -> None:
    scene.post(f"CEU-1 {MEI}")
    first = scene.only(MEI)
    scene.post(f"CEU-1 {STRANGER}")
    twin = scene.only(STRANGER)
    scene.alias(scene.cast.mei.person_id, STRANGER, verified=False)
    sign_in.vouched(scene.cast.db, STRANGER, "/", scene.cast.now, "test")
    assert scene.again(twin).state == "archived"
    managing.withdraw(scene.olga, first.credit_id, "Wrong course")
    assert scene.again(twin).state == "offered"
    scene.holds()


def test_a_readdressed_credit_is_one_history_and_the_old_link_gives_nothing(scene: Crediting) -> None:
    scene.post(f"CEU-1 {STRANGER}")
    old = scene.only(STRANGER)
    token = scene.token(STRANGER)
    scene.left()
    made = managing.readdress(scene.olga, old.credit_id, MEI, "Typing mistake")
    page = scene.page(token)
    assert page.named.state == "readdressed"
    assert page.waiting == ()
    with pytest.raises(LinkDead):
        answering.open_account(scene.cast.db, SECRET, token, "New", "Comer", scene.cast.now)
    with pytest.raises(NotFound):
        answering.reject(scene.cast.db, SECRET, token, [made], "Mine", scene.cast.now)
    told = managing.show(scene.olga, made)
    assert [one.credit.state for one in told.chain] == ["readdressed", "offered"]
    assert managing.show(scene.olga, old.credit_id) == told
    assert scene.mails() == [
        ("credit_invitation", STRANGER, "sent"),
        ("credit_withdrawn", STRANGER, "queued"),
        ("credit_offered", MEI, "held"),
    ]
    with pytest.raises(CreditFixed):
        managing.readdress(scene.olga, old.credit_id, REX)
    scene.holds()


def test_readdressing_to_somebody_who_has_it_already_is_refused_and_changes_nothing(scene: Crediting) -> None:
    scene.post(f"CEU-1 {STRANGER}", f"CEU-1 {MEI}")
    credit = scene.only(STRANGER)
    with pytest.raises(CreditInTheWay):
        managing.readdress(scene.olga, credit.credit_id, MEIS_SECOND)
    assert scene.again(credit) == credit


def test_revoking_takes_an_accepted_credit_back_with_a_reason_and_a_mail(scene: Crediting) -> None:
    scene.post(f"CEU-1 {MEI}")
    scene.left()
    credit = scene.only(MEI).credit_id
    with pytest.raises(CreditFixed):
        managing.revoke(scene.olga, credit, "Too early")
    accept(scene, scene.token(MEI), "harbour")
    with pytest.raises(CreditFixed):
        managing.withdraw(scene.olga, credit, "Too late")
    managing.revoke(scene.olga, credit, "Was not there")
    assert scene.again(credit).state == "revoked"
    assert scene.mails()[-1] == ("credit_withdrawn", MEI, "queued")
    assert scene.post(f"CEU-1 {MEI}").counts["credits"] == 1
    scene.holds()


def test_one_credit_of_a_course_is_accepted_in_a_cycle_and_one_more_in_the_next(scene: Crediting) -> None:
    scene.post(f"CEU-YEARLY {MEI}")
    accept(scene, scene.token(MEI), "harbour")
    assert scene.classified(f"CEU-YEARLY {MEI}").rows[0].flags == ("ALREADY_ACCEPTED",)
    scene.post(f"CEU-YEARLY {MEI}", on=scene.olga.today - timedelta(days=365))
    assert accept(scene, scene.token(MEI), "harbour") == 1
    scene.holds()


def test_an_invitation_connects_or_is_declined_for_good(scene: Crediting) -> None:
    scene.post(f"CEU-1 {REX}")
    token = scene.token(REX)
    assert not scene.page(token).connected
    assert accept(scene, token, "north") == 1
    assert answering.decline(scene.cast.db, SECRET, token, scene.cast.now)
    assert not answering.decline(scene.cast.db, SECRET, token, scene.cast.now)
    before = len(scene.mails())
    assert scene.post(f"CEU-2 {REX}").counts["invited_to_connect"] == 0
    assert len(scene.mails()) == before
    assert answering.connect(scene.cast.db, SECRET, token, scene.cast.now)
    assert scene.classified(f"CEU-YEARLY {REX}").rows[0].cls == "c"
    assert scene.page(token).invitation.state == "accepted"


def test_who_declines_gets_no_invitation_that_is_still_held(scene: Crediting) -> None:
    scene.post(f"CEU-1 {STRANGER}")
    scene.left()
    scene.post(f"CEU-2 {STRANGER}")
    answering.decline(scene.cast.db, SECRET, scene.token(STRANGER), scene.cast.now)
    assert [row[2] for row in scene.mails()] == ["sent", "cancelled"]
    assert scene.only(STRANGER).state == "archived"


def test_an_address_hung_on_a_holder_of_two_bodies_is_not_proven_by_its_mail(scene: Crediting) -> None:
    in_both(scene.cast, scene.cast.mei)
    scene.alias(scene.cast.mei.person_id, STRANGER, verified=False)
    scene.post(f"CEU-1 {STRANGER}")
    token = scene.token(STRANGER)
    assert scene.page(token).account == "elsewhere"
    with pytest.raises(AddressNotProvable):
        answering.open_account(scene.cast.db, SECRET, token, "", "", scene.cast.now)
    assert scene.only(STRANGER).state == "archived"


def test_undo_reverses_what_nobody_answered_and_keeps_the_rest(scene: Crediting) -> None:
    done = scene.post(f"CEU-1 {MEI}", f"CEU-2 {MEI}", f"CEU-1 {REX}", f"CEU-1 {STRANGER}")
    scene.left()
    credit = scene.only(MEI).credit_id
    accept(scene, scene.token(MEI), "harbour", credit)
    shown = undo.preview(scene.olga, done.batch_id)
    assert shown.plan.will == {"reversed": 3, "kept": 1, "impossible": 3}
    taken = undo.confirm(scene.olga, done.batch_id, shown.hash)
    assert dict(taken.counts) == dict(shown.plan.will)
    assert undo.confirm(scene.olga, done.batch_id, shown.hash).already
    assert scene.again(credit).state == "accepted"
    assert sorted(scene.mails("kind", "to_address"))[-3:] == [
        ("credit_withdrawn", MEI),
        ("credit_withdrawn", STRANGER),
        ("credit_withdrawn", REX),
    ]
    assert scene.post(f"CEU-1 {REX}").counts["credits"] == 1
    scene.holds()


def test_undo_within_the_hold_cancels_the_mails_and_says_nothing(scene: Crediting) -> None:
    done = scene.post(f"CEU-1 {MEI}", f"CEU-1 {STRANGER}")
    shown = undo.preview(scene.olga, done.batch_id)
    assert shown.plan.will == {"reversed": 2, "kept": 0, "impossible": 0}
    undo.confirm(scene.olga, done.batch_id, shown.hash)
    assert {row[2] for row in scene.mails()} == {"cancelled"}
    again = scene.post(f"CEU-1 {MEI}", f"CEU-1 {STRANGER}")
    assert again.batch_id != done.batch_id
    assert not again.already
    scene.holds()


def test_withdrawing_one_of_two_credits_rewrites_the_mail_that_is_still_held(scene: Crediting) -> None:
    scene.post(f"CEU-1 {MEI}", f"CEU-2 {MEI}")
    managing.withdraw(scene.olga, scene.only(MEI).credit_id, "Wrong course")
    ((parameters, state),) = scene.mails("parameters", "state")
    assert "CEU-1" in parameters
    assert "CEU-2" not in parameters
    assert state == "held"
