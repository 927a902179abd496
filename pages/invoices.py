"""Invoices: what is billed, what has arrived, and payments recorded by hand."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.errors import BadAmount
from core.model import Role
from core.services import invoicing, orders
from core.services.desk import Desk
from core.services.orders import OrderRow
from core.services.pricing import minor_units, money
from pages.parts import guard, layout, notices, paging
from pages.parts.people_table import Action, Column, people_table, taken_action

STATES = ["All", "Draft", "Open", "Paid", "Void"]
METHODS = ["Transfer", "Cheque", "Cash", "Card at the desk"]
SIZE = 25
COLUMNS = (
    Column("number", "Invoice", "link"),
    Column("payer", "Payer"),
    Column("workshop", "Workshop", "link"),
    Column("total", "Total", "money"),
    Column("owed", "Owed", "money"),
    Column("due", "Due", "date"),
    Column("state", "State", "badge"),
)
ACTIONS = (Action("payment", "Record payment"),)
DIALOG = "invoices.dialog"


def close() -> None:
    """Callback: close the payment dialog."""
    st.session_state[DIALOG] = None


def record(desk: Desk, invoice: int, currency: str) -> None:
    """Callback: record the payment that the dialog describes."""
    state = st.session_state
    amount = minor_units(str(state.get("pay.amount", "")), currency)
    if amount is None:
        raise BadAmount(str(state.get("pay.amount", "")))
    arrived, reference = state.get("pay.on") or desk.today, str(state.get("pay.reference", ""))
    owed = invoicing.record_payment(desk, invoice, amount, arrived, reference, state["pay.method"])
    notices.say(
        f"{money(amount, currency)} recorded. " + (f"Owed still: {money(owed, currency)}." if owed else "Paid.")
    )
    close()


def hand_over(desk: Desk, invoice: int) -> None:
    """Callback: the payer has the invoice from staff's own hands."""
    invoicing.hand_over(desk, invoice)
    notices.say("Noted: the payer has the invoice. Participants are told when the hold is over.")
    close()


@st.dialog("Invoice", on_dismiss=close)
def dialog(desk: Desk, row: OrderRow) -> None:
    if not st.session_state.get(DIALOG):
        st.rerun()
    owed = row.total_minor - row.received_minor
    st.text(f"{row.invoice_number} · {row.payer_address} · owed {money(owed, row.currency)}")
    if row.invoice_state == "draft":
        st.text("Its mail has not left yet. If you gave the invoice to the payer yourself, say so.")
        st.button("The payer has it", on_click=guard.act, args=(hand_over, row.invoice_id))
    st.text_input("Amount", money(owed, row.currency).removesuffix(f" {row.currency}"), key="pay.amount")
    st.date_input("Arrived on", desk.today, date(2000, 1, 1), desk.today, key="pay.on", format="YYYY-MM-DD")
    st.text_input("Reference", key="pay.reference", max_chars=140, placeholder="As on the bank statement")
    st.selectbox("Method", METHODS, key="pay.method")
    st.button("Record payment", type="primary", on_click=guard.act, args=(record, row.invoice_id, row.currency))


def cells(desk: Desk, row: OrderRow) -> dict[str, object]:
    owed = 0 if row.invoice_state == "void" else row.total_minor - row.received_minor
    late = orders.overdue(row, desk.today)
    return {
        "id": row.invoice_id,
        "label": row.invoice_number,
        "number": {"text": row.invoice_number, "href": f"/files/invoice/{row.invoice_id}.pdf"},
        "payer": row.payer_address,
        "workshop": {"text": row.workshop, "href": f"/workshop?id={row.workshop_id}"},
        "total": money(row.total_minor, row.currency),
        "owed": money(owed, row.currency),
        "due": row.due_on,
        "state": "Overdue" if late else str(row.invoice_state).capitalize(),
        "selectable": False,
        "actions": ["payment"] if row.invoice_state in ("draft", "open") else [],
    }


def main() -> None:
    desk = guard.desk(Role.STAFF)
    layout.title("Invoices", "What is billed, to whom, and what has arrived. Payments are recorded here by hand.")
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    state = left.pills("State", STATES, default="All", key="invoices.state", label_visibility="collapsed") or "All"
    search = right.text_input(
        "Search", key="invoices.search", placeholder="Number, payer or workshop", label_visibility="collapsed"
    )
    found = orders.invoices(desk, state=None if state == "All" else state.lower(), search=search)
    if not found:
        layout.nothing_yet("No invoice here yet. Issue on a workshop's page makes one.")
        return
    page = paging.current("invoices.page")
    shown = found[(page - 1) * SIZE : page * SIZE]
    key = f"invoices.table.{state}.{search}.{page}"
    if asked := taken_action(key):
        st.session_state[DIALOG] = asked.id
    people_table([cells(desk, row) for row in shown], COLUMNS, key=key, ticked=(), actions=ACTIONS, caption="Invoices")
    paging.turn(len(found), SIZE, "invoices.page")
    for row in (one for one in shown if one.invoice_id == st.session_state.get(DIALOG)):
        dialog(desk, row)


main()
