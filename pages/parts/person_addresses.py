"""A person's addresses: each with its kind and proof, a form that adds one, and what can be done with one."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.errors import Refusal
from core.model import PersonId
from core.services.desk import Desk
from core.services.identity import person_addresses
from core.services.person_page import PersonPage
from pages.parts import guard, notices

Act = Callable[[Desk, PersonId, str], object]
ACTS: dict[str, tuple[str, Act, str]] = {
    "primary": ("Make primary", person_addresses.make_primary, "Mails go to {} from now on."),
    "inactive": ("Make inactive", person_addresses.make_inactive, "{} identifies this person and gets no mail."),
    "ask": ("Ask for proof again", person_addresses.ask_again, "A mail to {} asks for proof; older links are dead."),
    "remove": ("Remove", person_addresses.remove, "{} is removed."),
}
ADDED = {
    "added": "{} is added. A mail to it asks its owner for proof.",
    "proposed": "Proposed: a mail asks the person whether {} is theirs, since another organisation knows them too.",
}


def draw(desk: Desk, found: PersonPage) -> None:
    """Draw the addresses, those that the person is still to confirm, and the two small forms."""
    for one in found.addresses:
        proven = f", verified {one.verified_at:%d %b %Y}" if one.verified_at else ", not verified"
        st.text(f"{one.address} · {one.kind}{proven}")
    for address in waiting(desk, found.person_id):
        st.text(f"{address} · proposed, waits for the person's answer")
    key = f"address.{found.person_id}"
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover("Add an address"):
            st.text_input("E-mail", key=f"{key}.new", max_chars=254)
            st.caption("Its owner is asked for proof by a mail to it.")
            st.button("Add", type="primary", key=f"{key}.add", on_click=guard.act, args=(add, found.person_id))
        if found.addresses:
            with st.popover("Change an address"):
                _change(found, key)


def waiting(desk: Desk, person: PersonId) -> list[str]:
    """Return what was proposed to a person; nothing of somebody who only has a past here."""
    try:
        return person_addresses.proposed(desk, person)
    except Refusal:
        return []


def _change(found: PersonPage, key: str) -> None:
    names = [one.address for one in found.addresses]
    st.selectbox("Address", names, key=f"{key}.which", format_func=str)
    chosen = next((one for one in found.addresses if one.address == st.session_state.get(f"{key}.which")), None)
    if chosen is None:
        return
    offered = ["primary"] if chosen.kind != "primary" else []
    offered += ["inactive"] if chosen.kind != "inactive" else []
    offered += ["ask", "remove"] if chosen.verified_at is None else []
    for verb in offered:
        st.button(ACTS[verb][0], key=f"{key}.{verb}", on_click=guard.act, args=(change, found.person_id, verb))


def add(desk: Desk, person: PersonId) -> None:
    """Callback: add the address that was typed."""
    typed = str(st.session_state.get(f"address.{person}.new") or "")
    done = person_addresses.add(desk, person, typed)
    st.session_state[f"address.{person}.new"] = ""
    notices.say(ADDED[done].format(typed.strip()))


def change(desk: Desk, person: PersonId, verb: str) -> None:
    """Callback: do one thing with the address that is chosen."""
    chosen = str(st.session_state.get(f"address.{person}.which") or "")
    _, act, sentence = ACTS[verb]
    act(desk, person, chosen)
    notices.say(sentence.format(chosen))
