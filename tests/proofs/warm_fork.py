"""Loaded once by the server that forks sessions off: everything is imported and done once before the first of them."""

from __future__ import annotations

import tempfile

from tests.proofs import issuing_process

with tempfile.TemporaryDirectory() as folder:
    issuing_process.warm(folder)
