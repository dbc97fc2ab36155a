"""Daily rates that a count series does not contradict, drawn from their posterior."""

import numpy as np

# Days that a regime is expected to last; measured results hardly differ between 30 and 60.
MEAN_REGIME = 30.0
# What the overall mean is worth as prior of a regime's rate, in events.
PRIOR_EVENTS = 1.0
WEEK = 7


def draw_rates(counts: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draw the rate of every day from its posterior, given the counts.

    Parameters
    ----------
    counts : array of int, shape (n_days,)
        Events per day.
    draws : int
    rng : Generator

    Returns
    -------
    array of float, shape (draws, n_days)
        Rates above 0.

    Notes
    -----
    The rate is constant in regimes whose number, dates and levels are unknown: they are drawn
    together, exactly, by the recursion of Fearnhead. Regimes have geometric lengths and Gamma
    rates. Counts that vary more than Poisson from week to week are worth less, by that factor.
    Within a regime a day has a Gamma factor (a negative binomial count), drawn given its own
    count, so that days with many events draw more.

    References
    ----------
    Fearnhead (2006). Exact and efficient Bayesian inference for multiple changepoint problems.
    Statistics and Computing 16, 203-213.
    """
    from analytics.regimes.run_lengths import gamma_table, weigh_later

    worth = 1.0 / weekly_variance_ratio(counts)
    sums = np.concatenate(([0], np.cumsum(counts.astype("int64"))))
    prior = PRIOR_EVENTS, PRIOR_EVENTS / max(counts.mean(), 1.0 / counts.size)
    chances = float(np.log1p(-1.0 / MEAN_REGIME)), -float(np.log(MEAN_REGIME))
    model = worth, prior, chances, gamma_table(int(sums[-1]), worth, PRIOR_EVENTS)
    later = weigh_later(sums, *model)
    rates = np.array([_draw(sums, later, model, rng) for _ in range(draws)])
    dispersion = dispersion_of_days(counts)
    if dispersion == 0.0:
        return rates
    return rates * rng.gamma(counts + 1.0 / dispersion) / (rates + 1.0 / dispersion)


def weekly_variance_ratio(counts: np.ndarray) -> float:
    """Give the variance of weekly totals over their mean, 1 or more.

    It is taken from differences of neighbouring weeks, which a few changes of rate hardly move.
    """
    weeks = counts[: counts.size // WEEK * WEEK].reshape(-1, WEEK).sum(axis=1)
    steps, middle = np.diff(weeks), (weeks[1:] + weeks[:-1]) / 2.0
    return max(1.0, (steps**2).sum() / 2.0 / middle.sum()) if middle.sum() > 0 else 1.0


def dispersion_of_days(counts: np.ndarray) -> float:
    """Give the dispersion of neighbouring days: variance = mean + dispersion x mean^2."""
    before, after = counts[:-1].astype(float), counts[1:].astype(float)
    excess = ((after - before) ** 2 / 2.0 - (before + after) / 2.0).sum()
    square = (before * after).sum()
    return max(0.0, excess / square) if square > 0 else 0.0


def _draw(
    sums: np.ndarray, later: np.ndarray, model: tuple, rng: np.random.Generator
) -> np.ndarray:
    """Draw regimes one after another, each with its rate."""
    from analytics.regimes.run_lengths import draw_stop

    worth, prior = model[:2]
    rates, first = np.empty(sums.size - 1), 0
    while first < rates.size:
        stop = draw_stop(sums, later, first, rng.random(), *model)
        shape = prior[0] + (sums[stop] - sums[first]) * worth
        rates[first:stop] = rng.gamma(shape) / (prior[1] + (stop - first) * worth)
        first = stop
    return rates
