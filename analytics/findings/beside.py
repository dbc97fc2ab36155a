"""What statsmodels has a part in, computed in a process beside the one that searches for changes.

Loading statsmodels takes about as long as loading what is compiled, and a thread that loads the one
lets no other load the other.
"""

from contextlib import suppress
from functools import partial

from analytics.findings.alternatives import effect_ways, ways_of_days
from analytics.findings.multiple_events import event_effects
from analytics.findings.named_periods import periods_compared
from analytics.findings.other_methods import detected_in
from analytics.findings.results import compared_days, effect_of_days
from analytics.responses.of_study import first_responses, responses_of_sides
from analytics.selection.cache import remember_beside
from analytics.selection.imprecise_dates import drawn_dates
from analytics.selection.selected import Selection
from data.errors import EscalationError


def begin_effects(selection: Selection, *, of_all_events: bool = False) -> None:
    """Begin to compute what followed the chosen event, the changes by other methods, and responses.

    Parameters
    ----------
    selection : Selection
        Of a process that has one thread, such as a command. What is asked of it later is there,
        or waited for.
    of_all_events : bool
        Whether what followed each event that the view draws is asked for, too.
    """
    with suppress(EscalationError):
        # Both processes need them: what draws them is loaded once.
        drawn_dates(selection)
    compute = partial(_compute, selection, of_all_events)
    functions = (effect_of_days, ways_of_days, detected_in, responses_of_sides)
    remember_beside(selection.study, compute, functions)


def _compute(selection: Selection, of_all_events: bool) -> None:
    """Compute as far as can be; why something cannot is told where it is asked for."""
    with suppress(EscalationError):
        detected_in(selection.under(dates="precise").counting)
    asked = []
    with suppress(EscalationError):
        asked += [compared_days(selection), *periods_compared(selection).values()]
    for days in asked:
        with suppress(EscalationError):
            effect_ways(selection, days)
    if of_all_events:
        with suppress(EscalationError):
            event_effects(selection)
    else:
        # A report holds every event, and a terminal what follows what.
        with suppress(EscalationError):
            first_responses(selection)
