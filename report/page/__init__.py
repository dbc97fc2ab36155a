"""Content to one HTML file."""
