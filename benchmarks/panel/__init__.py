"""Many units at once: the null table of the evidence, and how often a scan is wrong."""
