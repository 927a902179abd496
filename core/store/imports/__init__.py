"""Records in bulk: whole files matched and written in a few statements, whatever their size."""
