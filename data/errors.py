"""Errors that a user can put right."""


class EscalationError(ValueError):
    """Base of every error that a user can put right; its text is one plain sentence."""
