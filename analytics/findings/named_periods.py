"""The period that a view has named: before, during and after it, in every way to count."""

from analytics.effects.named_period import NamedPeriodResult, bridge, period_days
from analytics.effects.windows import ComparedDays
from analytics.findings import results
from analytics.findings.alternatives import effect_ways
from analytics.selection.additions import MARK
from analytics.selection.context_events import named_period
from analytics.selection.selected import Selection
from data.errors import EscalationError


def period_effect(selection: Selection) -> NamedPeriodResult | None:
    """Compare the days before, during and after the period that the chosen event names or ends.

    Returns
    -------
    NamedPeriodResult or None
        None without a chosen event, and where it is neither a period nor the end of one.

    Raises
    ------
    EscalationError
        When the event is not listed.
    """
    period = named_period(selection)
    if period is None:
        return None
    effects, ways, reasons = {}, {}, {}
    for name, compared in periods_compared(selection).items():
        try:
            effects[name] = results.effect_over(selection, compared)
            ways[name] = effect_ways(selection, compared)
        except EscalationError as error:
            reasons[name] = str(error)
    return NamedPeriodResult(
        label=period.label,
        noun=selection.measured,
        start=period.start,
        end=period.end,
        effects=effects,
        ways=ways,
        reasons=reasons,
        bridge=_bridge(selection, effects, beforehand=not period.label.endswith(MARK)),
    )


def periods_compared(selection: Selection) -> dict[str, ComparedDays]:
    """Give the days of the three comparisons of a named period; none where there is no such."""
    view, period = selection.view, named_period(selection)
    if period is None:
        return {}
    windows = {"before": view.before, "after": view.after, "gap": view.gap}
    return period_days(period.start, period.end, **windows)


def _bridge(selection: Selection, effects: dict, *, beforehand: bool) -> str:
    try:
        changes = results.changepoints(selection)
    except EscalationError:
        # A series too short to be searched says nothing that could disagree.
        return ""
    return bridge(effects, changes.table, beforehand=beforehand)
