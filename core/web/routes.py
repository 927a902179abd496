"""Every route of our own beside Streamlit's, and which addresses need no session."""

from __future__ import annotations

from starlette.routing import BaseRoute

from core.web import gate, health, sign_in, templating

ROUTES: list[BaseRoute] = [*sign_in.ROUTES, *health.ROUTES, templating.look()]
PUBLIC = gate.PUBLIC
SERVED = ("/signout/everywhere",)  # paths of several segments behind the gate; pages have one only
