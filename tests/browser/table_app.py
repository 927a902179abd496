"""A small app around the table of people, under the same content policy as the real one."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from core.web.headers import SecurityHeaders

HERE = Path(__file__).parent
FONTS = Mount("/app/static", StaticFiles(directory=HERE.parents[1] / "pages" / "static"))
app = st.App(HERE / "table_page.py", routes=[FONTS], middleware=[Middleware(SecurityHeaders)])
