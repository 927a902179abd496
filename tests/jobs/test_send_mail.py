"""Mails leave once, in the organisation's name, and whatever a relay does, each has a fate in words."""

from __future__ import annotations

import socket
import threading
import time
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from core.jobs.mail_loop import MailLoop
from core.jobs.send_mail import SentReport, send_due
from core.rules.tokens import token
from core.settings import Smtp
from tests.cast import NOW, SECRET
from tests.jobs.post_room import PostRoom
from tests.jobs.relay import Relay, free_port, relay

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


class Killed(BaseException):
    """Stands for the end of the process between two lines."""


def test_a_notice_goes_out_in_the_organisations_name_with_the_persons_link(post: PostRoom, mail_relay: Relay) -> None:
    post.notice()
    assert post.send() == SentReport(sent=1)
    (mail,) = mail_relay.messages
    assert mail["From"] == "Harbour Rescue Council <desk@certdesk.example.org>"
    assert mail["To"] == "Mei Tanaka <mei@clinic.example.com>"
    assert mail["Subject"] == "Harbour Rescue Council: your certificates are ready"
    link = f"http://localhost:8501/claim/{token(SECRET, 'claim', 7)}"
    assert link in mail_relay.text(subtype="plain")
    assert f'href="{link}"' in mail_relay.text(subtype="html")
    assert "certificates for you: BLS Rescuer." in mail_relay.text()


def test_what_is_kept_of_a_mail_holds_no_token(post: PostRoom) -> None:
    post.notice()
    post.send()
    assert "http://localhost:8501/claim/…" in post.everything_stored()
    assert token(SECRET, "claim", 7) not in post.everything_stored()
    files = [path for path in post.cast.db.path.parent.rglob("*") if path.is_file()]
    assert not [path for path in files if token(SECRET, "claim", 7).encode() in path.read_bytes()]


def test_nothing_is_sent_twice(post: PostRoom, mail_relay: Relay) -> None:
    post.notice()
    assert [post.send().sent, post.send(HOUR).sent, post.send(72 * HOUR).sent] == [1, 0, 0]
    assert len(mail_relay.taken) == 1


def test_two_senders_at_once_send_each_mail_once(post: PostRoom, mail_relay: Relay) -> None:
    for number in range(60):
        post.notice(f"offered:1:{number}")
    threads = [threading.Thread(target=post.send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mail_relay.taken) == 60
    assert len({mail["Message-ID"] for mail in mail_relay.messages}) == 60


def test_many_mails_go_over_one_connection(post: PostRoom, mail_relay: Relay) -> None:
    for number in range(20):
        post.notice(f"offered:1:{number}")
    post.send()
    assert (len(mail_relay.taken), mail_relay.connections) == (20, 1)


def test_a_relay_that_ends_a_long_connection_loses_nothing(post: PostRoom, mail_relay: Relay) -> None:
    for number in range(4):
        post.notice(f"offered:1:{number}")
    mail_relay.sender_answers = ["", "", "421 too many messages on this connection"]
    assert post.send() == SentReport(sent=4)
    assert (len(mail_relay.taken), mail_relay.connections) == (4, 2)


def test_a_mail_held_for_a_quarter_of_an_hour_leaves_then_and_not_before(post: PostRoom, mail_relay: Relay) -> None:
    post.notice(release_at=NOW + 15 * MINUTE)
    assert post.send(14 * MINUTE) == SentReport()
    assert post.send(1 * MINUTE) == SentReport(released=1, sent=1)


def test_a_held_mail_about_a_cancelled_order_is_never_sent(post: PostRoom, mail_relay: Relay) -> None:
    with post.cast.db.transaction() as tx:
        tx.execute(
            """
            INSERT INTO orders (order_id, org_id, workshop_id, plan_hash, state, currency, total_minor, steps,
                                ordered_on, release_at, made_by, made_at)
            VALUES (12, $org, 1, 'plan', 'cancelled', 'EUR', 0, '[]', $now, $now, 'Andrea Steele', $now)
            """,
            org=post.cast.harbour.org_id,
            now=NOW,
        )
    post.notice(order_id=12, release_at=NOW + MINUTE)
    assert post.send(MINUTE) == SentReport()
    assert post.fate() == ("cancelled", None)
    assert mail_relay.taken == []


def test_a_deferred_mail_is_tried_at_growing_distances_and_given_up_after_three_days(
    post: PostRoom, mail_relay: Relay
) -> None:
    mail_relay.answers[post.cast.mei.address] = "451 greylisted, come back later"
    post.notice()
    waits = []
    while post.fate()[0] == "queued":
        post.send(post.next_try() - post.cast.now)
        waits.append(post.next_try() - post.cast.now)
    ten_seconds, day_half = timedelta(seconds=10), 12 * HOUR
    assert waits == [ten_seconds, MINUTE, 5 * MINUTE, HOUR, 4 * HOUR, *[day_half] * 5, timedelta()]
    state, words = post.fate()
    assert state == "failed"
    assert words == "Given up after 72 hours. The mail relay said: 451 greylisted, come back later"
    assert post.cast.now - NOW < timedelta(hours=72)


def test_a_refused_mail_fails_at_once_with_the_relays_words_and_stops_nobody(post: PostRoom, mail_relay: Relay) -> None:
    mail_relay.answers["gone@clinic.example.com"] = "550 5.1.1 no such mailbox"
    post.notice("offered:1:1", to_address="gone@clinic.example.com")
    post.notice("offered:1:2")
    assert post.send() == SentReport(sent=1, failed=1)
    assert post.fate() == ("failed", "The mail relay said: 550 5.1.1 no such mailbox")
    assert mail_relay.recipients == ["mei@clinic.example.com"]


def test_while_the_relay_is_down_nothing_is_lost_and_one_connection_is_tried(post: PostRoom) -> None:
    port = free_port()
    post.smtp = Smtp("127.0.0.1", port, starttls=False)
    for number in range(5):
        post.notice(f"offered:1:{number}")
    report = post.send()
    assert (report.sent, report.later, report.failed) == (0, 5, 0)
    assert "refused" in report.trouble
    with relay(port=port) as back:
        assert post.send(timedelta(seconds=10)).sent == 5
        assert len(back.taken) == 5


def test_a_relay_that_wants_a_password_holds_mails_back_instead_of_failing_them(
    post: PostRoom, mail_relay: Relay
) -> None:
    mail_relay.sender_answers = ["530 authentication required", "530 authentication required"]
    post.notice()
    assert post.send().trouble == "530 authentication required"
    assert post.fate() == ("queued", "The mail relay cannot be reached: 530 authentication required")


def test_a_mail_taken_without_an_answer_comes_again_under_the_same_message_id(
    post: PostRoom, mail_relay: Relay
) -> None:
    mail_relay.hang_ups = 1
    post.notice()
    assert post.send() == SentReport(later=1)
    assert post.send(timedelta(seconds=10)) == SentReport(sent=1)
    first, second = mail_relay.messages
    assert first["Message-ID"] == second["Message-ID"]


def test_an_address_in_other_letters_fails_alone_where_the_relay_cannot_write_to_it(post: PostRoom) -> None:
    with relay(smtputf8=False) as plain:
        post.smtp = plain.smtp
        post.notice("offered:1:1", to_address="jürgen@clinic.example.com")
        post.notice("offered:1:2")
        assert post.send() == SentReport(sent=1, failed=1)
        assert "jürgen@clinic.example.com" in (post.fate()[1] or "")
        assert plain.recipients == ["mei@clinic.example.com"]


def test_an_address_in_other_letters_is_reached_where_the_relay_can(post: PostRoom, mail_relay: Relay) -> None:
    post.notice(to_address="jürgen@clinic.example.com", to_name="Jürgen Groß")
    assert post.send() == SentReport(sent=1)
    assert mail_relay.recipients == ["jürgen@clinic.example.com"]
    assert mail_relay.messages[0]["To"] == "Jürgen Groß <jürgen@clinic.example.com>"


def test_a_sign_in_link_overtakes_a_thousand_notices(post: PostRoom, mail_relay: Relay) -> None:
    for number in range(30):
        post.notice(f"offered:1:{number}")
    post.notice("sign_in:9", org_id=None, kind="sign_in", parameters={"name": "Mei Tanaka", "link_id": 9})
    post.send()
    assert mail_relay.messages[0]["Subject"] == "Your sign-in link"
    assert mail_relay.messages[0]["From"] == "Certdesk <desk@certdesk.example.org>"
    assert f"/signin/link/{token(SECRET, 'sign_in', 9)}" in mail_relay.text(0)


def test_a_sign_in_link_that_ran_out_is_not_sent(post: PostRoom, mail_relay: Relay) -> None:
    post.notice("sign_in:9", org_id=None, kind="sign_in", parameters={"name": "Mei Tanaka", "link_id": 9})
    assert post.send(11 * MINUTE) == SentReport(failed=1)
    assert post.fate("sign_in:9")[1] == "The sign-in link ran out before a mail relay took it."


def test_a_mail_that_cannot_be_made_ready_fails_alone(post: PostRoom, caplog: pytest.LogCaptureFixture) -> None:
    post.notice("offered:1:1", parameters={"name": "Mei Tanaka"})  # no link to put into it
    post.notice("offered:1:2")
    assert post.send() == SentReport(sent=1, failed=1)
    words = post.fate()[1] or ""
    assert words.startswith("This mail could not be made ready by a mistake in Certdesk itself.")
    assert words.split()[-1].strip(".") in caplog.text


def test_without_a_relay_mails_become_files_that_only_the_owner_reads(post: PostRoom) -> None:
    post.smtp = Smtp()
    post.notice()
    assert post.send() == SentReport(sent=1)
    (file,) = post.settings.outbox.iterdir()
    assert file.name.endswith("-certificate_offered.eml")
    assert file.stat().st_mode & 0o077 == 0
    assert message_from_bytes(file.read_bytes(), policy=default)["To"] == "Mei Tanaka <mei@clinic.example.com>"


def test_a_folder_that_takes_no_file_loses_no_mail(post: PostRoom) -> None:
    post.smtp = Smtp()
    post.notice()
    (mail_id,) = post.columns("offered:1:1", "mail_id")
    in_the_way = post.settings.outbox / f"{mail_id:08d}-certificate_offered.part"
    in_the_way.mkdir(parents=True)
    assert post.send().later == 1
    assert "The outbox folder takes no file" in (post.fate()[1] or "")
    in_the_way.rmdir()
    assert post.send(timedelta(seconds=10)) == SentReport(sent=1)


def test_what_a_killed_sender_noted_is_told_to_the_store_and_not_sent_again(
    post: PostRoom, mail_relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise Killed

    post.notice("offered:1:1")
    post.notice("offered:1:2")
    with monkeypatch.context() as killing:
        killing.setattr("core.store.outbox_claims.mark_sent", die)
        with pytest.raises(Killed):
            post.send()
    assert post.fate()[0] == "queued"
    assert post.send() == SentReport()
    assert (post.fate("offered:1:1")[0], post.fate("offered:1:2")[0]) == ("sent", "sent")
    assert len(mail_relay.taken) == 2


def test_a_mail_that_kills_its_sender_waits_and_the_others_leave(
    post: PostRoom, mail_relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise Killed

    post.notice("offered:1:1")
    with monkeypatch.context() as killing:
        killing.setattr("core.jobs.send_mail.render", die)
        with pytest.raises(Killed):
            post.send()
    post.notice("offered:1:2")
    assert post.send() == SentReport(later=1, sent=1)
    assert post.fate() == ("queued", "The sender ended while this was under way.")
    assert post.next_try() == post.cast.now + timedelta(seconds=10)


def test_a_sender_that_dies_again_and_again_uses_up_nobodys_tries(
    post: PostRoom, mail_relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise Killed

    for number in range(3):
        post.notice(f"offered:1:{number}")
    with monkeypatch.context() as killing:
        killing.setattr("core.jobs.sent_journal.SentJournal.trying", die)  # before any mail is under way
        for _ in range(30):
            with pytest.raises(Killed):
                post.send()
    assert post.send() == SentReport(sent=3)


def test_the_loop_sends_what_is_queued_and_stops_within_a_second(post: PostRoom, mail_relay: Relay) -> None:
    loop = MailLoop(post.cast.db, post.settings, post.cast.clock, tick=0.02)
    loop.start()
    post.notice()
    for _ in range(200):
        if post.fate()[0] == "sent":
            break
        threading.Event().wait(0.02)
    assert loop.stop()
    assert post.fate() == ("sent", None)


def test_the_loop_stops_although_the_relay_says_nothing(post: PostRoom) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        post.smtp = Smtp("127.0.0.1", mute.getsockname()[1], starttls=False)
        post.notice()
        loop = MailLoop(post.cast.db, post.settings, post.cast.clock)
        loop.start()
        mute.accept()
        began = time.monotonic()
        assert loop.stop()
        assert time.monotonic() - began < 1.5
    assert post.fate()[0] == "queued"


def test_the_loop_hands_back_what_it_has_not_tried(post: PostRoom, mail_relay: Relay) -> None:
    post.notice()
    stopping = threading.Event()
    stopping.set()
    assert send_due(post.cast.db, post.settings, post.cast.clock, stopping=stopping) == SentReport()
    assert post.send() == SentReport(sent=1)
