"""Content to Word."""
