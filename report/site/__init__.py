"""A study as static pages: views, charts, tables, files, and the briefs before."""
