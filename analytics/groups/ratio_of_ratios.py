"""Two groups against each other: did the rate of one change otherwise than that of the other."""

from dataclasses import dataclass
from math import inf

import numpy as np

from analytics.effects import sentence
from analytics.effects.before_after import ALPHA
from analytics.effects.contrast import Comparison
from analytics.effects.estimates import NOTHING, Estimate
from analytics.effects.quasi_likelihood import root_deviance
from analytics.effects.rate_ratio import last_inside
from analytics.rates import LEVEL
from analytics.wording import plain_pvalue

# Logarithms of the first group's ratio that are tried, around what the totals say.
REACH, STEPS = 12.0, 4801


@dataclass(frozen=True, kw_only=True)
class TwoRatios:
    """How the rates of two groups changed over the same days, and one change over the other.

    ``first`` and ``second`` are the groups' rate ratios, ``contrast`` the first over the second;
    without numbers where one of them has none.
    """

    first: Estimate
    second: Estimate
    contrast: Estimate

    @property
    def settled(self) -> bool:
        """Whether the data settle that the groups changed differently."""
        return self.contrast.pvalue < ALPHA

    def told(self, names: tuple[str, str], noun: str) -> str:
        """Say in one sentence whether the groups changed alike."""
        one, other = names
        parts = [
            f"{name} {sentence.bounds(*ratio.cells[:3])}"
            for name, ratio in zip(names, (self.first, self.second), strict=True)
        ]
        rates = f"{noun.capitalize()} a day, after over before: {'; '.join(parts)}"
        if np.isnan(self.contrast.value):
            side = "after" if self.first.value == 0 else "before"
            return (
                f"{rates}. Neither had any {side}, so that nothing tells whether {one} changed "
                f"otherwise than {other}."
            )
        ratio = f"{one} over {other}: {sentence.bounds(*self.contrast.cells[:3])}"
        ending = (
            f"{one} changed otherwise than {other}"
            if self.settled
            else f"the data do not settle whether {one} changed otherwise than {other}"
        )
        pvalue = plain_pvalue(self.contrast.pvalue)
        return f"{rates}. {ratio} ({pvalue}): {ending}."


def ratio_of_ratios(first: Comparison, second: Comparison) -> Estimate:
    """Divide the rate ratio of one group by that of another.

    Parameters
    ----------
    first, second : Comparison
        Of two groups that share no event, over the same days.

    Returns
    -------
    Estimate
        Without numbers where either group cannot be compared with itself. The lower limit is 0
        where nothing happened after in the first group, or before in the second; the upper one
        infinite where it is the other way round.

    Notes
    -----
    The deviances of both groups, each divided by its own inflation for clustering, are added and
    minimised over the ratio that they would share but for the contrast. The quantile is Student's,
    its degrees of freedom after Satterthwaite. The groups are taken to be independent given their
    rates: waves that reach both at once make the interval too long, violence that moves from one
    to the other make it too short.

    References
    ----------
    Satterthwaite (1946). An approximate distribution of estimates of variance components.
    Biometrics Bulletin 2(6), 110-114.
    """
    from scipy.special import stdtr, stdtrit

    if not (first.answerable and second.answerable):
        return NOTHING
    freedom = _freedom(first, second)
    limit = float(stdtrit(freedom, (1 + LEVEL) / 2)) ** 2
    trial = _centre(first) + np.linspace(-REACH, REACH, STEPS)
    alone = _deviance(first, trial)

    def deviance(contrast: float) -> float:
        return float((alone + _deviance(second, trial - contrast)).min())

    def reach(way: int) -> float:
        def inside(steps: np.ndarray) -> np.ndarray:
            return np.array([deviance(middle + way * step) <= limit for step in steps])

        return last_inside(inside, at_once=1)

    middle = _centre(first) - _centre(second)
    low, high = 0.0, inf
    if first.totals[1] > 0 and second.totals[0] > 0:
        low = float(np.exp(middle - reach(-1)))
    if first.totals[0] > 0 and second.totals[1] > 0:
        high = float(np.exp(middle + reach(1)))
    return Estimate(
        value=_quotient(_ratio(first), _ratio(second)),
        ci_low=low,
        ci_high=high,
        pvalue=float(2 * stdtr(freedom, -np.sqrt(deviance(0.0)))),
    )


def _deviance(group: Comparison, logs: np.ndarray) -> np.ndarray:
    """Give how much each ratio contradicts a group's totals, clustering allowed for."""
    scatter = group.dispersion
    roots = root_deviance(group.totals, group.days, np.exp(logs), scatter.daily)
    return roots**2 / scatter.inflation


def _centre(group: Comparison) -> float:
    before, after = (total + 0.5 for total in group.totals)
    return float(np.log(after * group.days[0] / before / group.days[1]))


def _ratio(group: Comparison) -> float:
    before, after = group.totals
    return inf if before == 0 else after / group.days[1] * group.days[0] / before


def _quotient(first: float, second: float) -> float:
    """Divide ratios that may be 0 or without bound; nothing by nothing has no value."""
    if (first == 0 and second == 0) or (first == inf and second == inf):
        return float("nan")
    return inf if second == 0 else first / second


def _freedom(first: Comparison, second: Comparison) -> float:
    """Give the degrees of freedom of the sum of both groups' variances."""
    parts = [(_variance(group), group.dispersion.freedom) for group in (first, second)]
    return sum(part for part, _ in parts) ** 2 / sum(part**2 / worth for part, worth in parts)


def _variance(group: Comparison) -> float:
    scatter = group.dispersion
    ends = zip(group.totals, group.days, strict=True)
    return scatter.inflation * sum(1 / max(n, 0.5) + scatter.daily / days for n, days in ends)
