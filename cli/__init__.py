"""One command a file; the one place where errors become exit codes."""
