"""Filters under a name: each member of staff keeps the own ones, in each organisation apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import NotAllowed, Refusal
from core.model import Role
from core.services import saved_filters
from core.services.saved_filters import SavedFilter, TooManyFilters, UnfitFilter, UnfitFilterName
from tests.cast import Cast, in_both


def test_a_filter_is_kept_under_its_name_replaced_and_forgotten(cast: Cast) -> None:
    olga = cast.desk_of(cast.olga)
    assert saved_filters.save(olga, "  Due   soon ", "list=due&course=BLS")
    assert not saved_filters.save(olga, "Due soon", "list=due")
    assert saved_filters.save(olga, "Laggards", "list=overdue")
    assert saved_filters.kept(olga) == [SavedFilter("Due soon", "list=due"), SavedFilter("Laggards", "list=overdue")]
    assert saved_filters.forget(olga, "Due soon")
    assert not saved_filters.forget(olga, "Due soon")
    assert [one.name for one in saved_filters.kept(olga)] == ["Laggards"]


def test_nobody_sees_the_filters_of_another_member_of_staff_or_organisation(cast: Cast) -> None:
    in_both(cast, cast.olga, Role.STAFF)
    in_both(cast, cast.nils, Role.STAFF)
    saved_filters.save(cast.desk_of(cast.olga), "Mine", "list=due")
    colleague = cast.desk_of(replace(cast.nils, org=cast.harbour))
    elsewhere = cast.desk_of(replace(cast.olga, org=cast.north))
    for other in (colleague, elsewhere):
        assert saved_filters.kept(other) == []
        assert not saved_filters.forget(other, "Mine")
    assert len(saved_filters.kept(cast.desk_of(cast.olga))) == 1


def test_an_instructor_keeps_no_filters_of_the_lists(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        saved_filters.save(cast.desk_of(cast.andrea), "Mine", "list=due")


@pytest.mark.parametrize(
    ("name", "query", "refused"),
    [("  ", "list=due", UnfitFilterName), ("x" * 61, "", UnfitFilterName), ("A", "x" * 9000, UnfitFilter)],
)
def test_a_filter_without_a_name_or_of_any_length_is_refused(
    cast: Cast, name: str, query: str, refused: type[Refusal]
) -> None:
    with pytest.raises(refused):
        saved_filters.save(cast.desk_of(cast.olga), name, query)
    assert saved_filters.kept(cast.desk_of(cast.olga)) == []


def test_the_thirty_first_filter_is_refused_and_the_thirty_stay(cast: Cast) -> None:
    olga = cast.desk_of(cast.olga)
    for number in range(saved_filters.MOST):
        saved_filters.save(olga, f"Filter {number}", "")
    with pytest.raises(TooManyFilters):
        saved_filters.save(olga, "One more", "")
    assert not saved_filters.save(olga, "Filter 1", "list=due")
    assert len(saved_filters.kept(olga)) == saved_filters.MOST
