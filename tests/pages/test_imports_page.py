"""The page Imports: a file is previewed, resumed, confirmed as shown, and never changes anything unseen."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.services import import_page, imports
from core.services.courses import import_file
from tests.cast import Cast
from tests.pages.test_shell import open_app, words

pytestmark = pytest.mark.usefixtures("home")

PEOPLE = "E-Mail;Vorname;Nachname;Telefon\nana@example.com;Ana;Silva;1\nbad@;B;B;2\nben@example.com;Ben;Osei;3\n"
COURSES = '[[course]]\ncode = "FA"\ntitle = "First Aid"\n'


def imports_page(cast: Cast) -> AppTest:
    app = open_app(cast, cast.olga)
    app.switch_page("imports.py").run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def paste(app: AppTest, text: str) -> AppTest:
    app.text_area[0].input(text)
    return press(app, "Read the pasted rows")


def known(cast: Cast, address: str) -> bool:
    with cast.db.reading() as tx:
        return bool(tx.query("SELECT 1 FROM address WHERE address = $address", address=address))


def test_pasted_people_are_shown_before_anything_is_written_and_then_imported(cast: Cast) -> None:
    app = paste(imports_page(cast), PEOPLE)
    assert "Importing this makes 2 new, 0 updated, 0 unchanged, 1 problem." in words(app)
    assert "Not used: Telefon." in words(app)
    assert not known(cast, "ana@example.com")
    press(app, "Import 2 rows")
    assert "Imported: 2 new, 0 updated, 0 unchanged, 1 problem." in words(app)
    assert known(cast, "ana@example.com")


def test_a_draft_waits_in_the_store_for_another_visit_and_can_be_forgotten(cast: Cast) -> None:
    paste(imports_page(cast), PEOPLE)
    again = imports_page(cast)
    assert "pasted rows · People" in words(again)
    press(again, "Use another file")
    assert import_page.draft(cast.desk_of(cast.olga)) is None


def test_a_file_that_is_no_list_says_so_and_keeps_nothing(cast: Cast) -> None:
    app = paste(imports_page(cast), "Telefon;Ort\n1;Kiel\n")
    assert "No column for email was found" in words(app)
    assert import_page.draft(cast.desk_of(cast.olga)) is None


def test_columns_can_be_told_when_they_were_detected_wrongly(cast: Cast) -> None:
    text = "email;office\nfront@example.com;ana@example.com\n"
    app = paste(imports_page(cast), text)
    waiting = import_page.draft(cast.desk_of(cast.olga))
    assert waiting is not None
    app.selectbox(key=f"overrule.{waiting.upload_id}.email").select("office")
    press(app, "Read again")
    press(app, "Import 1 row")
    assert known(cast, "ana@example.com")
    assert not known(cast, "front@example.com")


def test_what_the_records_have_overtaken_is_refused_and_shown_anew(cast: Cast) -> None:
    app = paste(imports_page(cast), PEOPLE)
    desk = cast.desk_of(cast.olga)
    other = import_page.preview(desk, "people", b"email\nana@example.com\n", "other.csv")
    import_page.apply(desk, "people", b"email\nana@example.com\n", "other.csv", None, other.plan)
    press(app, "Import 2 rows")
    assert "The records changed since this was shown" in words(app)
    assert not known(cast, "ben@example.com")
    assert "Importing this makes 1 new, 1 updated, 0 unchanged, 1 problem." in words(app)


def test_courses_come_in_as_toml(cast: Cast) -> None:
    app = imports_page(cast)
    app.segmented_control[0].select("courses").run()
    press(paste(app, COURSES), "Import 1 row")
    assert import_file(cast.desk_of(cast.olga), COURSES.encode()).unchanged == 1


def test_the_newest_imports_are_listed_by_whatever_door_they_came(cast: Cast) -> None:
    assert "Nothing was imported yet." in words(imports_page(cast))
    press(paste(imports_page(cast), PEOPLE), "Import 2 rows")
    (past,) = import_page.recent(cast.desk_of(cast.olga))
    assert (past.kind, past.made_by, past.problems) == ("people", "Olga Berg", 1)
    assert past.counts == imports.Counts(2, 0, 0)


def test_each_kind_offers_a_sample_that_it_reads_without_a_problem(cast: Cast) -> None:
    desk = cast.desk_of(cast.olga)
    import_file(desk, import_page.sample("courses")[1].encode())
    for kind in import_page.KINDS:
        name, text = import_page.sample(kind)
        assert import_page.preview(desk, kind, text.encode(), name).problems == ()
