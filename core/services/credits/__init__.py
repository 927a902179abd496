"""Credits: pairs from their entry to the answer of whoever they are for."""
