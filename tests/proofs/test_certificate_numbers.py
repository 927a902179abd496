"""Invariant 2: certificate numbers are random, unique, and never used again."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from core.errors import SomebodyWasFaster
from core.services import issuing, taking_back, verifying
from core.services.numbers import new_numbers
from core.store import certificates
from tests.proofs.broken_keys import without_keys
from tests.proofs.measure import Prove, share
from tests.services.scenes import HELD, Scene

DRAWN = share(1_000_000)
ANA = "Ana;Silva;ana.silva@example.org"


def numbers_in(scene: Scene) -> list[str]:
    with scene.cast.db.reading() as tx:
        return [row[0] for row in tx.query("SELECT number FROM certificate ORDER BY certificate_id")]


def test_numbers_do_not_repeat_and_favour_no_letter(prove: Prove) -> None:
    numbers = new_numbers(DRAWN)
    assert len(set(numbers)) == DRAWN
    letters = Counter("".join(numbers).replace("-", ""))
    expected = DRAWN * 16 / len(letters)
    chi_square = sum((count - expected) ** 2 / expected for count in letters.values())
    assert len(letters) == 31
    assert chi_square < 80  # 30 degrees of freedom: exceeded once in two million honest draws
    prove("numbers drawn: none twice, every letter as often as any other", DRAWN, "numbers")


def test_numbers_do_not_follow_a_seed_that_somebody_could_set() -> None:
    drawn = []
    for _ in range(2):
        random.seed(1)
        drawn.append((issuing.new_number(), new_numbers(1)[0]))
    assert len({number for pair in drawn for number in pair}) == 4


def test_the_number_of_a_withdrawn_certificate_is_never_given_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, prove: Prove
) -> None:
    workshop = scene.workshop()
    scene.upload(workshop, ANA)
    desk = scene.cast.desk_of(scene.cast.andrea)
    taking_back.take_back(desk, scene.issue(workshop).order_id)
    (gone,) = numbers_in(scene)
    monkeypatch.setattr(issuing, "new_number", lambda: gone)
    with pytest.raises(SomebodyWasFaster):
        scene.issue(workshop)
    assert numbers_in(scene) == [gone]
    assert verifying.verify(scene.cast.db, gone, scene.cast.now) is None
    prove("a withdrawn number drawn again: refused, and nothing of that order stays", 1, "time")


def test_without_the_key_one_number_stands_on_two_certificates(scene: Scene, prove: Prove) -> None:
    scene.person("Ivo", "Lang", "ivo@example.org", HELD)
    workshop = scene.workshop()
    scene.upload(workshop, ANA, "Ivo;Lang;ivo@example.org")
    with scene.cast.db.transaction() as tx:
        without_keys(tx, "certificate")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(issuing, "new_number", lambda: "AAAA-AAAA-AAAA-AAAA")
        scene.issue(workshop)
    assert len(numbers_in(scene)) == 2
    with scene.cast.db.reading() as tx, pytest.raises(AssertionError, match="2 found"):
        certificates.by_number(tx, "AAAA-AAAA-AAAA-AAAA")
    prove("control: without the key one number stands on two certificates", 1, "time")
