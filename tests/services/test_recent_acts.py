"""What was done lately: newest first, and whether it can still be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.services import recent_acts
from core.services.recertification import undo
from core.services.recertification.recertify import Recertify
from tests.cast import Cast
from tests.services.renewing import named, renewal


def test_acts_stand_newest_first_and_say_whether_they_can_be_undone(cast: Cast) -> None:
    scene = renewal(cast)
    first = scene.do(Recertify(), named(scene.person("Ana Silva", date(2025, 4, 20))))
    second = scene.do(Recertify(), named(scene.person("Bo Ek", date(2025, 4, 20))))
    undo.confirm(scene.olga, first.batch_id, undo.preview(scene.olga, first.batch_id).hash)
    found = recent_acts.recent(scene.olga)
    assert [(one.batch_id, one.kind, one.can_undo) for one in found] == [
        (second.batch_id, "recertify", True),
        (first.batch_id, "recertify", False),
    ]
    assert found[1].undone_at is not None
    assert dict(found[0].counts) == {"assignments": 1, "mails": 1}
    assert found[0].made_by == "Olga Berg"
    assert recent_acts.recent(scene.olga, 1) == found[:1]
    in_berlin = replace(scene.olga, zone="Europe/Berlin")
    assert [recent_acts.recent(desk, 1)[0].made_at.hour for desk in (scene.olga, in_berlin)] == [9, 10]


def test_another_organisation_sees_none_of_it(cast: Cast) -> None:
    scene = renewal(cast)
    scene.do(Recertify(), named(scene.person("Ana Silva", date(2025, 4, 20))))
    assert recent_acts.recent(cast.desk_of(cast.nils)) == []
