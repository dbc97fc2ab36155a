"""Low and high regimes (Markov switching)."""
