"""CEU entry: attendance as pairs of a CEULid and an address, one or thousands; looked at, corrected, then posted."""

from __future__ import annotations

import streamlit as st

from core.model import Role
from core.services.credits import entering
from pages.parts import (
    ceu_history,
    guard,
    layout,
    links,
    pair_dialogs,
    pair_post,
    pair_review,
    pair_single,
    pair_ticks,
    pair_upload,
)

VIEWS = ("One pair", "A list")


def main() -> None:
    desk = guard.desk(Role.STAFF)
    waiting = entering.draft(desk)
    if waiting:
        pair_ticks.fold(desk, waiting.draft)
        pair_dialogs.take(desk, waiting)
        whole = pair_review.draw(desk, waiting)
        pair_dialogs.draw(desk, waiting)
        pair_post.draw(desk, waiting, whole)
        return
    layout.title(
        "CEU entry", "Credit attendance: a CEULid and an address make a pair. Nothing is sent before you confirm."
    )
    view = st.segmented_control(
        "What you have", VIEWS, default=VIEWS[0], key="pairs.view", label_visibility="collapsed", required=True
    )
    {"One pair": pair_single.draw, "A list": pair_upload.draw}[view or VIEWS[0]](desk)
    links.same_tab("Every pair that was posted", "/credits")
    ceu_history.draw(desk)


main()
