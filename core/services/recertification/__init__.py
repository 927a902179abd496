"""Recertification: a small file an action. Each previews old → new per person, runs once, and can be undone."""
