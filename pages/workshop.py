"""One workshop: who was there, where each of them stands, and the certificates that are issued for it."""

from __future__ import annotations

import streamlit as st

from core.errors import Refusal
from core.model import Role, Selection, WorkshopId
from core.services import roster_files, rosters, workshops
from core.services.desk import Desk
from core.services.workshops import WorkshopView
from pages.parts import (
    guard,
    issue_bar,
    layout,
    links,
    order_cards,
    person_form,
    roster_dialogs,
    roster_selection,
    roster_table,
    roster_upload,
    workshop_form,
)


def workshop_id() -> WorkshopId:
    """Return the workshop that the address names, 0 for none."""
    asked = st.query_params.get("id", "")
    return WorkshopId(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else 0)


def looked_at(desk: Desk, workshop: WorkshopId) -> WorkshopView:
    """Return the workshop, classified afresh the first time that this session opens it."""
    seen = f"workshop.{workshop}.seen"
    if not st.session_state.get(seen):
        rosters.look_again(desk, workshop)
        st.session_state[seen] = True
    return workshops.show(desk, workshop)


def set_retakes(desk: Desk, workshop: WorkshopId) -> None:
    """Callback: switch *include retakes*."""
    workshops.set_retakes(desk, workshop, bool(st.session_state.get(f"workshop.{workshop}.retakes")))
    roster_selection.clear(workshop)


def header(desk: Desk, view: WorkshopView) -> None:
    held = view.workshop
    links.same_tab("All workshops", "/workshops")
    with layout.title_row(held.name):
        if view.changeable:
            st.button("Change…", key="workshop.change", on_click=workshop_form.open_dialog)
        elif held.state == "ordered" and desk.actor.role is Role.STAFF:
            st.button("Close", key="workshop.close", on_click=guard.act, args=(workshops.close, held.workshop_id))
    place = f" · {held.place}" if held.place else ""
    st.text(f"{view.instructor} · {held.held_on:%d %b %Y}{place} · {held.state}")
    for sentence in view.warnings:
        st.text(sentence)
    workshop_form.draw(desk, view)


def files(desk: Desk, view: WorkshopView) -> None:
    """Draw the files that the roster came from with their problems, and the way to add more."""
    workshop = view.workshop.workshop_id
    uploaded = roster_files.files(desk, workshop)
    waiting = sum(upload.problems.count('"line"') for upload in uploaded)
    label = f"Files and more people · {len(uploaded)} files, {waiting:,} problems"
    with st.expander(label, key=f"workshop.{workshop}.files", on_change="rerun") as part:
        if not part.open:  # what is shut away is not drawn at every tick
            return
        for upload in uploaded:
            at = desk.local(upload.made_at)
            st.text(f"{upload.name}: {upload.row_count:,} people, by {upload.made_by}, {at:%d %b %Y %H:%M}")
            roster_upload.problems(upload.problems, f"files.{upload.upload_id}")
        if view.workshop.state not in ("closed", "cancelled"):
            person_form.draw(workshop)
            roster_upload.draw(desk, workshop, first=False)


def roster(desk: Desk, view: WorkshopView, chosen: Selection) -> None:
    workshop = view.workshop.workshop_id
    roster_dialogs.take(roster_selection.table_key(workshop))
    if view.workshop.state not in ("closed", "cancelled"):
        st.toggle(
            "Include retakes: Completed people may be chosen as renewals",
            value=view.workshop.include_retakes,
            key=f"workshop.{workshop}.retakes",
            on_change=guard.act,
            args=(set_retakes, workshop),
        )
    roster_table.draw(desk, view, chosen)
    roster_dialogs.draw(desk, workshop)


def main() -> None:
    desk = guard.desk(Role.STAFF, Role.INSTRUCTOR)
    try:
        view = looked_at(desk, workshop_id())
    except Refusal as refusal:
        layout.title("Workshop")
        guard.show(refusal)
        links.same_tab("All workshops", "/workshops")
        return
    chosen = roster_selection.folded(desk, view.workshop.workshop_id)
    issue_bar.draw(desk, view, chosen)  # at the bottom of the window, and first in time: a tick waits for its total
    header(desk, view)
    order_cards.draw(desk, view.workshop.workshop_id)
    if view.counts["people"]:
        roster(desk, view, chosen)
        files(desk, view)
    elif view.workshop.state != "cancelled":
        roster_upload.draw(desk, view.workshop.workshop_id, first=True)


main()
