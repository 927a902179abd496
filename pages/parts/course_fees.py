"""Prices of one course: what was, is and will be in force, and a way to add the next."""

from __future__ import annotations

import streamlit as st

from core.services import course_page
from core.services.desk import Desk
from pages.parts import guard, notices
from pages.parts.people_table import Column, people_table

PRICES = ("new", "renewal", "replacement")
COLUMNS = (
    Column("from", "From", "date"),
    Column("new", "New", "money"),
    Column("renewal", "Renewal", "money"),
    Column("replacement", "Replacement", "money"),
    Column("state", "State"),
    Column("by", "Entered by"),
)


def draw(desk: Desk, code: str) -> None:
    """Draw the price rows, newest first, and the fields for another."""
    st.subheader("Prices", anchor=False)
    lines = course_page.fee_lines(desk, code)
    if not lines:
        st.text("No price was entered: everything costs nothing.")
    rows = [
        {
            "id": number,
            "selectable": False,
            "from": entry.fee.starts_on,
            **amounts,
            "state": "in force" if entry.in_force else "to come" if entry.fee.starts_on > desk.today else "over",
            "by": entry.made_by,
        }
        for number, (entry, amounts) in enumerate(lines)
    ]
    if rows:
        people_table(rows, COLUMNS, key=f"fees.{code}", ticked=(), caption="Prices")
    key = f"fee.{code}.{len(rows)}"
    columns = st.columns(5, vertical_alignment="bottom")
    columns[0].date_input("From", desk.today, key=f"{key}.from", format="YYYY-MM-DD")
    for column, price in zip(columns[1:4], PRICES, strict=True):
        column.text_input(price.capitalize(), "0", key=f"{key}.{price}", max_chars=20)
    columns[4].button("Add prices", on_click=guard.act, args=(add, code, key), key=f"{key}.add")


def add(desk: Desk, code: str, key: str) -> None:
    """Callback: add the price row that stands in the fields."""
    state = st.session_state
    starts_on = state.get(f"{key}.from") or desk.today
    amounts = {price: str(state.get(f"{key}.{price}", "")) for price in PRICES}
    added = course_page.add_fee(desk, code, starts_on, amounts)
    notices.say(f"Prices from {starts_on} are added." if added else f"Prices from {starts_on} are as they were.")
