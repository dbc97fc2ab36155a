"""Where, and how many casualties."""
