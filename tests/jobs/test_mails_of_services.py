"""What the services queue can be written: each kind of mail reaches its reader with everything filled in."""

from __future__ import annotations

from datetime import timedelta

from core.services import disputes, sign_in
from core.services.credits import managing
from tests.cast import SECRET
from tests.jobs.post_room import PostRoom
from tests.jobs.relay import Relay
from tests.services.crediting import MEI, REX, STRANGER, crediting
from tests.services.scenes import harbour_scene


def disputed(post: PostRoom) -> int:
    """Let Andrea dispute the standing of somebody whom nobody knows; return the dispute."""
    scene = harbour_scene(post.cast)
    workshop = scene.workshop()
    scene.upload(workshop, "Ida;New;ida.new@example.org")
    row = scene.rows(workshop)["ida.new@example.org"].standing
    return disputes.dispute(post.cast.desk_of(post.cast.andrea), workshop, row.standing_id, "She finished in January.")


def test_an_instructor_reads_why_a_dispute_was_declined(post: PostRoom, mail_relay: Relay) -> None:
    disputes.decline(post.cast.desk_of(post.cast.olga), disputed(post), "Nothing is on record.")
    assert post.send().sent == 2
    assert mail_relay.recipients == [post.cast.olga.address, post.cast.andrea.address]
    assert "says that the standing of Ida New in BLS Rescuer is wrong." in mail_relay.text(0)
    assert "the standing of Ida New in BLS Rescuer stays as it is." in mail_relay.text()
    assert "Answer: Nothing is on record." in mail_relay.text()
    assert "http://localhost:8501/workshop?id=" in mail_relay.text()


def test_an_instructor_reads_that_a_disputed_participant_may_be_certified(post: PostRoom, mail_relay: Relay) -> None:
    disputes.override(post.cast.desk_of(post.cast.olga), disputed(post), "Seen on paper.")
    assert post.send().sent == 2
    assert "Ida New may now be certified in BLS Rescuer." in mail_relay.text()
    assert "Reason: Seen on paper." in mail_relay.text()


def test_the_link_of_a_sign_in_mail_signs_in(post: PostRoom, mail_relay: Relay) -> None:
    sign_in.ask(post.cast.db, post.cast.olga.address, "/", post.cast.now, SECRET)
    assert post.send().sent == 1
    token = mail_relay.text().partition("/signin/link/")[2].split()[0]
    assert sign_in.usable(post.cast.db, token, post.cast.now)


def test_each_reader_of_a_credit_is_told_what_fits_and_the_link_opens_their_page(
    post: PostRoom, mail_relay: Relay
) -> None:
    scene = crediting(post.cast)
    scene.post(f"CEU-1 {MEI}", f"CEU-2 {MEI}", f"CEU-1 {REX}", f"CEU-1 {STRANGER}")
    assert post.send(after=timedelta(minutes=15)).sent == 3
    said = dict(zip(mail_relay.recipients, (mail_relay.text(at) for at in range(3)), strict=True))
    assert "Title of CEU-1 (CEU-1), 1.5 hours, 2 Mar 2026\nTitle of CEU-2 (CEU-2)" in said[MEI]
    assert "not connected to Harbour Rescue Council yet" in said[REX]
    assert said[STRANGER].startswith("Hello,\n")
    for address, text in said.items():
        token = text.partition("/credit/")[2].split()[0]
        assert {one.address for one in scene.page(token).waiting} == {address}


def test_whoever_was_told_of_a_credit_is_told_that_it_was_taken_back(post: PostRoom, mail_relay: Relay) -> None:
    scene = crediting(post.cast)
    scene.post(f"CEU-1 {MEI}")
    post.send(after=timedelta(minutes=15))
    managing.withdraw(scene.olga, scene.only(MEI).credit_id, "It was the other course.")
    post.send()
    assert "They were taken back:" in mail_relay.text()
    assert "It was the other course." in mail_relay.text()
    assert "/credit/" not in mail_relay.text()
