"""Two pages of the table's test app: a roster, and what its links lead to."""

import streamlit as st

from pages.parts import look
from pages.parts.people_table import Action, Column, people_table, take, taken_action, taken_sort

PEOPLE = ["Ana Silva", "Mei Tanaka", "Olga Berg", "<img src=x onerror=alert(1)>", "Nils Holm", "Andrea Steele"]
STATUS = ["Active", "Inactive", "Active", "Active", "Completed", "Active"]
COLUMNS = [
    Column("name", "Name", "link"),
    Column("email", "E-mail"),
    Column("status", "Status", "badge"),
    Column("why", "Why", "lines"),
    Column("through", "Valid through", "date", sortable=True),
    Column("fee", "Fee", "money"),
]


def rows() -> list[dict[str, object]]:
    return [
        {
            "id": place,
            "label": name,
            "name": {"text": name, "href": f"/person?id={place}"},
            "email": f"person.{place}@training-hospital.example.org",
            "status": status,
            "why": ["BLS Online on 3 Jan 2026"] if status == "Active" else ["No completion of BLS Online is known."],
            "through": "2028-02-29",
            "fee": "25.00 USD",
            "selectable": status == "Active",
            "actions": ["dispute"] if status == "Inactive" else [],
        }
        for place, (name, status) in enumerate(zip(PEOPLE, STATUS, strict=True), 1)
    ]


def roster() -> None:
    state = st.session_state
    key = f"roster.{state.setdefault('generation', 0)}"
    able = {place for place, status in enumerate(STATUS, 1) if status == "Active"}
    state.chosen = take(key, able, state.get("chosen", set()))
    if acted := taken_action(key):
        state.said = f"{acted.action} of {acted.id}"
    if column := taken_sort(key):
        state.order = (column, not state.get("order", ("", True))[1])

    def issue() -> None:
        state.said = f"issued to {sorted(take(key, able, state.chosen))}"
        state.chosen = set()
        state.generation += 1
        state.pop(key, None)

    st.title("Roster", anchor=False)
    people_table(
        rows(),
        COLUMNS,
        key=key,
        ticked=state.chosen,
        actions=[Action("dispute", "This is wrong")],
        caption="Participants",
        sorted_by=state.get("order"),
    )
    st.text(f"{len(state.chosen)} selected")
    st.text(f"Last: {state.get('said', 'nothing')}")
    st.button("Issue certificates", type="primary", on_click=issue)


def person() -> None:
    st.title(f"Person {st.query_params.get('id')}", anchor=False)
    nobody = [{"id": 1, "name": {"text": "Ana Silva", "href": "/person?id=1"}, "status": "Active"}]
    people_table(nobody, COLUMNS[:3], key="person.lines", ticked=(), caption="Nothing to tick")
    st.text(f"{len(st.session_state.get('chosen', ()))} selected before")


st.set_page_config(page_title="Roster", layout="wide")
look.apply()
st.navigation(
    [st.Page(roster, title="Roster", url_path="roster", default=True), st.Page(person, title="Person")],
    position="hidden",
).run()
