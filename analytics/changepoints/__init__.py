"""When the rate changed, with date sets and p-values."""
