"""Filters that staff keep for themselves: a name, and the query that an address of the list carries."""

from __future__ import annotations

from core.errors import Refusal, SignedOut
from core.model import PersonId, Role
from core.services.desk import Desk
from core.store import saved_filters
from core.store.saved_filters import SavedFilter as SavedFilter  # pages draw it

LONGEST_NAME = 60
LONGEST_QUERY = 8000
MOST = 30


class UnfitFilterName(Refusal):
    def __init__(self) -> None:
        super().__init__(f"A filter needs a name of at most {LONGEST_NAME} letters. Enter one.")


class TooManyFilters(Refusal):
    def __init__(self) -> None:
        super().__init__(f"You keep {MOST} filters already. Forget one first.")


class UnfitFilter(Refusal):
    def __init__(self) -> None:
        super().__init__("This is no filter of the list. Set it again, then save it.")


def kept(desk: Desk) -> list[SavedFilter]:
    """Return the filters of whoever is here, by name. Staff only."""
    with desk.reading_as(Role.STAFF) as tx:
        return saved_filters.of(tx, desk.actor.org_id, _person(desk))


def save(desk: Desk, name: str, query: str) -> bool:
    """Keep a filter for whoever is here; return whether its name is new, else it replaces the one of that name.

    Raises UnfitFilterName, UnfitFilter or TooManyFilters.
    """
    words = " ".join(name.split())
    if not words or len(words) > LONGEST_NAME:
        raise UnfitFilterName
    if len(query) > LONGEST_QUERY or not query.isprintable():
        raise UnfitFilter
    with desk.acting_as(Role.STAFF) as tx:
        org, person = desk.actor.org_id, _person(desk)
        new = saved_filters.put(tx, org, person, SavedFilter(words, query), desk.now)
        if len(saved_filters.of(tx, org, person)) > MOST:
            raise TooManyFilters
        return new


def forget(desk: Desk, name: str) -> bool:
    """Forget a filter of whoever is here; return whether it was there."""
    with desk.acting_as(Role.STAFF) as tx:
        return saved_filters.drop(tx, desk.actor.org_id, _person(desk), name)


def _person(desk: Desk) -> PersonId:
    """An operator at the command line keeps none."""
    if desk.actor.person_id is None:
        raise SignedOut
    return desk.actor.person_id
