"""The search for change points that the product had before: a test against simulated series."""
