"""Two windows of days over many drawings of dates, pooled into one comparison."""

from collections.abc import Sequence

import numpy as np

from analytics.comparison import Comparison, Sides, judge, sides
from analytics.effect_interval import Scatter
from analytics.pooling import Pooled, pool
from analytics.windows import Windows


def pool_sides(cuts: Sequence[Windows], mean: Windows) -> tuple[Comparison, Pooled]:
    """Measure the windows of every draw, and pool them into one comparison.

    Parameters
    ----------
    cuts : sequence of Windows
        One a draw.
    mean : Windows
        The same days with the mean of the draws.

    Returns
    -------
    comparison : Comparison
        At the mean totals, its scatter wider by what the draws differ by.
    pooled : Pooled
        Of the logarithm of the rate ratio.
    """
    drawn = [sides(cut) for cut in cuts]
    pooled = pool(
        [_log_ratio(each) for each in drawn],
        [_variance(each) for each in drawn],
        freedom=float(np.mean([each.scatter.freedom for each in drawn])),
    )
    exposure = tuple(np.mean([each.exposure[side] for each in drawn], axis=0) for side in (0, 1))
    both = Sides(
        pair=(mean.before.to_numpy(), mean.after.to_numpy()),
        exposure=exposure,
        totals=(float(mean.before.sum()), float(mean.after.sum())),
        days=(float(exposure[0].sum()), float(exposure[1].sum())),
        weekday=bool(np.mean([each.weekday for each in drawn]) > 0.5),
        scatter=_widened([each.scatter for each in drawn], pooled),
    )
    return judge(both), pooled


def _widened(spreads: Sequence[Scatter], pooled: Pooled) -> Scatter:
    """Give the mean scatter of the draws, wider by what they differ by."""
    return Scatter(
        dispersion=float(np.mean([spread.dispersion for spread in spreads])),
        inflation=float(np.mean([spread.inflation for spread in spreads])) * pooled.widening,
        freedom=pooled.freedom,
    )


def _log_ratio(both: Sides) -> float:
    """Give the log rate ratio, half an event added on either side so that there is one."""
    quiet, busy = ((x + 0.5) / d for x, d in zip(both.totals, both.days, strict=True))
    return float(np.log(busy / quiet))


def _variance(both: Sides) -> float:
    """Give the variance of the log rate ratio, as if all dates were known."""
    spread = both.scatter
    ends = zip(both.totals, both.days, strict=True)
    return spread.inflation * sum(1 / (x + 0.5) + spread.dispersion / d for x, d in ends)
