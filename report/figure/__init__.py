"""A figure to SVG, PNG, PDF, HTML with data and record; and again from the record."""
