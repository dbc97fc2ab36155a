"""Findings as text and JSON for the command line."""
