"""Columns, cells and rows of a study: types and checks."""
