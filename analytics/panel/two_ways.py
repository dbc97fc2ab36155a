"""The days of a unit weighed two ways: as such, and beside what the rest of the region did."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.changepoints.evidence import MODELS, Weighed, weigh, weigh_changes
from analytics.panel.region import Region

if TYPE_CHECKING:
    from analytics.changepoints.likelihood import Days


@dataclass(frozen=True, kw_only=True, eq=False)
class TwoWays:
    """The days of a unit, weighed as such and with the rest of the region as exposure.

    ``rest`` and ``moved`` are ``itself`` and ``days`` where the others did not move together.
    """

    days: "Days"
    moved: "Days"
    least: int
    itself: Weighed
    rest: Weighed

    @property
    def evidence_rest(self) -> float:
        """Log evidence of a change, the rest of the region a nuisance with and without it."""
        none, change = [], []
        for one in (self.itself, self.rest):
            whole = np.logaddexp.reduce(one.weights, axis=0)
            none.append(whole[0])
            change.append(np.logaddexp.reduce(whole[1:] + MODELS[: whole.size - 1]))
        return float(np.logaddexp(*change) - np.logaddexp(*none))

    @property
    def clustering(self) -> np.ndarray:
        """Log-likelihood of each branching and size without a change, shape (B, R)."""
        return np.logaddexp(self.itself.steps[:, :, 0], self.rest.steps[:, :, 0])


def weigh_unit(counts: pd.Series, region: Region | None) -> TwoWays:
    """Weigh a unit as such and against the rest of its region.

    Parameters
    ----------
    counts : Series of int, shape (n_days,)
        Events per observed day.
    region : Region or None
        Sums over all units, on the same days; None for the unit's own past alone.

    Raises
    ------
    InvalidSeries, SeriesTooShort
    """
    return with_lulls(weigh_unit_changes(counts, region))


def weigh_unit_changes(counts: pd.Series, region: Region | None) -> TwoWays:
    """Do what :func:`weigh_unit` does, but for lulls and bursts, which take most of the time."""
    days, moved, least = both_days(counts, region)
    itself = weigh_changes(days, least)
    rest = itself if moved is days else weigh_changes(moved, least)
    return TwoWays(days=days, moved=moved, least=least, itself=itself, rest=rest)


def with_lulls(both: TwoWays) -> TwoWays:
    """Weigh lulls and bursts as well."""
    itself = weigh(both.days, both.least, plain=both.itself)
    alone = both.rest is both.itself
    rest = itself if alone else weigh(both.moved, both.least, plain=both.rest)
    return replace(both, itself=itself, rest=rest)


def both_days(counts: pd.Series, region: Region | None) -> tuple["Days", "Days", int]:
    """Give the days of a unit as such, those with the rest as exposure, and the shortest regime.

    Both are the same object where the others did not move together.
    """
    from analytics.changepoints.likelihood import observed_days

    days, least = observed_days(counts, None)
    factor = np.ones(1) if region is None else region.rest(counts.to_numpy(float))
    if np.ptp(factor) == 0:
        return days, days, least
    return days, _with_factor(days, factor, counts.index), least


def _with_factor(days: "Days", factor: np.ndarray, index: pd.DatetimeIndex) -> "Days":
    """Expect of each day what the rest of the region did, a weekday rhythm not counted twice."""
    if np.ptp(days.exposure) > 0:
        weekday = index.day_of_week.to_numpy()
        sums = np.bincount(weekday, factor, 7) / np.maximum(np.bincount(weekday, minlength=7), 1)
        factor = factor / sums[weekday]
    return replace(days, exposure=days.exposure * factor)
