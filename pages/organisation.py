"""Organisation: name, look, signatory, hold and invoices of the organisation; who works for it."""

from __future__ import annotations

import streamlit as st

from core.model import Role
from core.services import organisation
from core.services.desk import Desk
from core.services.organisation import OrganisationSettings, View
from pages.parts import guard, layout, members


def save(desk: Desk) -> bool:
    """Callback: save what the form says."""
    s = st.session_state
    return organisation.save(
        desk,
        OrganisationSettings(
            name=s["org.name"],
            colour=s["org.colour"],
            hold_minutes=int(s["org.hold"]),
            reply_to=s["org.reply_to"],
            postal_address=s["org.postal"],
            payment_terms_days=int(s["org.terms"]),
            payment_instructions=s["org.instructions"],
            signatory_name=s["org.signatory"],
            signatory_title=s["org.signatory_title"],
        ),
    )


def save_picture(desk: Desk, kind: str) -> None:
    """Callback: use the file that was chosen."""
    chosen = st.session_state[f"org.{kind}"]
    if chosen is not None:
        organisation.set_picture(desk, kind, chosen.getvalue())


def settings_form(settings: OrganisationSettings) -> None:
    """Draw what stands on documents, mails and invoices."""
    with st.form("organisation.settings", border=False):
        left, right = st.columns(2, gap="large")
        left.text_input("Name", settings.name, 120, key="org.name")
        left.color_picker("Colour", settings.colour, key="org.colour")
        left.text_input("Signatory of certificates", settings.signatory_name, 120, key="org.signatory")
        left.text_input("Signs as", settings.signatory_title, 120, key="org.signatory_title")
        left.number_input("Notices wait (minutes)", 0, 24 * 60, settings.hold_minutes, key="org.hold")
        right.text_input("Answers to mails go to", settings.reply_to, 254, key="org.reply_to")
        right.text_area("Sender block of invoices", settings.postal_address, max_chars=500, key="org.postal")
        right.text_area("How to pay", settings.payment_instructions, max_chars=1000, key="org.instructions")
        right.number_input("Time to pay (days)", 0, 365, settings.payment_terms_days, key="org.terms")
        st.form_submit_button(
            "Save settings",
            type="primary",
            on_click=guard.act,
            args=(save,),
            kwargs={"done": lambda changed: "The settings are saved." if changed else "Nothing was different."},
        )


def pictures(view: View) -> None:
    """Draw logo and signature, and the way to other ones."""
    for column, kind, shown in zip(
        st.columns(2, gap="large"), ("logo", "signature"), (view.logo, view.signature), strict=True
    ):
        with column:
            st.subheader(kind.capitalize(), anchor=False)
            if shown:
                st.image(shown, width=200)
                st.button(
                    f"Remove {kind}", key=f"org.drop_{kind}", on_click=guard.act, args=(organisation.drop_picture, kind)
                )
            st.file_uploader("PNG, at most 2 MB", ["png"], key=f"org.{kind}", max_upload_size=2)
            st.button(f"Use this {kind}", key=f"org.use_{kind}", on_click=guard.act, args=(save_picture, kind))


def main() -> None:
    desk = guard.desk(Role.STAFF)
    layout.title("Organisation", "How this organisation appears on documents and mails, and who works for it.")
    view = organisation.view(desk)
    settings_form(view.settings)
    pictures(view)
    members.draw(view.members)


main()
