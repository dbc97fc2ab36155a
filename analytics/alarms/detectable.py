"""What a watch could see: how often it finds a rise that begins in units like these."""

import math
import zlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.alarms.evidence import Watched, drawn_evidence, start_watch
from analytics.alarms.threshold import QUARTER, looks_of_quarter
from analytics.alarms.watch import Quarter
from analytics.rates import share_interval
from analytics.wording import plain_number

# Units are put together by their usual events a week: the least of each band, and its name.
BANDS = ((10.0, 15), (3.5, 5), (1.5, 2), (0.75, 1), (0.0, 0.5))
SEEN_RISES = (2.0, 3.0)
# The rise begins after two weeks, and is looked for within two and four.
BEGINS, WITHIN = 14, (14, 28)
# Paths of each band and rise: an error of .07, so that a share is told with its interval.
DRAWN_A_BAND = 48


@dataclass(frozen=True, kw_only=True, eq=False)
class SeenRises:
    """Outcome of :func:`rises_seen`.

    Attributes
    ----------
    table : DataFrame
        One row a band of units and a rise: ``rate`` (about so many events a week), ``units``,
        ``rise``, ``two_weeks`` and ``four_weeks`` (the share of rises found by then), ``draws``.
    """

    table: pd.DataFrame

    def __str__(self) -> str:
        """Say how often a doubling would be found in the busiest units, and in the quietest."""
        doublings = self.table[self.table["rise"] == SEEN_RISES[0]]
        busy = doublings.iloc[0]
        opening = (
            f"A doubling at about {busy.rate:g} a week would be found within 4 weeks "
            f"{_share(busy.four_weeks, busy.draws)}"
        )
        if len(doublings) == 1:
            return f"{opening}."
        thin = doublings.iloc[-1]
        share = _share(thin.four_weeks, thin.draws)
        return f"{opening}; at about {plain_number(thin.rate)} a week {share}."


def _share(share: float, draws: int) -> str:
    """Tell a share of paths by its 95 % interval: the share itself is of a few."""
    low, high = (100 * end for end in share_interval(share, draws))
    if low < 0.5:
        return f"in under {math.ceil(high)} % of cases"
    if high > 99.5:
        return f"in over {math.floor(low)} % of cases"
    return f"in {low:.0f} to {high:.0f} % of cases"


def rises_seen(quarter: Quarter, counts: np.ndarray, *, step: int, weekday: int) -> SeenRises:
    """Draw rises in units like those watched, and count those found.

    Parameters
    ----------
    quarter : Quarter
        What was learned at its begin.
    counts : array of float, shape (n_units, n_days)
        Events of the days that it was learned from.
    step : int
        Days from one look to the next.
    weekday : int
        Of the first day of the quarter.

    Returns
    -------
    SeenRises

    Notes
    -----
    Days are drawn from the units' own posterior, and their rate rises at once, for good, after two
    weeks. A path that is over the line before its rise does not count. The random numbers follow
    from the counts, which are whole: what is learned of them may differ in its last digit between
    processors.
    """
    units = [start_watch(one, quarter.clustering) for one in quarter.baselines]
    rates = np.array([7 * unit.rate for unit in units])
    rng = np.random.default_rng(zlib.crc32(counts.astype("<f8").tobytes()))
    highest, rows = math.inf, []
    for least, rate in BANDS:
        chosen = [unit for unit, own in zip(units, rates, strict=True) if least <= own < highest]
        highest = least
        for rise in SEEN_RISES if chosen else ():
            found = _delays(chosen, rise, quarter.log_line, step, weekday, rng)
            shares = [float(np.mean(found <= days)) for days in WITHIN]
            rows.append((rate, len(chosen), rise, *shares, found.size))
    columns = ["rate", "units", "rise", "two_weeks", "four_weeks", "draws"]
    return SeenRises(table=pd.DataFrame(rows, columns=columns))


def _delays(
    units: list[Watched],
    rise: float,
    log_line: float,
    step: int,
    weekday: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Give the days from each drawn rise to the look at which it is found; infinite where never."""
    draws = math.ceil(DRAWN_A_BAND / len(units))
    looks = looks_of_quarter(0, step)
    delays = []
    for unit in units:
        factors = unit.factors(np.ones(QUARTER), weekday)
        drawn = drawn_evidence(unit, factors, rng, draws=draws, day=BEGINS, rise=rise)
        over = drawn[:, looks] >= math.exp(log_line)
        first = np.where(over.any(axis=1), looks[over.argmax(axis=1)] - BEGINS + 1, math.inf)
        delays.append(first[first > 0])
    return np.concatenate(delays)
