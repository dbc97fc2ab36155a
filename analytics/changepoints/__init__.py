"""When the rate changed: evidence, dates with their sets, and whether it holds."""
