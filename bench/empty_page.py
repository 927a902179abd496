"""The script of bench/empty_app.py."""

import streamlit as st


def count() -> None:
    st.session_state["clicks"] = st.session_state.get("clicks", 0) + 1


st.button("Click", key="click", on_click=count)
st.text(f"{st.session_state.get('clicks', 0)} clicks")
