"""Two downloads compared: rows, findings, reporting delay."""
