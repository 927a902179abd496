"""The dialogs of a CEU course: submit, approve, send back, deny, retire, approve again."""

from __future__ import annotations

import streamlit as st

from core.services import ceu_courses, ceu_review
from core.services.ceu_courses import CeuCourse
from core.services.ceu_review import Approval
from core.services.desk import Desk
from pages.parts import ceu_form, guard, notices

DIALOG = "ceu.dialog"
LABELS = {
    "submit": "Submit for review…",
    "approve": "Approve…",
    "return": "Send back…",
    "deny": "Deny…",
    "retire": "Retire…",
    "again": "Approve again…",
}
SAY = {
    "submit": "It goes to the review queue and cannot be changed until a reviewer has answered.",
    "approve": "From then on attendance on these days can be credited, both days included.",
    "return": "It can be changed and submitted again. Say what is missing.",
    "deny": "This is final: the id is never approved, and stays taken. Say why.",
    "retire": "Nothing more can be credited under this id, for no day. Accepted credits stay.",
    "again": "The next period gets an id of its own, approved at once; this id then names it as its successor.",
}
VERBS = {
    "submit": "Submit",
    "approve": "Approve",
    "return": "Send back",
    "deny": "Deny for good",
    "retire": "Retire",
    "again": "Approve the new id",
}
NOTES = {"return": "What the provider should change", "deny": "Why it is denied"}
DONE = {
    "submit": "is submitted and waits for its reviewer",
    "approve": "is approved",
    "return": "went back for changes",
    "deny": "is denied",
    "retire": "is retired",
}


def open_dialog(act: str, course: int) -> None:
    """Callback: open the dialog of an act."""
    st.session_state[DIALOG] = (act, course)


def close() -> None:
    """Callback: close whatever is open."""
    st.session_state[DIALOG] = None


def draw(desk: Desk, course: CeuCourse) -> None:
    """Draw the dialog that is open for this course."""
    act, of = st.session_state.get(DIALOG) or ("", 0)
    if of == course.ceu_course_id and act in LABELS:
        st.dialog(LABELS[act].rstrip("…"), on_dismiss=close)(_body)(desk, act, course)


def _body(desk: Desk, act: str, course: CeuCourse) -> None:
    if not st.session_state.get(DIALOG):
        st.rerun()
    key = f"ceu.{act}.{course.ceu_course_id}"
    st.text(f"{course.ceulid} · {course.title}")
    st.text(SAY[act])
    if act == "again":
        st.text_input("CEULid of the new approval", key=f"{key}.ceulid", max_chars=200)
    if act in ("approve", "again"):
        ceu_form.period(key, ceu_review.in_next_period(course) if act == "again" else course)
        ceu_form.decided(key, course, ceu_courses.categories(desk))
    if act == "retire":
        _successor(desk, course, key)
    st.text_area(NOTES.get(act, "Note for the history, optional"), key=f"{key}.note", max_chars=2000, height=80)
    st.button(VERBS[act], type="primary", key=f"{key}.do", on_click=guard.act, args=(carry_out, act, course, key))


def _successor(desk: Desk, course: CeuCourse, key: str) -> None:
    codes = [one.ceulid for one in ceu_courses.approved_on(desk, desk.today) if one.ceulid != course.ceulid]
    if course.successor:
        st.text(f"Its successor is {course.successor}.")
        return
    st.selectbox("Which id takes its place", codes, None, placeholder="None", key=f"{key}.successor")


def carry_out(desk: Desk, act: str, course: CeuCourse, key: str) -> None:
    """Callback: do what the dialog says."""
    note = str(st.session_state.get(f"{key}.note") or "")
    if act == "again":
        ceulid = str(st.session_state.get(f"{key}.ceulid") or "")
        ceu_review.approve_again(desk, course.ceu_course_id, ceulid, _approval(key, note))
        notices.say(f"{ceulid} is approved and succeeds {course.ceulid}.")
    else:
        _move(desk, act, course.ceu_course_id, key, note)
        notices.say(f"{course.ceulid} {DONE[act]}.")
    close()


def _move(desk: Desk, act: str, course: int, key: str, note: str) -> None:
    if act == "approve":
        ceu_review.approve(desk, course, _approval(key, note))
    elif act == "retire":
        ceu_review.retire(desk, course, note, str(st.session_state.get(f"{key}.successor") or ""))
    else:
        {"submit": ceu_review.submit, "return": ceu_review.send_back, "deny": ceu_review.deny}[act](desk, course, note)


def _approval(key: str, note: str) -> Approval:
    state = st.session_state
    category = str(state.get(f"{key}.category") or "")
    days = state.get(f"{key}.first"), state.get(f"{key}.last")
    return Approval(*days, ceu_form.hours_of(key), category, ceu_form.years_of(key), note)
