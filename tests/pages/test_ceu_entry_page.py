"""CEU entry: one pair, a list, the confirmation screen, corrections, posting, and taking it back."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from core.services.credits import entering
from core.services.credits.reading import Entry
from pages.parts.plain import plain
from tests.cast import Cast
from tests.pages.test_courses_page import field, press
from tests.pages.test_shell import open_app, words
from tests.services.crediting import MEI, REX, STRANGER, Crediting, crediting

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def scene(cast: Cast) -> Crediting:
    return crediting(cast)


def page(cast: Cast, name: str = "ceu_entry.py") -> AppTest:
    app = open_app(cast, cast.olga)
    app.switch_page(name).run()
    assert not app.exception
    return app


def state_of(scene: Crediting, address: str) -> str:
    return scene.only(address).state


def test_one_pair_says_who_it_reaches_and_is_posted_by_the_same_screen(cast: Cast, scene: Crediting) -> None:
    app = page(cast)
    field(app, "CEULid").set_value("CEU-1").run()
    field(app, "E-mail address").set_value(MEI).run()
    assert "Mei Tanaka" in words(app)
    app = press(app, "Look at this pair")
    assert "1 pair, of which 0 not recognised, 0 will be invited, 1 will be told." in words(app)
    app = press(press(app, "Post credits…"), "Post 1 credit · 1 mail")
    assert "1 credit posted, 1 offered, 0 kept until there is an account." in words(app)
    assert state_of(scene, MEI) == "offered"
    assert scene.mails("kind", "to_address") == [("credit_offered", MEI)]


def test_a_denied_id_is_said_and_cannot_be_posted(cast: Cast, scene: Crediting) -> None:
    scene.draft(f"CEU-DENIED {MEI}")
    app = page(cast)
    assert "1 not recognised" in words(app)
    app.session_state["pairs.dialog"] = ("correct", 0)
    assert "was denied, and that is final" in words(app.run())
    assert next(one for one in app.button if one.label == "Post credits…").disabled


def test_a_list_that_was_left_waiting_is_there_again(cast: Cast, scene: Crediting) -> None:
    scene.draft(f"CEU-1 {MEI}", f"CEU-1 {REX}", f"CEU-2 {STRANGER}", f"CEU-NONE {MEI}")
    app = page(cast)
    assert "4 pairs, of which 1 not recognised, 2 will be invited, 1 will be told." in words(app)
    assert "3 of 4 selected · 3 mails" in words(app)


def test_ticks_are_kept_in_the_list_and_what_is_unticked_is_not_posted(cast: Cast, scene: Crediting) -> None:
    draft = scene.draft(f"CEU-1 {MEI}", f"CEU-1 {REX}")
    app = page(cast)
    told = next(key for key in app.session_state["pairs.drawn"] if "told" in key)
    app.session_state[told] = {"ticked": []}
    app.run()
    assert "1 of 2 selected · 1 mail" in words(app)
    again = page(cast)
    assert "1 of 2 selected · 1 mail" in words(again)
    press(press(again, "Post credits…"), "Post 1 credit · 1 mail")
    assert scene.rows("SELECT count(*) FROM credit") == [(1,)]
    assert entering.draft(scene.olga) is None
    assert draft


def test_a_row_is_corrected_in_place_and_classified_again(cast: Cast, scene: Crediting) -> None:
    draft = scene.draft(f"CEU-OLD {MEI}")
    app = page(cast)
    app.session_state["pairs.dialog"] = ("correct", 0)
    app.run()
    assert "Use CEU-1" in words(app)
    next(one for one in app.text_input if one.key == f"pairs.{draft}.0.ceulid").set_value("CEU-1")
    app = press(app, "Correct 1 pair")
    assert "1 pair is corrected and was classified again." in words(app)
    assert "1 will be told." in words(app)


def test_a_near_miss_goes_to_the_known_address(cast: Cast, scene: Crediting) -> None:
    scene.draft("CEU-1 mei@clinic.exmaple.com")
    app = page(cast)
    app.session_state["pairs.dialog"] = ("same", 0)
    app.run()
    assert MEI in words(app)
    app = press(app, f"Use {plain(MEI)}")
    assert "1 will be told." in words(app)


def test_a_pasted_list_in_which_nothing_can_be_read_is_refused_in_a_sentence(cast: Cast, scene: Crediting) -> None:
    app = page(cast)
    app.segmented_control(key="pairs.view").select("A list").run()
    app.text_area[0].set_value("   ").run()
    app = press(app, "Read the pasted rows")
    assert entering.draft(scene.olga) is None
    assert "Not done" in [one.value for one in app.get("badge")] or words(app)


def test_a_posting_is_undone_in_three_buckets(cast: Cast, scene: Crediting) -> None:
    scene.post(f"CEU-1 {MEI}", f"CEU-1 {STRANGER}")
    app = page(cast)
    (batch,) = scene.rows("SELECT batch_id FROM batch WHERE kind = 'credits'")
    app.session_state["ceu.undo"] = batch[0]
    app.run()
    app = press(app, "Withdraw 2 credits")
    assert "2 credits withdrawn, 0 kept, 0 corrections sent." in words(app)
    assert [state_of(scene, one) for one in (MEI, STRANGER)] == ["withdrawn", "withdrawn"]


def test_staff_see_every_pair_and_send_one_to_another_address(cast: Cast, scene: Crediting) -> None:
    assert "Nothing was credited yet." in words(page(cast, "credits.py"))
    scene.post(f"CEU-1 {STRANGER}", f"CEU-2 {MEI}")
    app = page(cast, "credits.py")
    assert "1 offered · 1 archived" in words(app)
    credit = scene.only(STRANGER).credit_id
    app.session_state["credits.open"] = credit
    app.run()
    app.segmented_control(key=f"credits.act.{credit}.what").select("readdress").run()
    field(app, "The right address").set_value(MEI)
    app = press(app, "Send it to this address")
    assert "1 credit went to the other address." in words(app)
    assert scene.again(credit).state == "readdressed"


def test_withdrawing_and_revoking_need_a_reason(cast: Cast, scene: Crediting) -> None:
    scene.post(f"CEU-1 {MEI}")
    credit = scene.only(MEI).credit_id
    app = page(cast, "credits.py")
    app.session_state["credits.open"] = credit
    app = press(app.run(), "Withdraw 1 credit")
    assert "A sentence is needed here" in words(app)
    field(app, "Reason, as whoever has it reads it").set_value("Wrong course.")
    press(app, "Withdraw 1 credit")
    assert scene.again(credit).state == "withdrawn"


def test_another_organisations_staff_see_nothing_of_it(cast: Cast, scene: Crediting) -> None:
    entering.keep_entries(scene.olga, [Entry("CEU-1", MEI, None, date(2026, 3, 1))])
    scene.post(f"CEU-1 {STRANGER}")
    app = open_app(cast, cast.nils)
    app.switch_page("credits.py").run()
    assert "Nothing was credited yet." in words(app)
    app.session_state["credits.open"] = scene.only(STRANGER).credit_id
    assert "There is no credit" in words(app.run())
