"""Content to PDF (Typst)."""
