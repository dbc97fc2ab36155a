"""The rules of others by their names: what each is called, and what it flags."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from analytics.alarms.presets.farrington import flag_classic
from analytics.alarms.presets.farrington_flexible import flag_flexible
from analytics.alarms.presets.published_rules import flag_acled, flag_cusum, flag_ewma, flag_hdx
from analytics.alarms.presets.weeks import UnitWeeks


class PublishedRule(NamedTuple):
    """A rule: what it is called in a table, and the function that flags watched weeks."""

    label: str
    flag: Callable[[UnitWeeks], np.ndarray]


PRESETS = {
    "acled": PublishedRule("ACLED, twice the four-week mean", flag_acled),
    "hdx": PublishedRule("HDX Signals, 30 days at a year's most", flag_hdx),
    "farrington": PublishedRule("Farrington, 1 %", flag_classic),
    "farrington-flexible": PublishedRule("Farrington Flexible, 1 %", flag_flexible),
    "ewma": PublishedRule("EWMA, 3 deviations", flag_ewma),
    "cusum": PublishedRule("CUSUM for a doubling", flag_cusum),
}
