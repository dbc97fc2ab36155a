"""A study under a view: which rows, days, series, events count."""
