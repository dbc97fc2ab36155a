"""Events to daily counts."""
