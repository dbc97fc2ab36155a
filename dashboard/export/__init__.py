"""Files that the page gives away."""
