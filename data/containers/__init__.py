"""Files of every kind to a grid: what a file is packed in, what it is, and its table."""
