"""Events without an exact day: drawn, pooled by Rubin."""
