"""The floor of a click: a Streamlit script with one button and one text, served as the app is."""

from __future__ import annotations

import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, object]]:
    """Load and freeze what the app loads and freezes."""
    for heavy in ("pandas", "pyarrow", "duckdb"):
        importlib.import_module(heavy)
    gc.collect()
    gc.freeze()
    yield {}


async def health(_: Request) -> JSONResponse:
    """Say that the server is up."""
    return JSONResponse({"status": "ok"})


app = st.App(Path(__file__).with_name("empty_page.py"), lifespan=lifespan, routes=[Route("/healthz", health)])
