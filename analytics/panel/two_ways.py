"""The days of a unit weighed two ways: as such, and beside what the rest of the region did."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.changepoints.evidence import Weighed, weigh, weigh_changes
from analytics.panel.null_table import PSEUDO_UNITS
from analytics.panel.region import Region

if TYPE_CHECKING:
    from analytics.changepoints.likelihood import Days

# Prior of the models with a change for the lists: one to four changes, a lull or burst. In quiet
# units clustering looks like several changes or a burst more often than like one change, so these
# have less of it here than in the search of one series: the lists find more at the same share of
# false ones. Chosen on panels that docs/scan.md does not measure.
LIST_PRIOR = np.log([0.90, 0.04, 0.02, 0.01, 0.03])
ROUNDS = 50


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
    def odds(self) -> tuple[float, float]:
        """Log odds of a change as the lists weigh it: as such, and against the rest."""
        return listed_odds(self.itself), listed_odds(self.rest)

    @property
    def follows(self) -> float:
        """How many nats likelier the days are, without a change, with the region than without."""
        return float(_unchanged(self.rest) - _unchanged(self.itself))

    @property
    def clustering(self) -> np.ndarray:
        """Log-likelihood of each branching and size without a change, shape (B, R)."""
        return np.logaddexp(self.itself.steps[:, :, 0], self.rest.steps[:, :, 0])


def listed_odds(weighed: Weighed) -> float:
    """Give the log odds of a change as the lists weigh it."""
    against = weighed.against_none()
    return float(np.logaddexp.reduce(against + LIST_PRIOR[: against.size]))


def _unchanged(weighed: Weighed) -> float:
    return float(np.logaddexp.reduce(weighed.weights[:, 0]))


def share_that_follows(follows: np.ndarray) -> float:
    """Learn from all units which share of them moves with the rest of the region.

    Parameters
    ----------
    follows : array of float, shape (n_units,)
        Of :attr:`TwoWays.follows`.

    Returns
    -------
    float
        By the EM algorithm, one more unit being taken to follow as likely as not; a half where
        nothing tells the two apart.
    """
    share = 0.5
    for _ in range(ROUNDS):
        each = share / (share + (1.0 - share) * np.exp(-np.clip(follows, -500.0, 500.0)))
        share = (float(each.sum()) + PSEUDO_UNITS / 2) / (follows.size + PSEUDO_UNITS)
    return share


def evidence_rest(odds: np.ndarray, follows: np.ndarray, share: float) -> np.ndarray:
    """Give the log evidence of a change, with and without one as likely to follow the region.

    Parameters
    ----------
    odds : array of float, shape (n_units, 2)
        Of :attr:`TwoWays.odds`.
    follows : array of float, shape (n_units,)
    share : float
        Of the units that move with the rest: of :func:`share_that_follows`.

    Returns
    -------
    array of float, shape (n_units,)
        Never more than the larger of the two odds.
    """
    prior = np.log([1.0 - share, share])
    none = np.column_stack([np.zeros_like(follows), follows]) + prior
    return np.logaddexp.reduce(none + odds, axis=1) - np.logaddexp.reduce(none, axis=1)


def weigh_unit_changes(counts: pd.Series, region: Region | None) -> TwoWays:
    """Weigh a unit as such and against the rest, but for lulls, which take most of the time.

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
