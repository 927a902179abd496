"""Certificates: what was offered and issued, found by number, holder or address."""

from __future__ import annotations

import streamlit as st

from core.model import Role
from core.services import certificates
from core.services.certificates import CertificateLine
from pages.parts import guard, layout, paging
from pages.parts.people_table import Column, people_table

STATES = ["All", "Offered", "Issued", "Superseded", "Revoked", "Withdrawn"]
COLUMNS = (
    Column("number", "Number", "link"),
    Column("holder", "Holder"),
    Column("course", "Course"),
    Column("starts_on", "From", "date"),
    Column("through", "Through", "date"),
    Column("state", "State", "badge"),
    Column("workshop", "Workshop", "link"),
)


def clear_filters() -> None:
    st.session_state["certificates.state"] = "All"
    st.session_state["certificates.search"] = ""


def cells(line: CertificateLine) -> dict[str, object]:
    return {
        "id": line.certificate_id,
        "selectable": False,
        "number": {"text": line.number, "href": f"/files/certificate/{line.number}.pdf" if line.drawn else ""},
        "holder": line.holder,
        "course": line.course,
        "starts_on": line.starts_on,
        "through": line.valid_through or "never ends",
        "state": line.state.capitalize(),
        "workshop": {"text": line.workshop, "href": f"/workshop?id={line.workshop_id}"} if line.workshop else None,
    }


def main() -> None:
    desk = guard.desk(Role.STAFF, Role.INSTRUCTOR)
    layout.title("Certificates", "What was offered and issued. A number opens the PDF of an issued certificate.")
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    state = left.pills("State", STATES, default="All", key="certificates.state", label_visibility="collapsed") or "All"
    search = right.text_input(
        "Search", key="certificates.search", placeholder="Number, name or address", label_visibility="collapsed"
    )
    key = f"certificates.page.{state}.{search}"
    page = paging.current(key)
    wanted = None if state == "All" else state.lower()
    total, lines = certificates.list_certificates(desk, state=wanted, search=search, page=page)
    if not lines:
        if wanted is None and not search:
            layout.nothing_yet("No certificate yet. Issue the first ones on a workshop's page.")
        else:
            layout.nothing_matches(f"{state} {search}".strip(), clear_filters, "certificates.clear")
        return
    rows = [cells(line) for line in lines]
    people_table(rows, COLUMNS, key=f"certificates.table.{key}.{page}", ticked=(), caption="Certificates")
    paging.turn(total, certificates.PAGE, key)


main()
