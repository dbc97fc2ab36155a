"""The smallest change that two windows could show."""

from dataclasses import dataclass

import numpy as np

from analytics.dispersion import Dispersion
from analytics.effects.quasi_likelihood import root_deviance
from analytics.effects.rate_ratio import last_inside

# Normal quantile of 80 % power.
POWER_QUANTILE = 0.8416
LARGEST_RISE = 1000.0
# With fewer, the dispersion is so badly known that simulated coverage falls to 70-90 % among the
# windows that look quiet enough to answer.
FEWEST_DAYS = 5
FEWEST_DAYS_IN_ALL = 28
FEWEST_EVENTS = 10
USEFUL_RISE = 10.0


@dataclass(frozen=True, kw_only=True)
class Detectable:
    """Smallest changes found in 80 % of repetitions; ``nan`` where no change would be.

    ``fall`` and ``rise`` are rate ratios, below and above 1.
    """

    fall: float
    rise: float


def detectable(rate: float, days: tuple[float, float], dispersion: Dispersion) -> Detectable:
    """Find the smallest fall and rise that these windows could show.

    Parameters
    ----------
    rate : float
        Events per day if nothing changed; more than 0.
    days : tuple of float
        Exposure before and after.
    dispersion : Dispersion

    Returns
    -------
    Detectable

    Notes
    -----
    Puts the expected totals into the test and asks for the distance that 80 % power needs.
    """
    needed = (dispersion.critical + POWER_QUANTILE) * np.sqrt(dispersion.inflation)

    def unseen(ratio: float | np.ndarray) -> np.ndarray:
        totals = rate * days[0], rate * days[1] * ratio
        return np.abs(root_deviance(totals, days, 1.0, dispersion.daily)) < needed

    fall = 1 - last_inside(lambda steps: unseen(1 - steps), top=1.0)
    rise = np.exp(last_inside(lambda steps: unseen(np.exp(steps)), top=np.log(LARGEST_RISE)))
    return Detectable(
        fall=np.nan if unseen(0.0) else fall,
        rise=np.nan if unseen(LARGEST_RISE) else float(rise),
    )


def is_answerable(windows: tuple[np.ndarray, np.ndarray], could: Detectable) -> bool:
    """Say whether the windows can tell a change at all.

    Parameters
    ----------
    windows : tuple of ndarray
        Counts per day before and after.
    could : Detectable
        At the rate of both windows together.

    Returns
    -------
    bool
        False with too few days or events in both windows together, or when neither a fall to
        nothing nor a tenfold rise would show.
    """
    days = [window.size for window in windows]
    events = sum(window.sum() for window in windows)
    enough = min(days) >= FEWEST_DAYS and sum(days) >= FEWEST_DAYS_IN_ALL
    useful = could.fall >= 0 or could.rise <= USEFUL_RISE
    return bool(enough and events >= FEWEST_EVENTS and useful)
