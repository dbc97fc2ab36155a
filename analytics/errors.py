"""What an analysis can refuse, and why."""

from data.errors import EscalationError


class SeriesTooShort(EscalationError):
    """Fewer periods than the method needs."""


class ConstantSeries(EscalationError):
    """Every period has the same value, so there is nothing to test."""


class InvalidSeries(EscalationError):
    """Not a daily count series: gaps, negative values or fractions."""


class OutsideCoverage(EscalationError):
    """A date lies outside the days that the series covers."""


class InvalidOption(EscalationError):
    """An option has a value that the method cannot use."""


class MissingColumn(EscalationError):
    """The table lacks a column that the method needs."""


class NoEvents(EscalationError):
    """No event is left to say anything about."""


class NotAnswerable(EscalationError):
    """The data cannot carry an answer to the question asked."""


class OneSeries(NotAnswerable):
    """What follows what was asked of one series alone."""


class ClusterUnfit(EscalationError):
    """A cluster cannot compute: it does not answer, or lacks what it would take."""
