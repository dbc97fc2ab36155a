"""What moves a rate without being a change: the day of the week, and a steady trend."""

import numpy as np

# A weekday rhythm: chi-squared with 6 degrees of freedom, upper 0.1 %.
WEEKDAY_CRITICAL, WEEKDAY_DAYS, WEEKDAY_EVENTS = 22.46, 56, 50


def weekday_factors(values: np.ndarray, weekday: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Give the factor of every day's weekday; all 1 where no rhythm is seen at the 0.1 % level.

    A day is held against the seven days around it, so a change makes no rhythm. A day that stands
    out from those, and from the same weekday a week before and after, is left out. Few events
    draw a factor towards 1.

    Parameters
    ----------
    values : array of float, shape (n,)
    weekday : array of int, shape (n,)
        0 to 6.
    day : array of int, shape (n,)
        Number of the day, ascending; days that were not observed are left out.
    """
    even, place = np.ones(values.size), day - day[0] + 7
    if values.size < WEEKDAY_DAYS or values.sum() < WEEKDAY_EVENTS:
        return even

    def near(kept: np.ndarray, *steps: int) -> np.ndarray:
        calendar, seen = np.zeros(place[-1] + 8), np.zeros(place[-1] + 8)
        calendar[place], seen[place] = values * kept, kept
        parts = [np.array([calendar[place + step], seen[place + step]]) for step in steps]
        sums = np.add.reduce(parts)
        return sums[0] / np.maximum(sums[1], 1.0)

    aside = near(even, *range(-3, 0), *range(1, 4)), near(even, -7, 7)
    usual = values <= 4.0 * np.maximum(*aside) + 4.0
    base = near(usual, *range(-3, 4))[usual] + 1e-9
    values, names = values[usual], weekday[usual]
    if values.sum() < WEEKDAY_EVENTS:
        return even
    spread = max(float(np.mean((values - base) ** 2 / np.maximum(base, 0.05)) * 7 / 6), 1.0)
    counted = np.bincount(names, values, 7)
    expected = np.maximum(np.bincount(names, base, 7), 1e-9)
    expected *= counted.sum() / expected.sum()
    if ((counted - expected) ** 2 / expected).sum() / spread < WEEKDAY_CRITICAL:
        return even
    factors = (counted + 5 * spread) / (expected + 5 * spread)
    return (factors / factors.mean())[weekday]


def trend_slope(values: np.ndarray, exposure: np.ndarray, time: np.ndarray) -> float:
    """Fit the slope of a log-linear Poisson mean by Newton steps."""
    slope = 0.0
    for _ in range(25):
        mean = exposure * np.exp(slope * time)
        mean *= values.sum() / mean.sum()
        centred = time - np.average(time, weights=mean)
        step = ((values - mean) * centred).sum() / (mean * centred**2).sum()
        slope += min(max(step, -1.0), 1.0)
        if abs(step) < 1e-6:
            break
    return slope
