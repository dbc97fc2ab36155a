"""``make validate``: simulated series, error rates, docs/validation.md."""
