"""Staff read their organisation's mails, stop what is held, and try again what failed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import MailNotFailed, MailNotHeld, MailPointless, NotAllowed, NotFound
from core.services import mails
from core.services.mails import MailFilter
from core.store import outbox, outbox_claims
from core.store.outbox import NewMail
from tests.cast import NOW, Cast

QUARTER = timedelta(minutes=15)


def notice(cast: Cast, key: str, *, held: bool = False, order: int | None = None, name: str = "Mei Tanaka") -> int:
    """Queue a notice of Harbour; return its id."""
    mail = NewMail(
        cast.harbour.org_id,
        key,
        "certificate_offered",
        cast.mei.address,
        name,
        cast.mei.person_id,
        order,
        {"name": name, "courses": ["BLS Rescuer"], "link_id": 7},
        NOW + QUARTER if held else None,
    )
    with cast.db.transaction() as tx:
        outbox.queue(tx, [mail], NOW)
        return int(tx.value("SELECT mail_id FROM outbox WHERE dedupe_key = $key", key=key))


def failed(cast: Cast, key: str, order: int | None = None) -> int:
    """Queue a notice that the relay refuses; return its id."""
    found = notice(cast, key, order=order)
    with cast.db.transaction() as tx:
        (claimed,) = outbox_claims.claim(tx, NOW, 1, QUARTER)
        outbox_claims.mark_failed(tx, claimed, "The mail relay said: 550 no such mailbox", NOW)
    return found


def cancelled_order(cast: Cast) -> int:
    with cast.db.transaction() as tx:
        tx.execute(
            """
            INSERT INTO orders (order_id, org_id, workshop_id, plan_hash, state, currency, total_minor, steps,
                                ordered_on, release_at, made_by, made_at)
            VALUES (12, $org, 1, 'plan', 'cancelled', 'EUR', 0, '[]', $now, $now, 'Andrea Steele', $now)
            """,
            org=cast.harbour.org_id,
            now=NOW,
        )
    return 12


def state(cast: Cast, mail_id: int) -> str:
    return mails.mail_text(cast.desk_of(cast.olga), mail_id).line.state


def acts(cast: Cast) -> list[tuple[str, str]]:
    with cast.db.reading() as tx:
        return tx.query("SELECT action, actor FROM audit WHERE action LIKE 'mail.%' ORDER BY seq")  # type: ignore[return-value]


def test_mails_are_listed_newest_first_page_by_page_with_counts_of_all(cast: Cast) -> None:
    ids = [notice(cast, f"offered:1:{number}", held=number == 0) for number in range(5)]
    desk = cast.desk_of(cast.olga)
    first = mails.list_mails(desk, MailFilter(), None, 3)
    rest = mails.list_mails(desk, MailFilter(), first.next_after, 3)
    assert [line.mail_id for line in [*first.lines, *rest.lines]] == ids[::-1]
    assert rest.next_after is None
    assert (first.counts["queued"], first.counts["held"], first.counts["failed"]) == (4, 1, 0)


def test_a_search_takes_percent_and_underline_as_they_stand(cast: Cast) -> None:
    notice(cast, "a", name="Ana_Maria 100%")
    notice(cast, "b", name="AnaXMaria")
    desk = cast.desk_of(cast.olga)
    assert [line.to_name for line in mails.list_mails(desk, MailFilter(text="ana_m")).lines] == ["Ana_Maria 100%"]
    assert [line.to_name for line in mails.list_mails(desk, MailFilter(text="100%")).lines] == ["Ana_Maria 100%"]
    assert mails.list_mails(desk, MailFilter(state="sent")).lines == []
    assert mails.list_mails(desk, MailFilter(kind="invoice")).counts["queued"] == 0


def test_a_mail_that_waits_is_shown_as_it_would_leave_without_its_token(cast: Cast) -> None:
    shown = mails.mail_text(cast.desk_of(cast.olga), notice(cast, "a"))
    assert shown.preview.subject == "Harbour Rescue Council: your certificates are ready"
    assert "http://localhost:8501/claim/…" in shown.preview.text
    assert shown.line.fate == "Leaves within seconds."


def test_a_held_mail_can_be_stopped_once_and_the_audit_names_who(cast: Cast) -> None:
    held = notice(cast, "a", held=True)
    mails.stop_mail(cast.desk_of(cast.olga), held)
    assert state(cast, held) == "cancelled"
    assert acts(cast) == [("mail.stopped", "Olga Berg")]
    with pytest.raises(MailNotHeld):
        mails.stop_mail(cast.desk_of(cast.olga), held)


def test_a_mail_on_its_way_cannot_be_stopped(cast: Cast) -> None:
    queued = notice(cast, "a")
    with cast.db.transaction() as tx:
        outbox_claims.claim(tx, NOW, 1, QUARTER)
    with pytest.raises(MailNotHeld, match="on its way"):
        mails.stop_mail(cast.desk_of(cast.olga), queued)


def test_a_held_mail_can_leave_before_its_time(cast: Cast) -> None:
    held = notice(cast, "a", held=True)
    mails.send_now(cast.desk_of(cast.olga), held)
    with cast.db.transaction() as tx:
        assert [mail.mail_id for mail in outbox_claims.claim(tx, NOW, 9, QUARTER)] == [held]
    with pytest.raises(MailNotHeld):
        mails.send_now(cast.desk_of(cast.olga), held)


def test_a_failed_mail_starts_afresh_and_says_why_it_failed_until_then(cast: Cast) -> None:
    refused = failed(cast, "a")
    (line,) = mails.list_mails(cast.desk_of(cast.olga), MailFilter(state="failed")).lines
    assert line.fate == "The mail relay said: 550 no such mailbox"
    mails.retry(cast.desk_of(cast.olga), refused)
    assert state(cast, refused) == "queued"
    assert acts(cast) == [("mail.retried", "Olga Berg")]
    with pytest.raises(MailNotFailed):
        mails.retry(cast.desk_of(cast.olga), refused)


def test_a_mail_about_an_order_that_was_taken_back_is_neither_sent_early_nor_again(cast: Cast) -> None:
    order = cancelled_order(cast)
    refused, held = failed(cast, "a", order), notice(cast, "b", held=True, order=order)
    for act, mail in ((mails.retry, refused), (mails.send_now, held)):
        with pytest.raises(MailPointless):
            act(cast.desk_of(cast.olga), mail)
    assert (state(cast, refused), state(cast, held)) == ("failed", "held")


def test_another_organisations_mail_is_not_there(cast: Cast) -> None:
    held, refused = notice(cast, "a", held=True), failed(cast, "b")
    nils = cast.desk_of(cast.nils)
    assert mails.list_mails(nils, MailFilter()).lines == []
    assert set(mails.list_mails(nils, MailFilter()).counts.values()) == {0}
    for act, mail in ((mails.mail_text, held), (mails.stop_mail, held), (mails.send_now, held), (mails.retry, refused)):
        with pytest.raises(NotFound):
            act(nils, mail)
    assert (state(cast, held), state(cast, refused)) == ("held", "failed")


def test_a_sign_in_mail_is_shown_to_nobody(cast: Cast) -> None:
    with cast.db.transaction() as tx:
        outbox.queue(tx, [NewMail(None, "s", "sign_in", cast.mei.address, "Mei Tanaka")], NOW)
    assert mails.list_mails(cast.desk_of(cast.olga), MailFilter()).lines == []


def test_an_instructor_does_not_read_the_mails(cast: Cast) -> None:
    held = notice(cast, "a", held=True)
    andrea = cast.desk_of(cast.andrea)
    with pytest.raises(NotAllowed):
        mails.list_mails(andrea, MailFilter())
    for act in (mails.mail_text, mails.stop_mail, mails.send_now, mails.retry):
        with pytest.raises(NotAllowed):
            act(andrea, held)
