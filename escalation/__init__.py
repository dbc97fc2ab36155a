"""The public face for Python: from a data frame to a sentence, a chart and a report."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from escalation.hidden_rooms import HiddenRoom, as_command, check_rooms

try:
    check_rooms()
except HiddenRoom as hidden:
    if as_command():
        raise SystemExit(str(hidden)) from None
    raise

from escalation.notebook import show_results  # noqa: E402 (a hidden room has to be told first)

if TYPE_CHECKING:
    from analytics.changepoints.search import find_changepoints
    from analytics.effects.before_after import event_effect
    from analytics.effects.named_period import compare_period
    from analytics.responses.both import responses
    from data.errors import EscalationError
    from data.study import load_study
    from escalation.counting import daily_counts, nowcast, reconcile
    from escalation.frames import study
    from escalation.output import plot, report
    from escalation.scanning import scan

# Where each name comes from; a module is loaded when its name is first used, so that the import
# itself takes no longer than Python's start.
HOMES = {
    "load_study": "data.study",
    "study": "escalation.frames",
    "daily_counts": "escalation.counting",
    "find_changepoints": "analytics.changepoints.search",
    "event_effect": "analytics.effects.before_after",
    "compare_period": "analytics.effects.named_period",
    "responses": "analytics.responses.both",
    "reconcile": "escalation.counting",
    "nowcast": "escalation.counting",
    "scan": "escalation.scanning",
    "plot": "escalation.output",
    "report": "escalation.output",
    "EscalationError": "data.errors",
}
__all__ = [
    "EscalationError",
    "compare_period",
    "daily_counts",
    "event_effect",
    "find_changepoints",
    "load_study",
    "nowcast",
    "plot",
    "reconcile",
    "report",
    "responses",
    "scan",
    "study",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return globals().setdefault(name, getattr(import_module(HOMES[name]), name))


def __dir__() -> list[str]:
    """List the public names."""
    return __all__


show_results()
