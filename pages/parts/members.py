"""Who works for an organisation: the list, adding somebody, taking a role away."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.model import PersonId, Role
from core.services import organisation
from core.services.desk import Desk
from core.services.organisation import Member
from pages.parts import guard
from pages.parts.people_table import Action, Column, people_table, taken_action

TABLE = "organisation.members"
ENDING = "organisation.ending"
ROLES = list(organisation.WORKING)
COLUMNS = (
    Column("name", "Name"),
    Column("address", "E-mail"),
    Column("role", "Role"),
    Column("since", "Since", "date"),
)


def row_id(member: Member) -> int:
    """Return one number for a person and a role, the same at every run."""
    return member.person_id * len(ROLES) + ROLES.index(member.role)


def add(desk: Desk) -> bool:
    """Callback: give the role that the form says."""
    s = st.session_state
    added = organisation.add_member(desk, s["member.address"], s["member.name"], Role(s["member.role"]))
    s["member.address"] = s["member.name"] = ""  # a refusal leaves them to be corrected
    return added


def end(desk: Desk, row: int) -> bool:
    """Callback: take the role of a row away."""
    st.session_state[ENDING] = None
    person, role = divmod(row, len(ROLES))
    return organisation.end_member(desk, PersonId(person), ROLES[role])


def close() -> None:
    st.session_state[ENDING] = None


@st.dialog("Take a role away", on_dismiss=close)
def confirm(member: Member) -> None:
    if st.session_state.get(ENDING) is None:
        st.rerun()
    st.text(
        f"{member.name or member.address} will no longer be {member.role} here, from the next click on. What "
        "they did stays in the record."
    )
    with st.container(horizontal=True):
        st.button(
            f"Take {member.role} away",
            type="primary",
            key="member.end",
            on_click=guard.act,
            args=(end, row_id(member)),
            kwargs={"done": lambda ended: "The role is taken away." if ended else "It was taken away already."},
        )
        st.button("Keep it", key="member.keep", on_click=close)


def draw(members: Sequence[Member]) -> None:
    """Draw who works here, and the way to add somebody."""
    st.subheader("People who work here", anchor=False)
    if asked := taken_action(TABLE):
        st.session_state[ENDING] = asked.id
    rows = [
        {
            "id": row_id(one),
            "name": one.name,
            "address": one.address,
            "role": str(one.role),
            "since": one.since.date(),
            "label": f"{one.name or one.address}, {one.role}",
        }
        for one in members
    ]
    people_table(rows, COLUMNS, key=TABLE, ticked=(), actions=(Action("end", "Take away"),), caption="People")
    ending = next((one for one in members if row_id(one) == st.session_state.get(ENDING)), None)
    if ending:
        confirm(ending)
    with st.form("organisation.add", border=False):
        who, name, role = st.columns(3)
        who.text_input("E-mail address", key="member.address", max_chars=254)
        name.text_input("First and last name", key="member.name", max_chars=200)
        role.selectbox("Role", [str(one) for one in ROLES], key="member.role")
        st.form_submit_button(
            "Add",
            on_click=guard.act,
            args=(add,),
            kwargs={"done": lambda new: "The role is given." if new else "They have this role already."},
        )
