"""Write figures to files."""
