"""The orders of a workshop: what was ordered, who pays, who was told, and the way to stop it in time."""

from __future__ import annotations

import streamlit as st

from core.model import OrderId, WorkshopId
from core.services import orders, taking_back
from core.services.desk import Desk
from core.services.orders import OrderCard
from core.services.pricing import money
from pages.parts import guard, links, notices, words

STATE_WORDS = {
    "open": "open",
    "awaiting_payment": "awaiting payment",
    "invoiced": "invoiced",
    "paid": "paid",
    "refunded": "refunded",
    "cancelled": "taken back",
}


def draw(desk: Desk, workshop: WorkshopId) -> None:
    """Draw one row an order, newest first."""
    for card in orders.of_workshop(desk, workshop):
        _draw_one(card)


def _draw_one(card: OrderCard) -> None:
    row = card.row
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", border=True):
        with st.container(width="content", gap="small"):
            st.text(
                f"{row.people:,} people · {money(row.total_minor, row.currency)} · {STATE_WORDS[row.state]} · "
                f"ordered {row.ordered_on:%d %b %Y} by {row.made_by}"
            )
            st.text(_fate(card))
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            if row.invoice_id is not None:
                links.same_tab(f"Invoice {row.invoice_number} (PDF)", f"/files/invoice/{row.invoice_id}.pdf")
            if card.leaves_at is not None:
                st.button(
                    "Stop this order", key=f"order.{row.order_id}.stop", on_click=guard.act, args=(stop, row.order_id)
                )


def _fate(card: OrderCard) -> str:
    row = card.row
    if row.state == "cancelled":
        return "Nobody was told; nothing is owed."
    if card.leaves_at is not None:
        return f"Notices leave at {card.leaves_at:%H:%M} at the earliest, once the invoice is with its payer."
    return f"{row.told:,} told · {row.claimed:,} certificates claimed"


def stop(desk: Desk, order: OrderId) -> None:
    """Callback: take an order back while nobody was told."""
    withdrawn = taking_back.take_back(desk, order)
    many = words.count(withdrawn, "certificate")
    notices.say(f"The order is taken back: {many} withdrawn, its mails stopped.")
