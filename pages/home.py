"""Home: what to do next."""

from __future__ import annotations

from pages.parts import guard, layout

desk = guard.desk()
layout.title("Home", "What waits for you, first things first.")
