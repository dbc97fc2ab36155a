"""Official totals against the incident list."""
