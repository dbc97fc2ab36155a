"""The page of what was measured: docs/responses-measured.md."""
def write_page(records): pass
