"""CEU credits: every pair that was posted, where it stands, and what can still be done with it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.model import Role
from core.services.credits import managing
from core.services.credits.managing import CreditFilter
from core.services.desk import Desk
from pages.parts import ceu_history, credit_dialogs, credit_matches, credit_table, guard, layout

VIEWS = ("Every pair", "Waiting for an account")
FILES = {
    "CSV": ("credits.csv", "text/csv"),
    "Excel": ("credits.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def exported(desk: Desk, wanted: CreditFilter, name: str) -> bytes:
    """Return the file of what is filtered."""
    return managing.export_file(desk, wanted, "xlsx" if name == "Excel" else "csv")


def header(desk: Desk, wanted: CreditFilter) -> None:
    """Draw the title with what belongs to the whole page."""
    with layout.title_row("CEU credits"):
        with st.popover("Export"):
            st.text("What is filtered, newest first.")
            for name, (file, kind) in FILES.items():
                made = partial(exported, desk, wanted, name)
                st.download_button(name, made, file, kind, key=f"credits.{name}", on_click="ignore")
        if st.button("Enter credits", type="primary", key="credits.enter"):
            st.switch_page("ceu_entry.py")
    st.caption("Every pair that was posted: who got it, where it stands, and whether the mail arrived.")


def main() -> None:
    desk = guard.desk(Role.STAFF)
    credit_dialogs.take()
    header(desk, credit_table.wanted())
    view = st.segmented_control(
        "View", VIEWS, default=VIEWS[0], key="credits.view", label_visibility="collapsed", required=True
    )
    if view == VIEWS[1]:
        credit_matches.draw(desk)
    else:
        credit_table.draw(desk)
        ceu_history.draw(desk)
    credit_dialogs.draw(desk)


main()
