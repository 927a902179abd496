"""Credits in the store: pairs that wait, what was posted, and what became of it."""
