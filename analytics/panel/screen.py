"""A cheap look at a unit before it is weighed: the most evidence that its days could give."""

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.changepoints.evidence import BRANCHINGS, LINE, MODELS, MOST_CHANGES, SIZES
from analytics.panel.region import Region
from analytics.panel.two_ways import both_days

if TYPE_CHECKING:
    from analytics.changepoints.likelihood import Days

# Counts that scatter more, or set each other off, are weighed with models in which a change says
# less. So much more, in nats, was the whole evidence at most where it was near the line:
# docs/scale.md.
MARGIN = 1.0
NONE_SET_OFF, POISSON_SIZE = BRANCHINGS[:1], SIZES[-1:]


def most_evidence(counts: pd.Series, region: Region | None) -> float:
    """Give about the most log evidence of a change that weighing all models can give.

    Parameters
    ----------
    counts : Series of int, shape (n_days,)
    region : Region or None
        As for :func:`~analytics.panel.scan.scan_unit`.

    Returns
    -------
    float
        Of the Poisson model in which no event sets off another, by itself or, where that is more,
        against the rest of the region; with a margin.
    """
    days, moved, least = both_days(counts, region)
    most = _independent(days, least) + MARGIN
    if can_pass(most) or moved is days:
        return most
    return max(most, _independent(moved, least) + MARGIN)


def can_pass(most: float) -> bool:
    """Tell whether so much log evidence may be a change; what is no change is on no firm list."""
    return most > math.log(LINE)


def _independent(days: "Days", least: int) -> float:
    """Give the log evidence of a change in Poisson counts that do not set each other off."""
    from analytics.changepoints.likelihood import rate_grid, remember
    from analytics.changepoints.lulls import weigh_lulls
    from analytics.changepoints.partitions import weigh_steps

    past, known = np.empty(days.values.size), np.empty(days.values.size)
    remember(days.capped(), days.ages, days.lengths, past, known)
    table = np.vstack([days.values, days.exposure, days.lengths])
    arguments = (table, past, known, *rate_grid(days), NONE_SET_OFF, POISSON_SIZE, least)
    steps = weigh_steps(*arguments, MOST_CHANGES)
    lull, _, _ = weigh_lulls(*arguments, steps)
    weights = np.append(steps[0, 0], lull)
    return float(np.logaddexp.reduce(weights[1:] - weights[0] + MODELS))
