"""The bar under a roster and its dialog: who is ticked, what it costs and why, who pays, the one confirmation."""

from __future__ import annotations

import streamlit as st

from core.errors import NothingSelected, PlanStale
from core.model import Selection, WorkshopId
from core.services import issuing, rosters
from core.services.desk import Desk
from core.services.invoicing import Payer
from core.services.issuing import Issued, IssuePlan
from core.services.pricing import label, money
from core.services.workshops import WorkshopView
from pages.parts import guard, notices, roster_selection, words
from pages.parts.plain import plain

CARD = "Card payment is not set up on this server. Ask an administrator, or send an invoice."


def _dialog(workshop: WorkshopId) -> str:
    return f"issue.{workshop}.open"


def draw(desk: Desk, view: WorkshopView, chosen: Selection) -> None:
    """Draw the bar when something is ticked, and the dialog when it is open."""
    workshop = view.workshop.workshop_id
    if roster_selection.is_empty(chosen):
        return
    try:
        plan = issuing.preview(desk, workshop, chosen)
    except NothingSelected:
        st.text("Nobody who is ticked can be certified any more.")
        return
    total = money(plan.price.total, plan.price.currency)
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(width="content"):
            st.text(f"{len(plan.rows):,} selected · {total}")
        with st.container(horizontal=True, width="content"):
            st.button("Clear", key=f"issue.{workshop}.clear", on_click=roster_selection.clear, args=(workshop,))
            st.button(
                "Issue certificates…", type="primary", key=f"issue.{workshop}.start", on_click=_open, args=(workshop,)
            )
    if st.session_state.get(_dialog(workshop)):
        confirm(desk, view, plan, chosen)


def _open(workshop: WorkshopId) -> None:
    st.session_state[_dialog(workshop)] = True


def _close() -> None:
    for key in list(st.session_state):
        if str(key).startswith("issue.") and str(key).endswith(".open"):
            st.session_state[key] = False


@st.dialog("Issue certificates", width="medium", on_dismiss=_close)
def confirm(desk: Desk, view: WorkshopView, plan: IssuePlan, chosen: Selection) -> None:
    workshop = view.workshop.workshop_id
    if not st.session_state.get(_dialog(workshop)):
        st.rerun()
    currency = plan.price.currency
    many, people = words.count(len(plan.rows), "certificate"), words.count(plan.people, "person", "people")
    st.text(f"{view.workshop.name}: {many} for {people}.")
    st.table(_breakdown(plan), border="horizontal")
    with st.expander("How the total comes about"):
        for step in plan.price.steps:
            st.text(f"{step.say}: {money(step.amount, currency)}")
    if plan.plan.refused:
        with st.expander(f"{len(plan.plan.refused):,} left out"):
            for refused in plan.plan.refused[:200]:
                st.text(refused.say)
    if plan.price.total:
        payer_form(workshop)
    st.text("Participants are told by mail. Have them look into junk and spam if nothing arrives.")
    total = money(plan.price.total, currency)
    st.button(
        f"Issue {words.count(len(plan.rows), 'certificate')} · {total}",
        type="primary",
        key=f"issue.{workshop}.confirm",
        on_click=guard.act,
        args=(issue, workshop, chosen, plan.plan.hash, bool(plan.price.total)),
    )


def _breakdown(plan: IssuePlan) -> dict[str, list[str]]:
    currency = plan.price.currency
    lines = plan.price.lines
    titles = {course.code: course.title for course in plan.courses.values()}
    return {
        "What": [*(plain(label(titles[line.wanted.course], line.wanted.kind)) for line in lines), "Total"],
        "People": [*(f"{line.wanted.people:,}" for line in lines), ""],
        "Each": [*(money(line.unit, currency) for line in lines), ""],
        "Amount": [*(money(line.amount, currency) for line in lines), money(plan.price.total, currency)],
    }


def payer_form(workshop: WorkshopId) -> None:
    """Draw who pays: the card that is not to be had yet, and the invoice."""
    key = f"payer.{workshop}"
    st.button("Pay now", disabled=True, key=f"{key}.card", help=CARD)
    st.text(CARD)
    st.subheader("Send invoice to someone else", anchor=False)
    left, right = st.columns(2)
    left.text_input("Name", key=f"{key}.name", max_chars=200, autocomplete="name")
    right.text_input("E-mail", key=f"{key}.email", max_chars=254, autocomplete="email")
    left.text_input("Organisation", key=f"{key}.organisation", max_chars=200)
    right.text_input("PO number", key=f"{key}.po", max_chars=140)
    st.text_area("Postal address", key=f"{key}.postal", max_chars=500, height=80)


def issue(desk: Desk, workshop: WorkshopId, chosen: Selection, plan: str, to_pay: bool) -> None:
    """Callback: carry the confirmed plan out, once."""
    state = st.session_state
    names = ("name", "email", "organisation", "postal", "po")
    payer = Payer(*(str(state.get(f"payer.{workshop}.{name}", "")) for name in names)) if to_pay else None
    try:
        done = issuing.issue(desk, workshop, chosen, payer, issuing.PlanHash(plan))
    except PlanStale:
        rosters.look_again(desk, workshop)  # so that the table shows what the refusal names
        raise
    notices.say(_said(desk, done))
    roster_selection.clear(workshop)
    _close()


def _said(desk: Desk, done: Issued) -> str:
    leave = desk.local(done.release_at)
    when = f"leave at {leave:%H:%M}" if done.release_at > desk.now else "leave now"
    already = "was ordered before; nothing was done twice" if done.already else "ordered"
    invoice = f" Invoice {done.invoice_number} goes first." if done.invoice_number else ""
    many, total = words.count(done.certificates, "certificate"), money(done.total_minor, done.currency)
    return (
        f"{many} {already}: {total}.{invoice} "
        f"Notices {when}; until then you can still stop them. Have people look into junk and spam."
    )
