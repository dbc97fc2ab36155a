"""Tests of a constant level (statsmodels and limit laws)."""
