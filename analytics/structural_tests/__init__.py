"""Tests of a constant level (those of statsmodels, and limit laws)."""
