"""The table of people: what comes back from a browser counts only for what was drawn."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from core.tones import Tone, tone
from pages.parts import badges, people_table


def roster_page() -> None:
    import streamlit as st

    from pages.parts.people_table import Action, Column, people_table, take, taken_action, taken_sort

    people = {1: "Ana Silva", 2: "Mei Tanaka", 3: "Olga Berg", 4: "Nils Holm"}
    status = {1: "Active", 2: "Inactive", 3: "Active", 4: "Completed"}
    rows = [
        {
            "id": row,
            "name": name,
            "status": status[row],
            "selectable": status[row] == "Active",
            "actions": ["dispute"] if status[row] == "Inactive" else [],
        }
        for row, name in people.items()
    ]
    able = {row["id"] for row in rows if row["selectable"]}
    state = st.session_state
    state.selection = take("roster", able, state.get("selection", set()))
    state.setdefault("acts", [])
    if acted := taken_action("roster"):
        state.acts.append((acted.action, acted.id))
    if column := taken_sort("roster"):
        state.acts.append(column)

    def issue() -> None:
        state.issued = take("roster", able, state.selection)

    st.button("Issue", on_click=issue, key="issue")
    people_table(
        rows,
        [Column("name", "Name", sortable=True), Column("status", "Status", "badge")],
        key="roster",
        ticked=state.selection,
        actions=[Action("dispute", "This is wrong")],
        caption="Participants",
    )


@pytest.fixture
def page() -> AppTest:
    run = AppTest.from_function(roster_page, default_timeout=20).run()
    assert not run.exception
    return run


def send(page: AppTest, **state: Any) -> AppTest:
    """Let the browser send a state of the table, true or forged."""
    page.session_state["roster"] = state
    run = page.run()
    assert not run.exception
    return run


def test_ticks_of_active_rows_become_the_selection(page: AppTest) -> None:
    assert send(page, ticked=[1, 3]).session_state["selection"] == {1, 3}
    assert send(page, ticked=[3]).session_state["selection"] == {3}
    assert send(page, ticked=[]).session_state["selection"] == set()


@pytest.mark.parametrize("forged", [[2], [4], [99], [-1], ["1"], [True], [1.0], [None], [[1]], [{"id": 1}]])
def test_ticks_that_no_checkbox_could_send_fall_out(page: AppTest, forged: list[Any]) -> None:
    assert send(page, ticked=[*forged, 3]).session_state["selection"] == {3}


@pytest.mark.parametrize("forged", [None, "1", 1, {"1": True}])
def test_a_state_that_is_no_list_changes_nothing(page: AppTest, forged: Any) -> None:
    send(page, ticked=[1])
    assert send(page, ticked=forged).session_state["selection"] == {1}


def test_a_tick_and_the_button_in_one_run_both_count(page: AppTest) -> None:
    page.session_state["roster"] = {"ticked": [1, 3]}
    page.button(key="issue").click().run()
    assert page.session_state["issued"] == {1, 3}


def test_the_selection_of_other_pages_stays(page: AppTest) -> None:
    page.session_state["selection"] = {7, 8}
    assert send(page, ticked=[1]).session_state["selection"] == {1, 7, 8}


def test_a_rows_button_is_taken_once_and_pressed_again_counts_again(page: AppTest) -> None:
    first = {"action": "dispute", "id": 2, "nonce": "a"}
    send(page, ticked=[], acted=first)
    send(page, ticked=[1], acted=first)
    assert page.session_state["acts"] == [("dispute", 2)]
    send(page, ticked=[1], acted=first | {"nonce": "b"})
    assert page.session_state["acts"] == [("dispute", 2), ("dispute", 2)]


@pytest.mark.parametrize(
    "forged",
    [
        {"action": "dispute", "id": 1, "nonce": "a"},
        {"action": "delete", "id": 2, "nonce": "a"},
        {"action": "dispute", "id": "2", "nonce": "a"},
        {"action": "dispute", "id": True, "nonce": "a"},
        {"action": ["dispute"], "id": 2, "nonce": "a"},
        {"action": {"x": 1}, "id": 2, "nonce": ["a"]},
        {},
        "dispute",
    ],
)
def test_a_button_that_the_row_does_not_carry_cannot_be_pressed(page: AppTest, forged: Any) -> None:
    assert send(page, ticked=[], acted=forged).session_state["acts"] == []


def test_a_heading_that_sorts_is_taken_once_and_no_other_can_be_pressed(page: AppTest) -> None:
    pressed = {"column": "name", "nonce": "a"}
    for _ in range(2):
        send(page, ticked=[], sorted=pressed)
    assert page.session_state["acts"] == ["name"]
    for forged in ({"column": "status", "nonce": "b"}, {"column": ["name"], "nonce": "c"}, {"nonce": "d"}, "name"):
        send(page, ticked=[], sorted=forged)
    assert page.session_state["acts"] == ["name"]


@given(st.lists(st.one_of(st.integers(-5, 12), st.booleans(), st.text(max_size=2))), st.sets(st.integers(0, 9)))
def test_folding_ticks_in_never_selects_what_is_not_selectable(raw: list[Any], selection: set[int]) -> None:
    able = {2, 4, 6}
    people_table.st.session_state["fold"] = {"ticked": raw}
    try:
        folded = people_table.take("fold", able, selection)
    finally:
        del people_table.st.session_state["fold"]
    assert folded - able == selection - able
    assert folded & able == {one for one in raw if type(one) is int} & able


def test_a_table_that_was_never_drawn_changes_nothing() -> None:
    assert people_table.take("never", {1, 2}, {2, 9}) == {2, 9}
    assert people_table.taken_action("never") is None


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "person",
        "",
    ],
)
def test_a_link_leads_nowhere_but_to_a_path_of_this_server(href: str) -> None:
    cell = people_table._cell("link", {"text": "Ana", "href": href})
    assert cell == {"text": "Ana", "href": ""}


def test_values_become_text_and_never_markup() -> None:
    cell = people_table._cell
    assert cell("text", "<img src=x onerror=alert(1)>") == "<img src=x onerror=alert(1)>"
    assert cell("link", {"text": "Ana", "href": "/person?id=7"}) == {"text": "Ana", "href": "/person?id=7"}
    assert cell("date", date(2028, 2, 29)) == "2028-02-29"
    assert cell("number", 42822) == "42,822"
    assert cell("number", 0) == "0"
    assert cell("money", "25.00 USD") == "25.00 USD"
    assert cell("lines", ["No completion.", "", None]) == ["No completion."]
    assert cell("lines", "One sentence.") == ["One sentence."]
    assert cell("badge", "Overdue") == {"text": "Overdue", "tone": "red"}
    assert [cell(kind, None) for kind in ("text", "badge", "date", "money", "number", "link", "lines")] == [""] * 7


def test_the_script_never_writes_markup() -> None:
    script = (people_table.HERE / "people_table.js").read_text(encoding="utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("):
        assert way not in script


@pytest.mark.parametrize(
    ("word", "colour"),
    [
        ("Active", Tone.GREEN),
        ("Inactive", Tone.AMBER),
        ("Completed", Tone.SLATE),
        ("Due for recertification", Tone.BLUE),
        ("overdue", Tone.RED),
        ("FAILED", Tone.RED),
        ("awaiting_payment", Tone.AMBER),
        ("Superseded", Tone.SLATE),
        ("some new word", Tone.SLATE),
    ],
)
def test_a_word_has_one_colour_everywhere(word: str, colour: Tone) -> None:
    assert tone(word) is colour
    assert badges.colour(word) == badges.STREAMLIT_COLOUR[colour]


def test_a_badge_shows_a_word_as_it_stands() -> None:
    def draw() -> None:
        from pages.parts.badges import badge

        badge("Active [x](https://evil.example) :red[y]")

    shown = AppTest.from_function(draw).run()
    assert not shown.exception
    assert "\\[x\\]\\(https\\:" in shown.markdown[0].value
