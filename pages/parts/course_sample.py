"""What completing a course on some day would come to, in sentences."""

from __future__ import annotations

import streamlit as st

from core.errors import Refusal
from core.model import Course
from core.services import course_page
from core.services.desk import Desk


def draw(desk: Desk, course: Course) -> None:
    """Draw a day to choose, and the term, the renewal and the grace that would follow."""
    st.subheader("What a date would come to", anchor=False)
    day = st.date_input("Completed on", desk.today, key="courses.sample", format="YYYY-MM-DD")
    try:
        found = course_page.sample(course, day or desk.today)
    except Refusal as refusal:
        st.text(refusal.say)
        return
    for sentence in (found.term, f"How: {found.because}.", found.renewal, found.grace):
        if sentence:
            st.text(sentence)
