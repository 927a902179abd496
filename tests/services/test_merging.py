"""Two persons who are one: merged as previewed, and two again exactly as they were."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import NotAllowed, NotFound, PlanStale
from core.model import PersonId, Role
from core.services.identity import merging
from core.services.identity.refusals import CannotBeOne, KnownElsewhere, OnePersonOnly
from core.services.recertification import undo
from core.services.recertification.acting import Done
from core.services.recertification.assign import Assign
from core.services.recertification.recertification_dates import SetRecertifyDate
from core.services.recertification.recertify import Recertify
from core.services.recertification.selection import Persons
from core.store import people
from core.store.identity import moving
from core.store.orphans import references
from tests.cast import NOW, Cast
from tests.proofs.racing import race
from tests.proofs.snapshot import everything
from tests.services.renewing import Renewal, renewal

TRAIL = {"address_signature", "audit", "audit_head", "batch", "merged_row"}


@pytest.fixture
def scene(cast: Cast) -> Renewal:
    return renewal(cast)


def two(scene: Renewal) -> tuple[PersonId, PersonId]:
    """Return Mei, who completed BLS, and Mei again, who completed FA under another address."""
    return scene.person("Mei Berg", date(2025, 4, 20)), scene.person("Mei Tanaka-Berg", date(2024, 1, 10), "FA")


def merge(scene: Renewal, keep: PersonId, gone: PersonId) -> Done:
    shown = merging.preview(scene.olga, keep, gone)
    done = merging.confirm(scene.olga, keep, gone, shown.hash)
    assert dict(done.counts) == dict(shown.plan.will)
    return done


def take_back(scene: Renewal, batch: int) -> Done:
    return undo.confirm(scene.olga, batch, undo.preview(scene.olga, batch).hash)


def records(cast: Cast) -> dict[str, list[object]]:
    """Return the whole store but for the trail that every act leaves."""
    return {table: list(rows) for table, rows in everything(cast.db).items() if table not in TRAIL}


def rich(scene: Renewal, who: PersonId, number: str, code: str = "BLS-1") -> None:
    """Give somebody one of nearly everything."""
    cast = scene.cast
    with cast.db.transaction() as tx:
        course = scene.course(code)
        tx.execute("INSERT INTO external_id VALUES ($org, $number, $who)", org=scene.org, number=number, who=who)
        tx.execute(
            """
            INSERT INTO certificate (certificate_id, org_id, person_id, course_id, number, state, term_key, starts_on,
                                     valid_through, because, made_at)
            VALUES (nextval('ids'), $org, $who, $course, $number, 'issued',
                    $who || ':' || $course || ':' || CAST($day AS DATE), $day, $through, '', $now)
            """,
            org=scene.org,
            who=who,
            course=course.course_id,
            number=number,
            day=date(2023, 1, 1) + timedelta(days=int(number)),
            through=date(2024, 1, 1),
            now=NOW,
        )
        tx.execute(
            "INSERT INTO saved_filter VALUES ($org, $who, 'Mine', 'list=due', $now)", org=scene.org, who=who, now=NOW
        )
        tx.execute(
            """
            INSERT INTO extension (org_id, person_id, family, starts_on, extended_to, reason, made_at)
            VALUES ($org, $who, 'BLS', DATE '2023-01-02', DATE '2026-01-01', 'ship at sea', $now)
            """,
            org=scene.org,
            who=who,
            now=NOW,
        )
        people.add_membership(tx, scene.org, who, Role.INSTRUCTOR, NOW)
    works_in(scene, who, "Wards")


def test_everything_of_both_is_one_persons_afterwards(scene: Renewal) -> None:
    keep, gone = two(scene)
    rich(scene, gone, "7")
    merge(scene, keep, gone)
    assert scene.rows("SELECT address, kind FROM address WHERE person_id = $p ORDER BY 1", p=keep) == [
        ("mei.berg@example.org", "primary"),
        ("mei.tanaka-berg@example.org", "alternate"),
    ]
    assert scene.rows("SELECT count(*) FROM completion WHERE person_id = $p", p=keep) == [(2,)]
    assert scene.rows("SELECT external_id FROM external_id WHERE person_id = $p", p=keep) == [("7",)]
    assert scene.rows("SELECT person_id FROM certificate") == [(keep,)]
    assert {
        row[0] for row in scene.rows("SELECT role FROM membership WHERE person_id = $p AND ended_at IS NULL", p=keep)
    } == {
        "holder",
        "instructor",
    }
    assert scene.rows("SELECT family FROM learner WHERE person_id = $p ORDER BY 1", p=keep) == [("BLS",), ("FA",)]
    assert scene.rows("SELECT count(*) FROM learner WHERE person_id = $p", p=gone) == [(0,)]
    scene.facts_are_kept()
    with pytest.raises(NotFound):
        merging.preview(scene.olga, gone, keep)


def test_the_preview_shows_both_and_counts_what_will_move(scene: Renewal) -> None:
    keep, gone = two(scene)
    shown = merging.preview(scene.olga, keep, gone)
    assert (shown.keep.name, shown.gone.name) == ("Mei Berg", "Mei Tanaka-Berg")
    assert [one.address for one in shown.gone.addresses] == ["mei.tanaka-berg@example.org"]
    assert shown.gone.records == {"completion": 1}
    assert shown.plan.will == {"addresses": 1, "records": 1}


@pytest.mark.parametrize("same_family", [True, False])
def test_undoing_restores_the_records_exactly(scene: Renewal, same_family: bool) -> None:
    keep, gone = two(scene)
    rich(scene, keep, "7")
    rich(scene, gone, "8")
    if same_family:
        scene.complete(gone, date(2025, 6, 1), "BLS-2")
    scene.do(SetRecertifyDate(date(2026, 5, 5)), Persons(frozenset([keep, gone])))
    scene.do(Assign("FA"), Persons(frozenset([gone])))
    before = records(scene.cast)
    done = merge(scene, keep, gone)
    assert records(scene.cast) != before
    scene.facts_are_kept()
    reversed_ = take_back(scene, done.batch_id)
    assert reversed_.counts["kept"] == 0
    after = records(scene.cast)
    assert {table for table in after if after[table] != before[table]} == set()
    scene.facts_are_kept()
    again = merge(scene, keep, gone)
    assert again.batch_id != done.batch_id


WHAT = st.sampled_from(["completes", "assigned", "dated", "rich", "archived", "unit"])


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    of_one=st.lists(WHAT, max_size=4, unique=True),
    of_other=st.lists(WHAT, max_size=4, unique=True),
    merges=st.integers(1, 2),
)
def test_whatever_the_two_have_undo_restores_it(
    scene: Renewal, of_one: list[str], of_other: list[str], merges: int
) -> None:
    """Every example has two new people; all stay in one store, so that nobody else's records may move either."""
    count = scene.rows("SELECT count(*) FROM person")[0][0]
    one, other = (scene.person(f"{name} Nr{count}", date(2025, 4, 20)) for name in ("Ida", "Eva"))
    for who, has, number in ((one, of_one, f"{2 * count}"), (other, of_other, f"{2 * count + 1}")):
        for what in has:
            give(scene, who, what, number)
    before = records(scene.cast)
    try:
        for _ in range(merges):
            done = merge(scene, one, other)
            assert scene.rows("SELECT address FROM address WHERE person_id = $p", p=other) == []
            take_back(scene, done.batch_id)
    except CannotBeOne:
        assert "assigned" in of_one
        assert "assigned" in of_other
    assert {table for table, rows in records(scene.cast).items() if rows != before[table]} == set()
    scene.facts_are_kept()


def give(scene: Renewal, who: PersonId, what: str, number: str) -> None:
    only = Persons(frozenset([who]))
    if what == "completes":
        scene.complete(who, date(2025, 7, 1), "BLS-2")
    elif what == "assigned":
        scene.do(Recertify(), only)
    elif what == "dated":
        scene.do(SetRecertifyDate(date(2026, 5, 5)), only)
    elif what == "rich":
        rich(scene, who, number, "BLS-2")
    elif what == "archived":
        scene.archive(who)
    else:
        works_in(scene, who, "Dock")


def works_in(scene: Renewal, who: PersonId, department: str) -> None:
    with scene.cast.db.transaction() as tx:
        tx.execute("DELETE FROM person_unit WHERE person_id = $who", who=who)
        tx.execute(
            """
            INSERT INTO person_unit (org_id, person_id, department, location, manager, changed_at)
            VALUES ($org, $who, $department, '', '', $now)
            """,
            org=scene.org,
            who=who,
            department=department,
            now=NOW,
        )


def test_what_was_touched_since_is_kept_and_said(scene: Renewal) -> None:
    keep, gone = two(scene)
    rich(scene, gone, "7")
    scene.do(Assign("FA"), Persons(frozenset([gone])))
    done = merge(scene, keep, gone)
    with scene.cast.db.transaction() as tx:
        tx.execute("UPDATE certificate SET state = 'revoked', term_key = NULL WHERE person_id = $p", p=keep)
        tx.execute("DELETE FROM external_id WHERE person_id = $p", p=keep)
        tx.execute("UPDATE address SET verified_at = NULL WHERE person_id = $p", p=keep)
    shown = undo.preview(scene.olga, done.batch_id)
    assert shown.plan.will["kept"] == 2
    assert sorted(one.code for one in shown.plan.refused) == ["CHANGED", "MOVED_ON"]
    assert all("Mei Tanaka-Berg" in one.say for one in shown.plan.refused)
    take_back(scene, done.batch_id)
    assert scene.rows("SELECT person_id FROM certificate") == [(keep,)]
    assert scene.rows("SELECT person_id FROM assignment") == [(gone,)]
    scene.facts_are_kept()


def test_a_second_merge_is_undone_before_the_first(scene: Renewal) -> None:
    keep, gone = two(scene)
    third = scene.person("Mei T", date(2025, 1, 1), "FA")
    before = records(scene.cast)
    first = merge(scene, keep, gone)
    scene.cast.now += timedelta(minutes=1)
    second = merge(scene, third, keep)
    shown = undo.preview(scene.olga, second.batch_id)
    assert shown.plan.will["kept"] == 0
    take_back(scene, second.batch_id)
    take_back(scene, first.batch_id)
    assert {table for table, rows in records(scene.cast).items() if rows != before[table]} == set()


def test_what_one_person_cannot_have_twice_is_refused_with_a_sentence(scene: Renewal) -> None:
    keep, gone = scene.person("Ida Klein", date(2025, 4, 20)), scene.person("Ida K", date(2025, 4, 20))
    both = Persons(frozenset([keep, gone]))
    rich(scene, keep, "7")
    rich(scene, gone, "8")
    with scene.cast.db.transaction() as tx:
        tx.execute("UPDATE certificate SET starts_on = DATE '2023-02-02', term_key = person_id || ':x'")
    scene.do(Recertify(), both)
    before = records(scene.cast)
    with pytest.raises(CannotBeOne) as refused:
        merging.preview(scene.olga, keep, gone)
    assert len(refused.value.reasons) == 2
    assert "Both have BLS open" in refused.value.say
    assert "Both hold a live certificate in" in refused.value.say
    assert records(scene.cast) == before


def test_credit_of_one_course_that_both_have_is_refused_and_other_credit_moves(scene: Renewal) -> None:
    keep, gone = two(scene)
    with scene.cast.db.transaction() as tx:
        tx.execute(
            """
            INSERT INTO ceu_course (ceu_course_id, org_id, ceulid, ceulid_key, title, hours_hundredths, state, made_at)
            VALUES (900, $org, 'C-1', 'c-1', 'Burns', 100, 'approved', $now),
                   (901, $org, 'C-2', 'c-2', 'Airway', 100, 'approved', $now)
            """,
            org=scene.org,
            now=NOW,
        )
        for credit, course, who, state in (
            (1, 900, keep, "offered"),
            (2, 900, gone, "accepted"),
            (3, 901, gone, "accepted"),
        ):
            tx.execute(
                """
                INSERT INTO credit (credit_id, org_id, ceu_course_id, address, person_id, hours_hundredths, attended_on,
                                    state, posted_as, note, lead_id, made_by, made_at)
                VALUES ($credit, $org, $course, 'x@example.org', $who, 100, DATE '2026-01-01', $state, 'c', '', $credit,
                        '', $now)
                """,
                credit=credit,
                org=scene.org,
                course=course,
                who=who,
                state=state,
                now=NOW,
            )
            key = f"{course}:p{who}" + (":1" if state == "accepted" else "")
            tx.execute("INSERT INTO live_credit VALUES ($key, $credit)", key=key, credit=credit)
    with pytest.raises(CannotBeOne, match="Both have credit of C-1"):
        merging.preview(scene.olga, keep, gone)
    with scene.cast.db.transaction() as tx:
        tx.execute("UPDATE credit SET state = 'withdrawn' WHERE credit_id = 1")
        tx.execute("DELETE FROM live_credit WHERE credit_id = 1")
    before = records(scene.cast)
    done = merge(scene, keep, gone)
    assert scene.rows("SELECT live_key FROM live_credit ORDER BY 1") == [(f"900:p{keep}:1",), (f"901:p{keep}:1",)]
    take_back(scene, done.batch_id)
    assert records(scene.cast) == before


def test_people_whom_another_organisation_knows_are_not_merged(scene: Renewal) -> None:
    keep, gone = two(scene)
    with scene.cast.db.transaction() as tx:
        people.add_membership(tx, scene.cast.north.org_id, gone, Role.HOLDER, NOW)
    for one, other in ((keep, gone), (gone, keep)):
        with pytest.raises(KnownElsewhere, match="Mei Tanaka-Berg"):
            merging.preview(scene.olga, one, other)
    with pytest.raises(NotFound):
        merging.preview(scene.olga, keep, scene.cast.nils.person_id)
    with pytest.raises(NotFound):
        merging.find(scene.olga, "nils@north.example.org")


def test_an_undo_is_refused_once_another_organisation_knows_the_person(scene: Renewal) -> None:
    keep, gone = two(scene)
    done = merge(scene, keep, gone)
    with scene.cast.db.transaction() as tx:
        people.add_membership(tx, scene.cast.north.org_id, keep, Role.HOLDER, NOW)
    with pytest.raises(KnownElsewhere):
        undo.preview(scene.olga, done.batch_id)


def test_only_staff_merge_and_only_two(scene: Renewal) -> None:
    keep, gone = two(scene)
    with pytest.raises(NotAllowed):
        merging.preview(scene.cast.desk_of(scene.cast.andrea), keep, gone)
    with pytest.raises(OnePersonOnly):
        merging.preview(scene.olga, keep, keep)
    assert merging.find(scene.olga, " Mei.Berg@example.org ") == keep
    assert merging.find(scene.olga, str(gone)) == gone


def test_confirming_twice_merges_once_and_a_stale_plan_is_refused(scene: Renewal) -> None:
    keep, gone = two(scene)
    shown = merging.preview(scene.olga, keep, gone)
    scene.complete(gone, date(2026, 1, 5), "BLS-2")
    with pytest.raises(PlanStale):
        merging.confirm(scene.olga, keep, gone, shown.hash)
    shown = merging.preview(scene.olga, keep, gone)
    first = merging.confirm(scene.olga, keep, gone, shown.hash)
    before = everything(scene.cast.db)
    again = merging.confirm(scene.olga, keep, gone, shown.hash)
    assert again.already
    assert again.batch_id == first.batch_id
    assert everything(scene.cast.db) == before


def test_two_staff_who_merge_in_both_directions_at_once_leave_one_person(scene: Renewal) -> None:
    keep, gone = two(scene)
    ways = [(keep, gone), (gone, keep)]
    plans = [merging.preview(scene.olga, *way).hash for way in ways]
    answers = race(
        *(lambda at=at: merging.confirm(scene.olga, *ways[at], plans[at]) for at in range(2))  # type: ignore[misc]
    )
    assert sum(isinstance(answer, Done) for answer in answers) == 1
    assert (
        len({row[0] for row in scene.rows("SELECT person_id FROM address WHERE address LIKE 'mei.%example.org'")}) == 1
    )
    scene.facts_are_kept()


def test_every_table_that_points_at_a_person_is_moved_or_said_to_stay(scene: Renewal) -> None:
    with scene.cast.db.reading() as tx:
        pointing = {(table, column) for table, column, target in references(tx) if target == "person"}
    moved = {(one.table, one.column) for one in moving.MOVED}
    assert pointing - moved - moving.WITH_CARE - set(moving.STAYS) == set()
    assert (moved | moving.WITH_CARE | set(moving.STAYS)) - pointing == set()


def test_without_its_list_a_table_would_be_left_behind(scene: Renewal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: the comparison of whole stores sees a table that is not moved back."""
    keep, gone = two(scene)
    before = records(scene.cast)
    done = merge(scene, keep, gone)
    monkeypatch.setattr(moving, "MOVED", tuple(one for one in moving.MOVED if one.table != "completion"))
    take_back(scene, done.batch_id)
    assert {table for table, rows in records(scene.cast).items() if rows != before[table]} == {"completion", "learner"}
