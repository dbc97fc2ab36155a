"""What statsmodels has a part in, computed in a process beside the one that searches for changes.

Loading statsmodels takes about as long as loading what is compiled, and a thread that loads the one
lets no other load the other.
"""

from contextlib import suppress
from functools import partial

from analytics.findings import results
from analytics.findings.alternatives import effect_ways, ways_of_days
from analytics.findings.multiple_events import event_effects
from analytics.findings.named_periods import periods_compared
from analytics.findings.other_methods import LEVEL_TESTS, detected_in, level_test, tested_counts
from analytics.findings.results import compared_days, effect_of_days
from analytics.responses.of_study import first_responses, responses_of_sides, view_responses
from analytics.selection.cache import remember_beside
from analytics.selection.imprecise_dates import drawn_dates
from analytics.selection.selected import Selection
from data.errors import EscalationError


def begin_effects(
    selection: Selection, *, of_all_events: bool = False, in_all_ways: bool = False
) -> None:
    """Begin to compute what followed the chosen event, the changes by other methods, and responses.

    Parameters
    ----------
    selection : Selection
        Of a process that has one thread, such as a command. What is asked of it later is there,
        or waited for.
    of_all_events : bool
        Whether what followed each event that the view draws is asked for, too.
    in_all_ways : bool
        Whether that is asked for under every way to count, as it is of the chosen event.
    """
    with suppress(EscalationError):
        # Both processes need them: what draws them is loaded once.
        drawn_dates(selection)
    effects = (effect_of_days, ways_of_days, responses_of_sides)
    others = (detected_in, results.regimes_of_days, tested_counts)
    if of_all_events:
        # A report needs the first at its beginning, and the others in its middle.
        remember_beside(
            selection.study, partial(_compute_all_effects, selection, in_all_ways), effects
        )
        remember_beside(selection.study, partial(_compute_others, selection), others)
        return
    remember_beside(selection.study, partial(_compute, selection), (*effects, detected_in))


def _compute(selection: Selection) -> None:
    """Compute as far as can be; why something cannot is told where it is asked for."""
    _compute_detected(selection)
    _compute_effects(selection)
    with suppress(EscalationError):
        first_responses(selection)


def _compute_all_effects(selection: Selection, in_all_ways: bool) -> None:
    _compute_effects(selection)
    for compute in (event_effects, view_responses):
        with suppress(EscalationError):
            compute(selection)
    for event in event_effects(selection).table["event"] if in_all_ways else ():
        _compute_effects(selection.under(event=event))


def _compute_others(selection: Selection) -> None:
    _compute_detected(selection)
    with suppress(EscalationError):
        results.regimes(selection)
    for name in LEVEL_TESTS:
        with suppress(EscalationError):
            level_test(selection, selection.counts(selection.measured), name)


def _compute_detected(selection: Selection) -> None:
    with suppress(EscalationError):
        detected_in(selection.under(dates="precise").counting)


def _compute_effects(selection: Selection) -> None:
    asked = []
    with suppress(EscalationError):
        asked += [compared_days(selection), *periods_compared(selection).values()]
    for days in asked:
        with suppress(EscalationError):
            effect_ways(selection, days)
