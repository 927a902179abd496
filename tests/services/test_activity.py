"""The audit as staff read it: filtered, in local time, with before and after, and honest about itself."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from core.errors import NotAllowed
from core.services import activity
from core.services.activity import Change, UnfitPeriod, Wanted
from tests.cast import Cast, Person


def act(cast: Cast, who: Person, action: str, subject: str, at: str = "2026-03-02T09:00", **after: object) -> None:
    cast.now = datetime.fromisoformat(at)
    desk = cast.desk_of(who)
    with desk.db.transaction() as tx:
        desk.record(tx, action, subject, {"place": "Kiel"} if "place" in after else None, after)


def test_staff_see_what_was_done_in_their_organisation_newest_first_and_nobody_elses(cast: Cast) -> None:
    act(cast, cast.andrea, "workshop.created", "workshop:12", place="Bremen")
    act(cast, cast.nils, "workshop.created", "workshop:13")
    act(cast, cast.olga, "workshop.cancelled", "workshop:12")
    total, acts = activity.acts(cast.desk_of(cast.olga), Wanted())
    assert total == 2
    assert [(one.actor, one.action) for one in acts] == [
        ("Olga Berg", "workshop.cancelled"),
        ("Andrea Steele", "workshop.created"),
    ]
    assert acts[1].changes == (Change("place", "Kiel", "Bremen"),)


def test_instructors_do_not_read_the_audit(cast: Cast) -> None:
    for read in (lambda desk: activity.acts(desk, Wanted()), activity.choices, activity.chain):
        with pytest.raises(NotAllowed):
            read(cast.desk_of(cast.andrea))


def test_a_subject_is_a_kind_of_record_or_one_of_them(cast: Cast) -> None:
    for subject in ("workshop:1", "workshop:12", "order:1"):
        act(cast, cast.olga, "seen", subject)
    desk = cast.desk_of(cast.olga)

    def found(subject: str) -> set[str]:
        return {one.subject for one in activity.acts(desk, Wanted(subject=subject))[1]}

    assert found("workshop") == {"workshop:1", "workshop:12"}
    assert found("workshop:1") == {"workshop:1"}
    assert found(" order:1 ") == {"order:1"}


def test_days_are_the_organisations_and_both_are_included(cast: Cast) -> None:
    act(cast, cast.olga, "late", "x:1", "2026-03-01T23:30")  # in Berlin half past midnight on the 2nd
    act(cast, cast.olga, "noon", "x:2", "2026-03-02T11:00")
    act(cast, cast.olga, "next", "x:3", "2026-03-02T23:00")  # the 3rd in Berlin
    desk = cast.desk_of(cast.olga)
    _, acts = activity.acts(desk, Wanted(since=date(2026, 3, 2), until=date(2026, 3, 2)))
    assert [one.action for one in acts] == ["noon", "late"]
    assert acts[1].at == datetime.fromisoformat("2026-03-02T00:30")
    with pytest.raises(UnfitPeriod):
        activity.acts(desk, Wanted(since=date(2026, 3, 2), until=date(2026, 3, 1)))


def test_filters_offer_what_there_is_and_pages_have_twenty_five_rows(cast: Cast) -> None:
    for number in range(30):
        act(cast, cast.andrea, "roster.uploaded", f"workshop:{number}")
    desk = cast.desk_of(cast.olga)
    assert activity.choices(desk) == activity.Choices(["Andrea Steele"], ["roster.uploaded"])
    total, second = activity.acts(desk, Wanted(actor="Andrea Steele", action="roster.uploaded"), page=2)
    assert (total, len(second)) == (30, 5)
    assert activity.acts(desk, Wanted(actor="Nobody"))[0] == 0


def test_the_chain_says_where_a_row_was_changed_behind_our_back(cast: Cast) -> None:
    for number in range(5):
        act(cast, cast.olga, "seen", f"workshop:{number}")
    desk = cast.desk_of(cast.olga)
    assert activity.chain(desk) == activity.Chain(5, 5, None)
    with cast.db.transaction() as tx:
        tx.execute("UPDATE audit SET actor = 'Somebody else' WHERE seq = 3")
    assert activity.chain(desk).broken_at == 3


def test_of_a_long_audit_the_newest_rows_are_checked(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "CHECKED", 2)
    for number in range(5):
        act(cast, cast.olga, "seen", f"workshop:{number}")
    desk = cast.desk_of(cast.olga)
    with cast.db.transaction() as tx:
        tx.execute("UPDATE audit SET actor = 'Somebody else' WHERE seq = 2")
    assert activity.chain(desk) == activity.Chain(5, 2, None)
    with cast.db.transaction() as tx:
        tx.execute("DELETE FROM audit WHERE seq = 5")
    assert activity.chain(desk).broken_at == 5
