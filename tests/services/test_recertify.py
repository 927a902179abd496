"""Recertification assigns the right course to whoever is due, says why others are left out, and happens once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from threading import Thread

import pytest

from core.errors import NotAllowed, PlanStale, Refusal, SomebodyWasFaster
from core.model import Chosen, PersonId, PlanHash
from core.rules import recertification
from core.services import courses
from core.services.recertification import acting, undo
from core.services.recertification.acting import Done
from core.services.recertification.assign import Assign
from core.services.recertification.recertify import Recertify
from core.services.recertification.selection import Wanted, on_list, persons_of_file
from core.store import learner_facts, outbox_claims
from core.store.actions import batch_mails
from tests.cast import Cast
from tests.services.renewing import DUE, TODAY, Renewal, named, renewal

LAST_YEAR = date(2025, 3, 20)  # valid through 20 March 2026, due from 19 January


@pytest.fixture
def scene(cast: Cast) -> Renewal:
    return renewal(cast)


def test_everybody_due_is_assigned_the_course_last_taken_until_its_due_date(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)
    ben = scene.person("Ben Roth", LAST_YEAR, "BLS-2")
    scene.person("Cleo Marsh", date(2025, 12, 1))
    done = scene.do(Recertify())
    assert dict(done.counts) == {"assignments": 2, "mails": 2}
    assert done.refused == ()
    assert scene.rows("""
        SELECT a.person_id, c.code, a.state, a.assigned_on, a.due_on, a.recertify_on, a.source, a.batch_id
          FROM assignment AS a
          JOIN course AS c ON c.course_id = a.course_id
         ORDER BY a.person_id
    """) == [
        (ana, "BLS-1", "assigned", TODAY, TODAY + timedelta(30), None, "manual", done.batch_id),
        (ben, "BLS-2", "assigned", TODAY, TODAY + timedelta(30), None, "manual", done.batch_id),
    ]
    scene.facts_are_kept()


def test_the_next_course_set_for_a_person_goes_before_the_one_last_taken(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)
    with scene.cast.db.transaction() as tx:
        tx.execute(
            "INSERT INTO next_course VALUES ($org, $who, 'BLS', $course, NULL, $now, NULL)",
            org=scene.org,
            who=ana,
            course=scene.course("BLS-2").course_id,
            now=scene.cast.now,
        )
        learner_facts.keep(tx, scene.org, [ana])
    scene.do(Recertify())
    assert scene.rows("SELECT course_id FROM assignment") == [(scene.course("BLS-2").course_id,)]
    scene.facts_are_kept()


def test_each_of_the_others_is_refused_with_its_reason(scene: Renewal) -> None:
    opened, early, gone, never, fresh, forever = (
        scene.person("Ana Silva", LAST_YEAR),
        scene.person("Ben Roth", date(2025, 12, 1)),
        scene.person("Cleo Marsh", LAST_YEAR),
        scene.person("Dora Weiss"),
        scene.person("Emil Novak", LAST_YEAR),
        scene.person("Finn Lund", LAST_YEAR, "FA"),
    )
    scene.do(Recertify(), named(opened))
    scene.archive(gone)
    shown = scene.preview(Recertify(), named(opened, early, gone, never, fresh, forever))
    assert shown.plan.will == {"assignments": 1, "mails": 1}
    assert {row.who: (row.code, row.say) for row in shown.plan.refused} == {
        "ana.silva@example.org": (
            "OPEN_ASSIGNMENT",
            "Ana Silva has BLS 1 open already, due 1 Apr 2026. Change that assignment instead.",
        ),
        "ben.roth@example.org": (
            "NOT_DUE",
            "Ben Roth falls due in BLS 1 on 2 Oct 2026. Set an earlier recertification date to renew before.",
        ),
        "cleo.marsh@example.org": ("ARCHIVED", "Cleo Marsh is archived here. Restore the person first."),
        "dora.weiss@example.org": (
            "NOTHING_COMPLETED",
            "Dora Weiss has completed nothing in any course yet, so there is nothing to renew.",
        ),
        "finn.lund@example.org": (
            "NOT_DUE",
            "Finn Lund never falls due in FA 1: what was completed does not expire.",
        ),
    }


@pytest.mark.parametrize("completed", [LAST_YEAR, date(2025, 2, 10), date(2024, 1, 1)])
def test_due_in_grace_and_lapsed_can_be_renewed_each_from_its_list(scene: Renewal, completed: date) -> None:
    scene.person("Ana Silva", completed)
    names = {
        name: scene.preview(Recertify(), on_list(name)).plan.will["assignments"]
        for name in ("due", "in_grace", "lapsed")
    }
    assert sum(names.values()) == 1
    where = {LAST_YEAR: "due", date(2025, 2, 10): "in_grace", date(2024, 1, 1): "lapsed"}[completed]
    assert names[where] == 1


def test_confirming_twice_returns_the_same_batch_though_the_list_is_empty_by_then(scene: Renewal) -> None:
    scene.person("Ana Silva", LAST_YEAR)
    shown = scene.preview(Recertify())
    first = acting.confirm(scene.olga, Recertify(), DUE, shown.hash)
    again = acting.confirm(scene.olga, Recertify(), DUE, shown.hash)
    assert (again.batch_id, dict(again.counts), again.already) == (first.batch_id, dict(first.counts), True)
    assert scene.rows("SELECT count(*) FROM assignment") == [(1,)]
    assert scene.rows("SELECT count(*) FROM outbox") == [(1,)]
    assert scene.rows("SELECT count(*) FROM audit WHERE action = 'recertify.done'") == [(1,)]
    assert scene.preview(Recertify()).plan.will == {"assignments": 0, "mails": 0}


def test_a_plan_that_the_records_have_overtaken_is_refused_by_name_and_does_nothing(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)
    scene.person("Ben Roth", LAST_YEAR)
    scene.do(Recertify(), named(scene.person("Cleo Marsh", LAST_YEAR)))
    shown = scene.preview(Recertify())
    scene.cast.now += timedelta(minutes=5)
    scene.complete(ana, TODAY)
    with pytest.raises(PlanStale) as stale:
        acting.confirm(scene.olga, Recertify(), DUE, shown.hash)
    assert "Ana Silva has a new completion" in stale.value.say
    assert scene.rows("SELECT count(*) FROM assignment WHERE state = 'assigned'") == [(1,)]


def test_a_selection_that_became_empty_is_stale(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)
    shown = scene.preview(Recertify())
    scene.complete(ana, TODAY)
    with pytest.raises(PlanStale):
        acting.confirm(scene.olga, Recertify(), DUE, shown.hash)


@pytest.mark.parametrize("invented", ["", "c0ffee", "f" * 64, "not a hash at all " * 9])
def test_an_invented_hash_confirms_nothing(scene: Renewal, invented: str) -> None:
    scene.person("Ana Silva", LAST_YEAR)
    with pytest.raises(PlanStale):
        acting.confirm(scene.olga, Recertify(), DUE, PlanHash(invented))


def test_the_same_list_shows_the_same_hash_until_something_moves(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)
    shown = scene.preview(Recertify())
    assert scene.preview(Recertify()).hash == shown.hash
    scene.complete(ana, LAST_YEAR + timedelta(1))
    assert scene.preview(Recertify()).hash[:64] != shown.hash[:64]


def test_another_organisation_sees_and_assigns_nobody_of_ours(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)
    nils = scene.cast.desk_of(scene.cast.nils)
    (learner,) = scene.rows("SELECT learner_id FROM learner")
    assert scene.preview(Recertify(), DUE, nils).plan.will["assignments"] == 0
    ticked = scene.preview(Recertify(), Chosen(frozenset(learner)), nils).plan
    assert ticked.will["assignments"] == 0
    assert [one.say for one in ticked.refused] == [
        f"The ticked row {learner[0]} is not on your lists any more. Tick people afresh."
    ]
    (refused,) = scene.preview(Recertify(), named(ana), nils).plan.refused
    assert (refused.code, refused.who) == ("NOT_FOUND", str(ana))
    shown = scene.preview(Recertify())
    with pytest.raises(PlanStale):
        acting.confirm(nils, Recertify(), DUE, shown.hash)


def test_a_person_of_two_organisations_can_have_the_same_family_open_in_both(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)
    scene.complete(ana, LAST_YEAR, org=scene.cast.north.org_id)
    scene.do(Recertify())
    scene.do(Recertify(), DUE, scene.cast.desk_of(scene.cast.nils))
    assert scene.rows("SELECT count(*) FROM assignment WHERE person_id = $who", who=ana) == [(2,)]


def test_only_staff_recertify(scene: Renewal) -> None:
    scene.person("Ana Silva", LAST_YEAR)
    for who in (scene.cast.andrea, scene.cast.ravi, scene.cast.mei):
        with pytest.raises(NotAllowed):
            scene.preview(Recertify(), DUE, scene.cast.desk_of(who))
        with pytest.raises(NotAllowed):
            acting.confirm(scene.cast.desk_of(who), Recertify(), DUE, PlanHash("f" * 64))


def test_the_mail_is_held_for_the_hold_of_the_organisation_and_names_course_and_day(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)
    scene.do(Recertify())
    (mail,) = scene.rows("SELECT dedupe_key, kind, to_address, person_id, state, release_at, parameters FROM outbox")
    ((assignment,),) = scene.rows("SELECT assignment_id FROM assignment")
    assert mail[:5] == (f"assigned:{assignment}", "assigned", "ana.silva@example.org", ana, "held")
    assert mail[5] == scene.cast.now + timedelta(minutes=15)
    assert '"course":"BLS 1"' in mail[6]
    assert '"due_on":"2026-04-01"' in mail[6]


def test_nobody_is_written_to_at_an_address_that_is_out_of_use(scene: Renewal) -> None:
    ana, mei = scene.person("Ana Silva", LAST_YEAR), scene.cast.mei
    scene.complete(mei.person_id, LAST_YEAR)
    with scene.cast.db.transaction() as tx:
        tx.execute(
            "UPDATE address SET kind = 'inactive' WHERE person_id = $who OR address = $hers", who=ana, hers=mei.address
        )
    done = scene.do(Recertify())
    assert dict(done.counts) == {"assignments": 2, "mails": 1}
    assert scene.rows("SELECT to_address FROM outbox") == [("mei.tanaka@university.example.net",)]


def test_a_day_is_today_for_what_is_read_and_for_what_is_written(scene: Renewal) -> None:
    scene.person("Ana Silva", LAST_YEAR)
    later = scene.olga.on(date(2027, 6, 1))
    assert scene.preview(Recertify(), DUE, later).plan.will["assignments"] == 0
    scene.do(Recertify(), on_list("lapsed"), later)
    assert scene.rows("SELECT assigned_on, due_on FROM assignment") == [(date(2027, 6, 1), date(2027, 7, 1))]


def test_on_a_past_day_whoever_was_due_then_is_listed_but_nothing_is_opened_beside_an_open_one(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)
    scene.do(Recertify())
    earlier = scene.olga.on(date(2026, 2, 1))
    (refused,) = scene.preview(Recertify(), DUE, earlier).plan.refused
    assert refused.code == "OPEN_ASSIGNMENT"
    assert scene.preview(Recertify(), named(ana), earlier).plan.will["assignments"] == 0


def test_ids_and_addresses_of_a_file_name_the_same_people(scene: Renewal) -> None:
    ana, ben = scene.person("Ana Silva", LAST_YEAR), scene.person("Ben Roth", LAST_YEAR)
    by_id = persons_of_file(scene.olga, f"person\n{ana}\n\n{ben}\n".encode(), None)
    mixed = persons_of_file(scene.olga, f"{ana};x\r\n BEN.Roth@example.org \r\n{ana}".encode(), None)
    assert scene.preview(Recertify(), by_id).hash == scene.preview(Recertify(), mixed).hash
    assert scene.preview(Recertify(), by_id).plan.will["assignments"] == 2


def test_whoever_is_not_known_here_is_refused_as_they_were_named(scene: Renewal) -> None:
    scene.person("Sam Hale", by=scene.cast.nils)
    file = b"sam.hale@example.org\nnobody@example.org\n999999\nno address\n"
    shown = scene.preview(Recertify(), persons_of_file(scene.olga, file, None))
    assert sorted((row.who, row.code) for row in shown.plan.refused) == [
        ("999999", "NOT_FOUND"),
        ("no address", "NOT_FOUND"),
        ("nobody@example.org", "NOT_FOUND"),
        ("sam.hale@example.org", "NOT_FOUND"),
    ]


def test_a_course_narrows_a_selection_to_its_family(scene: Renewal) -> None:
    ana = scene.person("Ana Silva", LAST_YEAR)
    scene.complete(ana, LAST_YEAR, "FA")
    shown = scene.preview(Recertify(), named(ana, course="FA"))
    assert [row.code for row in shown.plan.refused] == ["NOT_DUE"]
    assert scene.preview(Recertify(), named(ana, course="BLS-2")).plan.will["assignments"] == 1
    assert scene.preview(Recertify(), on_list("due", "FA")).plan.will["assignments"] == 0


def test_the_set_based_reasons_are_those_of_the_rule(scene: Renewal) -> None:
    """Thousands of standings through SQL and through core/rules/recertification, day by day."""
    for place, completed in enumerate((LAST_YEAR, date(2024, 1, 1), date(2025, 12, 1), date(2025, 2, 10))):
        for code in ("BLS-1", "FA"):
            who = scene.person(f"P{place} {code}", completed, code)
            if place % 2:
                scene.archive(who)
    scene.do(Recertify(), named(*(row[0] for row in scene.rows("SELECT person_id FROM learner LIMIT 3"))))
    rows = scene.rows(
        """
        SELECT learner_id, archived, assignment_id, due_on, started, course_id, recertify_on, ends_on, grace_until
          FROM learner
        """
    )
    for days in range(-400, 800, 37):
        on = TODAY + timedelta(days)
        shown = scene.preview(Recertify(), Chosen(frozenset(row[0] for row in rows)), scene.olga.on(max(on, TODAY)))
        expected = [
            recertification.why_not(
                recertification.Standing(row[1], row[2] is not None, row[3], row[4], row[5] is not None, *row[6:]),
                max(on, TODAY),
            )
            for row in rows
        ]
        assert shown.plan.will["assignments"] == expected.count(None)
        assert sorted(row.code for row in shown.plan.refused) == sorted(code for code in expected if code)


def test_one_open_assignment_of_a_person_and_family_is_guarded_by_a_key_too(scene: Renewal) -> None:
    """Whatever else fails, a second one is refused; without the key (the control) it would be there."""
    scene.person("Ana Silva", LAST_YEAR)
    scene.do(Recertify())
    ((learner,),) = scene.rows("SELECT learner_id FROM learner")
    second = "INSERT INTO open_assignment (learner_id, assignment_id) VALUES ($learner, 1)"
    with pytest.raises(SomebodyWasFaster), scene.cast.db.transaction() as tx:
        tx.execute(second, learner=learner)
    with scene.cast.db.transaction() as tx:
        tx.execute("CREATE TEMP TABLE unguarded AS SELECT * FROM open_assignment")
        assert tx.execute(second.replace("open_assignment", "unguarded"), learner=learner) == 1


def test_two_who_confirm_at_once_assign_everybody_once(scene: Renewal) -> None:
    for name in ("Ana Silva", "Ben Roth", "Cleo Marsh"):
        scene.person(name, LAST_YEAR)
    one, other = scene.preview(Recertify()), scene.preview(Recertify(), named(*everybody(scene)))
    answers: list[object] = []

    def confirm(wanted: Wanted, plan: PlanHash) -> None:
        try:
            answers.append(acting.confirm(scene.olga, Recertify(), wanted, plan))
        except Refusal as refusal:
            answers.append(refusal)

    threads = [
        Thread(target=confirm, args=args) for args in ((DUE, one.hash), (named(*everybody(scene)), other.hash)) * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert scene.rows("SELECT count(*), count(DISTINCT person_id) FROM assignment") == [(3, 3)]
    assert {type(each) for each in answers} <= {Done, PlanStale}
    scene.facts_are_kept()


def everybody(scene: Renewal) -> list[PersonId]:
    return [row[0] for row in scene.rows("SELECT person_id FROM learner ORDER BY 1")]


def test_a_course_that_moves_to_another_family_takes_what_is_open_with_it(scene: Renewal) -> None:
    scene.person("Ana Silva", LAST_YEAR)
    scene.do(Recertify())
    courses.save(scene.olga, replace(scene.course("BLS-1"), family="RESUS"))
    assert scene.rows("SELECT family, assignment_id IS NOT NULL FROM learner") == [("RESUS", True)]
    scene.facts_are_kept()


def test_mails_of_a_large_action_are_written_piece_by_piece(scene: Renewal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first piece with the action, the others by the sender; who was taken out meanwhile gets none."""
    monkeypatch.setattr(batch_mails, "PIECE", 2)
    for name in ("Ana Silva", "Ben Roth", "Cleo Marsh", "Dora Weiss", "Emil Novak"):
        scene.person(name, LAST_YEAR)
    done = scene.do(Recertify())
    assert done.counts["mails"] == 5
    written = "SELECT count(*) FROM outbox WHERE state = 'held'"
    assert scene.rows(written) == [(2,)]
    scene.do(Assign("BLS-2"), named(everybody(scene)[4]))  # another batch, in place of the fifth
    with scene.cast.db.transaction() as tx:
        assert outbox_claims.anything_due(tx, scene.cast.now)
        while batch_mails.write_next(tx, scene.cast.now):
            pass
        assert not outbox_claims.anything_due(tx, scene.cast.now)
    assert scene.rows(written) == [(5,)]
    assert scene.rows("SELECT count(*), count(DISTINCT person_id) FROM outbox WHERE kind = 'assigned'") == [(5, 5)]


def test_what_is_undone_before_it_was_written_is_never_written(scene: Renewal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_mails, "PIECE", 2)
    for name in ("Ana Silva", "Ben Roth", "Cleo Marsh"):
        scene.person(name, LAST_YEAR)
    done = scene.do(Recertify())
    undo.confirm(scene.olga, done.batch_id, undo.preview(scene.olga, done.batch_id).hash)
    with scene.cast.db.transaction() as tx:
        while batch_mails.write_next(tx, scene.cast.now):
            pass
    assert scene.rows("SELECT state, count(*) FROM outbox GROUP BY 1") == [("cancelled", 2)]
