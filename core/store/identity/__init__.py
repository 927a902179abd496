"""Which addresses and persons are one human, as the store keeps it."""
