"""Measured error rates and speed: docs/validation.md and docs/performance.md."""
