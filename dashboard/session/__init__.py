"""Which study and which state a browser sees."""
