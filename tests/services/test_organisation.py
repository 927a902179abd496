"""What staff set up, and who may work here."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from core.errors import BadAddress, NotAllowed, NotAPicture
from core.model import Role
from core.services import activity, organisation
from core.services.activity import Wanted
from core.services.organisation import LastStaff, PictureTooLarge, UnfitSetting
from core.store import organisations, people
from tests.cast import Cast


def png(colour: str = "#1d4ed8") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(file, "PNG")
    return file.getvalue()


def test_settings_are_saved_trimmed_and_stand_in_the_audit_with_what_they_were(cast: Cast) -> None:
    desk = cast.desk_of(cast.olga)
    wanted = replace(
        organisation.view(desk).settings,
        name="  Harbour Rescue Council e.V. ",
        colour="#0F766E",
        reply_to="Office@Harbour.example.org",
        payment_terms_days=14,
    )
    assert organisation.save(desk, wanted)
    saved = organisation.view(desk).settings
    assert (saved.name, saved.colour, saved.reply_to, saved.payment_terms_days) == (
        "Harbour Rescue Council e.V.",
        "#0f766e",
        "office@harbour.example.org",
        14,
    )
    changes = {one.name: (one.before, one.after) for one in activity.acts(desk, Wanted())[1][0].changes}
    assert changes["name"] == ("Harbour Rescue Council", "Harbour Rescue Council e.V.")
    assert set(changes) == {"name", "colour", "reply_to", "payment_terms_days"}
    assert organisation.view(cast.desk_of(cast.nils)).settings.name == "Northern Vet Board"


def test_saving_the_same_again_changes_and_records_nothing(cast: Cast) -> None:
    desk = cast.desk_of(cast.olga)
    assert not organisation.save(desk, organisation.view(desk).settings)
    assert activity.acts(desk, Wanted())[0] == 0


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("name", "   "),
        ("name", "x" * 121),
        ("colour", "blue"),
        ("colour", "#12345"),
        ("colour", "#1d4ed8;}body{display:none"),
        ("hold_minutes", -1),
        ("hold_minutes", 1441),
        ("payment_terms_days", 366),
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_nothing_is_saved(cast: Cast, setting: str, value: object) -> None:
    desk = cast.desk_of(cast.olga)
    before = organisation.view(desk).settings
    with pytest.raises(UnfitSetting):
        organisation.save(desk, replace(before, signatory_name="New", **{setting: value}))
    assert organisation.view(desk).settings == before


def test_answers_go_to_an_address_or_nowhere(cast: Cast) -> None:
    desk = cast.desk_of(cast.olga)
    settings = organisation.view(desk).settings
    with pytest.raises(BadAddress):
        organisation.save(desk, replace(settings, reply_to="office"))
    organisation.save(desk, replace(settings, reply_to="office@harbour.example.org"))
    organisation.save(desk, replace(settings, reply_to=" "))
    assert organisation.view(desk).settings.reply_to == ""


def test_only_staff_see_and_change_the_settings(cast: Cast) -> None:
    for person in (cast.andrea, cast.ravi, cast.mei):
        desk = cast.desk_of(person)
        for act in (
            lambda desk: organisation.view(desk),
            lambda desk: organisation.set_picture(desk, "logo", png()),
            lambda desk: organisation.drop_picture(desk, "logo"),
            lambda desk: organisation.add_member(desk, "new@harbour.example.org", "New One", Role.STAFF),
            lambda desk: organisation.end_member(desk, cast.olga.person_id, Role.STAFF),
        ):
            with pytest.raises(NotAllowed):
                act(desk)


def test_a_logo_is_kept_by_its_content_and_an_older_one_stays_for_old_documents(cast: Cast) -> None:
    desk = cast.desk_of(cast.olga)
    organisation.set_picture(desk, "logo", png("#111111"))
    with cast.db.reading() as tx:
        first = organisations.look(tx, cast.harbour.org_id).logo
    organisation.set_picture(desk, "logo", png("#eeeeee"))
    assert organisation.view(desk).logo == png("#eeeeee")
    organisation.drop_picture(desk, "logo")
    assert organisation.view(desk).logo is None
    with cast.db.reading() as tx:
        assert organisations.asset(tx, first) == png("#111111")


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_picture_is_refused(cast: Cast, content: bytes) -> None:
    with pytest.raises(NotAPicture):
        organisation.set_picture(cast.desk_of(cast.olga), "logo", content)


def test_a_picture_has_at_most_two_megabytes(cast: Cast) -> None:
    with pytest.raises(PictureTooLarge):
        organisation.set_picture(cast.desk_of(cast.olga), "logo", png() + b"\0" * 2_000_000)


def test_staff_give_a_role_to_somebody_new_and_to_somebody_known_elsewhere(cast: Cast) -> None:
    desk = cast.desk_of(cast.olga)
    assert organisation.add_member(desk, " Ines@Harbour.example.org", "Ines Duarte", Role.INSTRUCTOR)
    assert not organisation.add_member(desk, "ines@harbour.example.org", "Somebody Else", Role.INSTRUCTOR)
    assert organisation.add_member(desk, cast.nils.address, "Nils Holm", Role.ANALYST)
    found = {(one.name, one.role) for one in organisation.view(desk).members}
    assert {("Ines Duarte", Role.INSTRUCTOR), ("Nils Holm", Role.ANALYST)} <= found
    with cast.db.reading() as tx:
        assert people.roles_in(tx, cast.north.org_id, cast.nils.person_id) == {Role.STAFF}


def test_adding_asks_for_a_name_whether_or_not_the_address_is_known(cast: Cast) -> None:
    desk = cast.desk_of(cast.olga)
    for address in (cast.nils.address, "nobody@harbour.example.org"):
        with pytest.raises(UnfitSetting, match="name"):
            organisation.add_member(desk, address, " ", Role.ANALYST)


def test_holder_and_operator_are_no_roles_to_give_or_take(cast: Cast) -> None:
    desk = cast.desk_of(cast.olga)
    for role in (Role.HOLDER, Role.OPERATOR):
        with pytest.raises(UnfitSetting):
            organisation.add_member(desk, "new@harbour.example.org", "New One", role)
    assert not organisation.end_member(desk, cast.mei.person_id, Role.HOLDER)
    with cast.db.reading() as tx:
        assert people.roles_in(tx, cast.harbour.org_id, cast.mei.person_id) == {Role.HOLDER}


def test_the_last_member_of_staff_stays(cast: Cast) -> None:
    desk = cast.desk_of(cast.olga)
    with pytest.raises(LastStaff):
        organisation.end_member(desk, cast.olga.person_id, Role.STAFF)
    organisation.add_member(desk, cast.andrea.address, "Andrea Steele", Role.STAFF)
    assert organisation.end_member(desk, cast.olga.person_id, Role.STAFF)
    with pytest.raises(NotAllowed):
        organisation.view(desk)


def test_nobody_takes_a_role_away_in_another_organisation(cast: Cast) -> None:
    assert not organisation.end_member(cast.desk_of(cast.nils), cast.andrea.person_id, Role.INSTRUCTOR)
    with cast.db.reading() as tx:
        assert people.roles_in(tx, cast.harbour.org_id, cast.andrea.person_id) == {Role.INSTRUCTOR}
