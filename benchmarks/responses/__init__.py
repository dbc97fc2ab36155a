"""What the responses find, miss and invent: simulated pairs of series, and real ones."""
