"""An organisation words its own mails; a text that would reach nobody's purpose is refused by name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import NotAllowed, NotFound, PlaceholderNeeded, UnfitText, UnknownPlaceholders
from core.rules.mail_kinds import KINDS
from core.services import mail_texts
from tests.cast import Cast

KIND = "certificate_offered"
BODY = "Dear {name},\n\nyour papers for {courses}:\n\n{link}\n"


def text_of(cast: Cast, kind: str = KIND) -> mail_texts.TextCard:
    return next(card for card in mail_texts.list_texts(cast.desk_of(cast.olga)) if card.kind == kind)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_default_text_passes_its_own_check_and_can_be_drawn(cast: Cast, kind: str) -> None:
    subject, body = mail_texts.default(kind)
    mail_texts.mail_wording.check(KINDS[kind], subject, body)
    sampled = mail_texts.sampled(KINDS[kind], mail_texts.INSTANCE, subject, body, "http://desk")
    drawn = mail_texts.drawn(KINDS[kind], mail_texts.INSTANCE, sampled)
    assert "{" not in drawn.subject + drawn.text
    assert ("<a href=" in drawn.html) == bool(KINDS[kind].path)


def test_the_newest_wording_is_in_use_and_the_default_can_come_back(cast: Cast) -> None:
    desk = cast.desk_of(cast.olga)
    mail_texts.save(desk, KIND, "Your papers", BODY)
    cast.now += timedelta(minutes=1)
    mail_texts.save(cast.desk_of(cast.olga), KIND, "Your certificates", BODY)
    assert (text_of(cast).subject, text_of(cast).changed_by) == ("Your certificates", "Olga Berg")
    mail_texts.reset(cast.desk_of(cast.olga), KIND)
    assert (text_of(cast).subject, text_of(cast).changed_by) == (mail_texts.default(KIND)[0], None)
    with cast.db.reading() as tx:
        assert tx.value("SELECT count(*) FROM mail_text") == 3
        assert tx.query("SELECT action FROM audit ORDER BY seq")[-1] == ("mail_text.reset",)


def test_saving_the_same_wording_again_changes_nothing(cast: Cast) -> None:
    for _ in range(2):
        mail_texts.save(cast.desk_of(cast.olga), KIND, "Your papers", BODY)
    with cast.db.reading() as tx:
        assert tx.value("SELECT count(*) FROM mail_text") == 1


def test_unknown_placeholders_are_refused_by_name_with_those_that_are_known(cast: Cast) -> None:
    with pytest.raises(UnknownPlaceholders) as refused:
        mail_texts.save(cast.desk_of(cast.olga), KIND, "Hello", BODY + "{pasword} {price}")
    assert refused.value.names == ["pasword", "price"]
    assert refused.value.say.endswith("Known are {name}, {courses}, {organisation}, {link}.")


def test_a_link_does_not_belong_into_a_subject(cast: Cast) -> None:
    with pytest.raises(UnknownPlaceholders):
        mail_texts.save(cast.desk_of(cast.olga), KIND, "Open {link}", BODY)


def test_a_mail_that_needs_its_link_keeps_it(cast: Cast) -> None:
    with pytest.raises(PlaceholderNeeded):
        mail_texts.save(cast.desk_of(cast.olga), KIND, "Hello", "Dear {name}")


@pytest.mark.parametrize(
    ("subject", "body"),
    [("", BODY), ("Hello", " \n"), ("x" * 151, BODY), ("Hello", BODY + "x" * 5000), ("a\nBcc: b", BODY), ("=?x", BODY)],
)
def test_texts_that_are_empty_too_long_or_unfit_for_a_header_are_refused(cast: Cast, subject: str, body: str) -> None:
    with pytest.raises(UnfitText):
        mail_texts.save(cast.desk_of(cast.olga), KIND, subject, body)


def test_a_preview_shows_sample_values_and_refuses_what_saving_would_refuse(cast: Cast) -> None:
    shown = mail_texts.preview(cast.desk_of(cast.olga), KIND, "{organisation} <b>", BODY)
    assert shown.subject == "Harbour Rescue Council <b>"
    assert "Dear Mei Tanaka,\n\nyour papers for BLS Rescuer and AED Trainer:" in shown.text
    assert "&lt;b&gt;" in shown.html
    with pytest.raises(PlaceholderNeeded):
        mail_texts.preview(cast.desk_of(cast.olga), KIND, "Hello", "Dear {name}")


def test_one_organisations_wording_is_not_the_others(cast: Cast) -> None:
    mail_texts.save(cast.desk_of(cast.olga), KIND, "Your papers", BODY)
    card = next(card for card in mail_texts.list_texts(cast.desk_of(cast.nils)) if card.kind == KIND)
    assert card.subject == mail_texts.default(KIND)[0]


def test_only_staff_word_mails_and_nobody_the_sign_in_link(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        mail_texts.save(cast.desk_of(cast.andrea), KIND, "Hello", BODY)
    with pytest.raises(NotAllowed):
        mail_texts.list_texts(cast.desk_of(cast.andrea))
    with pytest.raises(UnfitText):
        mail_texts.save(cast.desk_of(cast.olga), "sign_in", "Hello", "{name} {link}")
    with pytest.raises(NotFound):
        mail_texts.reset(cast.desk_of(cast.olga), "no such text")
