"""A bound of the evidence that a unit can have, before its lulls and bursts are weighed.

Up to four changes with free levels are weighed by one pass over the days, lulls and bursts by one
for each rate outside of them, which takes most of the time. A lull from day s to day t with the
rate g before and after weighs ``pi_g a_g(s) b_g(t)`` times what the days inside do, where ``a`` is
the likelihood of the days before and ``b`` that of the days after. By the inequality of Cauchy and
Schwarz::

    sum_g pi_g a_g(s) b_g(t) <= sqrt(sum_g pi_g a_g(s) ** 2) sqrt(sum_g pi_g b_g(t) ** 2)

whose right side is a number of s times a number of t: one pass over the days sums it for every s,
t and rate inside. So the evidence is never more than with this in place of the lulls.

The compiled functions are those of :mod:`~analytics.panel.lull_bound`, which imports numba.
"""

import math
from dataclasses import replace

import numpy as np

from analytics.changepoints.evidence import LINE, Weighed
from analytics.panel.two_ways import TwoWays

# What rounding may take from the bound, in nats; sums of ten thousand days are off by 1e-11.
ROUNDING = 1e-6


def most_if_none(both: TwoWays) -> float:
    """Give a bound of the evidence against the rest where no sign of a change can be.

    Parameters
    ----------
    both : TwoWays
        Of :func:`~analytics.panel.two_ways.weigh_unit_changes`.

    Returns
    -------
    float
        A logarithm, whatever share of the units moves with the rest; infinite where the bound of
        the evidence, as such or against the rest, is above the line of the search.
    """
    line = math.log(LINE)
    if max(both.odds) > line:
        return math.inf
    bounds = at_most(both)
    most = max(bounds.odds) + ROUNDING
    return most if max(most, bounds.itself.evidence + ROUNDING) <= line else math.inf


def at_most(both: TwoWays) -> TwoWays:
    """Put in place of what lulls and bursts weigh what they do not exceed."""
    itself = _bounded(both.itself)
    rest = itself if both.rest is both.itself else _bounded(both.rest)
    return replace(both, itself=itself, rest=rest)


def _bounded(plain: Weighed) -> Weighed:
    from analytics.panel.lull_bound import bound_lulls

    most = bound_lulls(*plain.arguments, plain.steps)
    return replace(plain, weights=np.column_stack([plain.weights, most]))
